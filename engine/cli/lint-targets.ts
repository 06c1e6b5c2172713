import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { looksLikeDiscovery } from '../../modules/aws/discovery/config/looks-like-discovery.ts';

/** What `drover lint` is to look at, by what it is. */
export interface LintTargets {
  readonly playbooks: readonly string[];
  readonly roles: readonly string[];
  /** Files of tasks that stand alone. */
  readonly tasks: readonly string[];
  readonly exportFiles: readonly string[];
  /** What VPCs are to be moved: each a discovery.yaml. */
  readonly discoveries: readonly string[];
}

type What = keyof LintTargets;

/** Parts of a role, and folders of variables, are read with what they belong to. */
const NOT_LOOKED_INTO: ReadonlySet<string> = new Set(['node_modules', 'group_vars', 'host_vars', 'files']);
const ROLE_PARTS = ['tasks', 'handlers', 'defaults', 'vars', 'meta'];

/**
 * Sorts files and folders: a folder stands for the roles, playbooks, files of tasks, export files and discovery files
 * in it.
 * `exportNames`: what export files are called, even where they are empty.
 */
export function lintTargets(paths: readonly string[], exportNames: readonly string[]): LintTargets {
  const found: Record<What, string[]> = {
    playbooks: [],
    roles: [],
    tasks: [],
    exportFiles: [],
    discoveries: [],
  };
  for (const path of paths) {
    if (isFolder(path)) addFolder(path, exportNames, found);
    // What is nothing else, or not there at all, is told as a playbook.
    else found[whatIs(path, exportNames) ?? 'playbooks'].push(path);
  }
  return found;
}

function addFolder(folder: string, exportNames: readonly string[], found: Record<What, string[]>): void {
  if (isRole(folder)) {
    found.roles.push(resolve(folder));
    return;
  }
  for (const name of readdirSync(folder).sort()) {
    const path = join(folder, name);
    if (name.startsWith('.') || NOT_LOOKED_INTO.has(name)) continue;
    if (isFolder(path)) addFolder(path, exportNames, found);
    else if (/\.ya?ml$/.test(name)) {
      const what = whatIs(path, exportNames);
      // Lists may be anything: those that playbooks use are read with them.
      const isMeant = what !== 'tasks' || ['tasks', 'handlers'].includes(basename(folder));
      if (what !== undefined && isMeant) found[what].push(path);
    }
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

function isRole(folder: string): boolean {
  return (
    basename(folder) !== 'roles' &&
    ROLE_PARTS.some((part) =>
      ['yml', 'yaml'].some((ending) => existsSync(join(folder, part, `main.${ending}`))),
    )
  );
}

/** What a file is, by its keys; undefined for what is nothing of these, or cannot be read. */
function whatIs(path: string, exportNames: readonly string[]): What | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
  if (/^["']?os_migrate_version["']?\s*:/m.test(text)) return 'exportFiles';
  const [, first = '  '] = /^(-\s+)\S/m.exec(text) ?? [];
  const key = `["']?(?:hosts|(?:ansible\\.builtin\\.)?import_playbook)["']?\\s*:`;
  if (new RegExp(`^(?:-\\s+| {${first.length}})${key}`, 'm').test(text)) return 'playbooks';
  if (looksLikeDiscovery(text)) return 'discoveries';
  if (/^-\s/m.test(text)) return 'tasks';
  return exportNames.includes(basename(path)) ? 'exportFiles' : undefined;
}
