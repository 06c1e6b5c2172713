import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import type { SourceFiles } from '../language/files.ts';
import type { Asked } from '../run/state/run-record.ts';
import { namesIn } from './choice-variables.ts';
import type { FlagValues } from './flags.ts';
import { keptConnectionFlags } from './connection-flags.ts';
import { packageFolder } from './package-folder.ts';
import { keepVariables } from './withheld.ts';

/** What was asked on the command line, in a form that is the same wherever it is asked again, and without secrets. */
export function askedOf(playbooks: readonly string[], flags: FlagValues, files: SourceFiles): Asked {
  const { askedVars = {}, ...others } = flags;
  const { kept, withheld } = keepVariables(extraVarsOf(others), files);
  return {
    playbooks: playbooks.map(keptPlaybook),
    inventories: (flags.inventory ?? []).map((source) => (source.includes(',') ? source : absolute(source))),
    extraVars: kept,
    withheld: [...new Set([...withheld, ...Object.keys(askedVars)])],
    tags: flags.tags ?? [],
    skipTags: flags.skipTags ?? [],
    diff: flags.diff ?? false,
    vaultPasswordFiles: (flags.vaultPasswordFile ?? []).map(absolute),
    vaultIds: (flags.vaultId ?? []).map(keptVaultId),
    askVaultPassword: flags.askVaultPassword ?? false,
    forceHandlers: flags.forceHandlers ?? false,
    ...given(
      'limit',
      flags.limit?.replace(/^@(.+)$/, (_all, path: string) => `@${absolute(path)}`),
    ),
    ...given('forks', flags.forks),
    ...given('startAtTask', flags.startAtTask),
    ...given('user', flags.user),
    ...given('privateKey', keptKeyFile(flags)),
    ...given('connection', flags.connection),
    ...given('reach', keptConnectionFlags(flags)),
  };
}

/** The flags that say the same again, with those that are given now: these win. */
export function flagsOf(asked: Asked, now: FlagValues): FlagValues {
  const hasVault = [now.vaultPasswordFile, now.vaultId, now.askVaultPassword].some(
    (flag) => flag !== undefined,
  );
  const before: Partial<FlagValues> = {
    inventory: asked.inventories,
    tags: asked.tags,
    skipTags: asked.skipTags,
    ...(asked.diff ? { diff: true } : {}),
    ...(asked.forceHandlers ? { forceHandlers: true } : {}),
    ...given('limit', asked.limit),
    ...given('forks', asked.forks),
    ...given('startAtTask', asked.startAtTask),
    ...given('user', asked.user),
    ...given('privateKey', asked.privateKey === undefined ? undefined : [asked.privateKey]),
    ...given('connection', asked.connection),
    ...asked.reach,
  };
  const vault: Partial<FlagValues> = {
    vaultPasswordFile: asked.vaultPasswordFiles,
    vaultId: asked.vaultIds,
    ...(asked.askVaultPassword ? { askVaultPassword: true } : {}),
  };
  return {
    ...before,
    ...(hasVault ? {} : vault),
    ...now,
    extraVars: [...asked.extraVars, ...(now.extraVars ?? [])],
  };
}

/** `-e`, with what other flags say in its stead. */
export function extraVarsOf(flags: FlagValues): readonly string[] {
  return [
    ...(flags.extraVars ?? []),
    ...(flags.askedVars === undefined ? [] : [JSON.stringify(flags.askedVars)]),
    ...(flags.dataDir === undefined ? [] : [JSON.stringify({ os_migrate_data_dir: resolve(flags.dataDir) })]),
    ...(flags.refresh ? ['os_migrate_refresh=true'] : []),
    ...(flags.vpc === undefined ? [] : [JSON.stringify({ aws_vpcs: flags.vpc.flatMap(namesIn) })]),
  ];
}

/** Flags with all paths absolute, so that they can be used in another folder. */
export function absoluteFlags(flags: FlagValues): FlagValues {
  return {
    ...flags,
    ...given(
      'extraVars',
      flags.extraVars?.map((text) => text.replace(/^@(.+)$/s, (_all, path: string) => `@${absolute(path)}`)),
    ),
    ...given(
      'inventory',
      flags.inventory?.map((source) => (source.includes(',') ? source : absolute(source))),
    ),
    ...given('vaultPasswordFile', flags.vaultPasswordFile?.map(absolute)),
    ...given('privateKey', flags.privateKey?.map(absolute)),
    ...given('vaultId', flags.vaultId?.map(keptVaultId)),
    ...given('dataDir', flags.dataDir === undefined ? undefined : resolve(flags.dataDir)),
  };
}

/** Playbooks that come with drover may be elsewhere in its next version: they are kept by their names. */
function keptPlaybook(path: string): string {
  const own = join(packageFolder(), 'playbooks', basename(path));
  const isOurs = relative(own, resolve(path)) === '' && existsSync(own);
  return isOurs ? join('playbooks', basename(path)) : resolve(path);
}

function keptKeyFile({ privateKey = [] }: FlagValues): string | undefined {
  const last = privateKey.at(-1);
  return last === undefined ? undefined : absolute(last);
}

function keptVaultId(vaultId: string): string {
  const at = vaultId.indexOf('@');
  const source = vaultId.slice(at + 1);
  return source === 'prompt' ? vaultId : `${vaultId.slice(0, at + 1)}${absolute(source)}`;
}

function absolute(path: string): string {
  return resolve(path.replace(/^~(?=\/|$)/, homedir()));
}

function given<K extends string, T>(name: K, value: T | undefined): Partial<Record<K, T>> {
  return value === undefined ? {} : ({ [name]: value } as Record<K, T>);
}
