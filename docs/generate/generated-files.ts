import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';

/** Texts by their paths below the repository's root. */
export type GeneratedFiles = ReadonlyMap<string, string>;

/** Stands in generated playbooks and roles, and tells them from those that people wrote. */
export const MARK = 'Made by "npm run generate"';

/** Writes files in the form that prettier gives them; texts for people stay as they are, as everywhere here. */
export async function writeFiles(root: string, files: GeneratedFiles): Promise<void> {
  for (const [path, text] of files) {
    const target = join(root, path);
    const formatted = /\.(?:md|svg)$/.test(path) ? text : await formattedText(target, text);
    if (existsSync(target) && readFileSync(target, 'utf8') === formatted) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, formatted);
  }
}

async function formattedText(path: string, text: string): Promise<string> {
  return format(text, { ...(await resolveConfig(path)), filepath: path });
}

/** Removes generated playbooks and roles that are not among the files any more: their kind has another name, or is gone. */
export function removeStale(root: string, files: GeneratedFiles): void {
  for (const name of readdirSync(join(root, 'playbooks'))) removeIfStale(root, `playbooks/${name}`, files);
  for (const role of readdirSync(join(root, 'roles'))) {
    if (files.has(`roles/${role}/tasks/main.yml`)) continue;
    if (isGenerated(join(root, 'roles', role, 'tasks', 'main.yml')))
      rmSync(join(root, 'roles', role), { recursive: true });
  }
}

function removeIfStale(root: string, path: string, files: GeneratedFiles): void {
  if (!files.has(path) && isGenerated(join(root, path))) rmSync(join(root, path));
}

function isGenerated(path: string): boolean {
  return existsSync(path) && readFileSync(path, 'utf8').includes(MARK);
}
