import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { collectDiagnostics, type Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { loadConfiguration } from '../../language/configuration.ts';
import { nodeSourceFiles } from '../../run/node-source-files.ts';
import { cacheFolder, openCache } from '../../sources/cache.ts';
import { galaxyConfiguration } from '../../sources/galaxy/galaxy-settings.ts';
import { reachSettings } from '../../sources/http/http-settings.ts';
import type { Lock, LockedAsset } from '../../sources/lock/lock.ts';
import { projectOf, type Project } from '../../sources/project-place.ts';
import { readProject, readProjectLock } from '../../sources/project.ts';
import { playbookRequirement } from '../../sources/requirements/playbook-source.ts';
import type { Requirement } from '../../sources/requirements/requirement.ts';
import { sourceContext, type SourceContext } from '../../sources/resolve/context.ts';
import type { RolesFlags } from './flags.ts';

/** What the commands of `roles` work with. */
export interface RolesWork {
  readonly project: Project;
  readonly requirements: readonly Requirement[];
  /** The lock that there is. */
  readonly lock: Lock | undefined;
  readonly context: SourceContext;
  /** Problems of the requirements: with errors in them, nothing is done. */
  readonly diagnostics: readonly Diagnostic[];
}

export interface WorkOptions {
  readonly flags: RolesFlags;
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
  readonly warn: (message: string) => void;
}

/** A command of `roles`: gives what it has to say, as text and for programs. */
export interface RolesOutcome {
  readonly text: string;
  readonly json: unknown;
  readonly exitCode: number;
}

/** Reads requirements and lock, and opens the cache and what sources are reached with. */
export function openWork(options: WorkOptions): RolesWork {
  const { flags, folder } = options;
  const project = projectOf(folder, { requirements: flags.requirements, lock: flags.lock });
  const sink = collectDiagnostics();
  const lock = readProjectLock(project);
  const added = (flags.playbook ?? []).map((text) => playbookRequirement(text, '--playbook', project.folder));
  const requirements = [...readProject(project, sink), ...withoutTwins([...added, ...lockedPlaybooks(lock)])];
  return {
    project,
    requirements,
    lock,
    context: openContext(options, project),
    diagnostics: sink.diagnostics,
  };
}

/** The cache and what sources are reached with, for a project. */
export function openContext({ flags, signal, say, warn }: WorkOptions, project: Project): SourceContext {
  const environment = process.env;
  const vendor = flags.to === undefined ? join(project.folder, 'vendor') : resolve(flags.to);
  return sourceContext({
    reach: reachSettings({
      environment,
      caFile: flags.caFile,
      knownHosts: flags.knownHosts === undefined ? undefined : resolve(flags.knownHosts),
      timeout: flags.timeout,
      signal,
      warn,
    }),
    galaxy: galaxyConfiguration({
      environment,
      file: configurationFile(),
      chosen: flags.server,
      tokenFile: textOf(join(homedir(), '.ansible', 'galaxy_token')),
    }),
    cache: openCache(cacheFolder(environment, homedir()), warn),
    vendored: [vendor],
    say,
  });
}

function configurationFile(): { readonly path: string; readonly text: string } | undefined {
  const world = {
    files: nodeSourceFiles(),
    environment: process.env,
    currentDirectory: process.cwd(),
    homeDirectory: homedir(),
  };
  const { path } = loadConfiguration(world, { sink: collectDiagnostics() });
  const text = path === undefined ? undefined : textOf(path);
  return path === undefined || text === undefined ? undefined : { path, text };
}

function textOf(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Playbooks stand in no requirements: those of a lock are asked for by it until they are taken out of it. */
function lockedPlaybooks(lock: Lock | undefined): readonly Requirement[] {
  return (lock?.playbooks ?? []).map((asset) => playbookOf(asset));
}

function playbookOf({ name, src, version = '', for: [by = '--playbook'] }: LockedAsset): Requirement {
  return { kind: 'playbook', name, source: { kind: 'git', url: src, path: name }, version, by, folder: '' };
}

function withoutTwins(playbooks: readonly Requirement[]): readonly Requirement[] {
  const key = ({ name, source, version }: Requirement): string =>
    JSON.stringify([name, source.kind === 'git' ? source.url : '', version]);
  return [...new Map(playbooks.map((one) => [key(one), one])).values()];
}

/** The lock of a command that needs one. */
export function requireLock({ lock, project }: Pick<RolesWork, 'lock' | 'project'>): Lock {
  if (lock !== undefined) return lock;
  throw new DroverError('file-not-found', {
    detail: `There is no lock ${project.lockPath}.`,
    help: 'Make one with `drover roles lock`.',
  });
}

/** Whether a lock must be as the requirements have it: asked for, or else in CI. */
export function isFrozen(
  { frozen }: Pick<RolesFlags, 'frozen'>,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return frozen ?? /^(?:true|1)$/i.test(environment['CI'] ?? '');
}
