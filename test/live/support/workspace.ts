import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import type { Login } from '../seed/cloud.ts';

/** In the order in which OS-Migrate's users run them. */
export const KINDS = [
  'networks',
  'subnets',
  'routers',
  'router_interfaces',
  'security_groups',
  'security_group_rules',
] as const;
export type KindName = (typeof KINDS)[number];

/** A record of an export file. */
export interface FileRecord {
  readonly type: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly _info: Readonly<Record<string, unknown>>;
  readonly _migration_params: Readonly<Record<string, unknown>>;
}

/** What a user has: a variables file and a data directory. */
export interface Workspace {
  readonly data: string;
  readonly variables: string;
  readonly file: (kind: KindName) => string;
  readonly records: (kind: KindName) => Promise<readonly FileRecord[]>;
  /** The arguments of a drover command for some playbooks. */
  readonly arguments: (
    command: 'run' | 'plan',
    verb: 'export' | 'import',
    kinds?: readonly KindName[],
  ) => string[];
  readonly remove: () => Promise<void>;
}

/** Makes a variables file as OS-Migrate's users have it, beside an empty data directory. */
export async function openWorkspace(source: Login, destination: Login): Promise<Workspace> {
  const folder = await mkdtemp(join(tmpdir(), 'drover-live-'));
  const variables = join(folder, 'os-migrate-vars.yml');
  const data = join(folder, 'data');
  const text = stringify({
    os_migrate_src_auth: source,
    os_migrate_src_region_name: 'RegionOne',
    os_migrate_dst_auth: destination,
    os_migrate_dst_region_name: 'RegionOne',
    os_migrate_data_dir: data,
  });
  await writeFile(variables, text, { mode: 0o600 });
  const file = (kind: KindName): string => join(data, `${kind}.yml`);
  return {
    data,
    variables,
    file,
    records: (kind) => readRecords(file(kind)),
    arguments: (command, verb, kinds = KINDS) => [
      command,
      ...kinds.map((kind) => `playbooks/${verb}_${kind}.yml`),
      '-e',
      `@${variables}`,
    ],
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

const LOAD =
  'import json, sys, yaml; json.dump(yaml.safe_load(open(sys.argv[1], encoding="utf-8")), sys.stdout)';

/** Reads an export file as OS-Migrate does: with Python's YAML, for which `1e3` is a text and `yes` is not. */
async function readRecords(path: string): Promise<readonly FileRecord[]> {
  const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', LOAD, path], {
    maxBuffer: 64 * 1024 ** 2,
  });
  // Boundary: the shape of an export file, which is what the tests look at.
  return (JSON.parse(stdout) as { resources: FileRecord[] }).resources;
}
