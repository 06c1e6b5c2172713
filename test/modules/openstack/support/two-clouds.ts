import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Module } from '../../../../engine/module.ts';
import { readExportFile } from '../../../../modules/openstack/files/read-export-file.ts';
import { openstackModules } from '../../../../modules/openstack/module-list.ts';
import {
  startOpenStackCloud,
  type CloudOptions,
  type LoopbackCloud,
} from '../../../clouds/openstack/cloud.ts';
import { runModule, testRun, type Outcome, type TestRun } from './run-module.ts';

/** The files of the network layer in the order of a migration, with the modules that write and read them. */
export const STEPS = [
  { file: 'networks.yml', exports: 'export_network', imports: 'import_network' },
  { file: 'subnets.yml', exports: 'export_subnet', imports: 'import_subnet' },
  { file: 'routers.yml', exports: 'export_router', imports: 'import_router' },
  { file: 'router_interfaces.yml', exports: 'export_router_interfaces', imports: 'import_router_interface' },
  { file: 'security_groups.yml', exports: 'export_security_group', imports: 'import_security_group' },
  {
    file: 'security_group_rules.yml',
    exports: 'export_security_group_rules',
    imports: 'import_security_group_rule',
  },
] as const;

export interface TwoClouds {
  readonly source: LoopbackCloud;
  readonly destination: LoopbackCloud;
  /** An empty data directory. */
  readonly folder: string;
  readonly path: (file: string) => string;
  close(): Promise<void>;
}

export async function startTwoClouds(options: CloudOptions = {}): Promise<TwoClouds> {
  const [source, destination] = await Promise.all([
    startOpenStackCloud(options),
    startOpenStackCloud(options),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'drover-kinds-'));
  return {
    source,
    destination,
    folder,
    path: (file) => join(folder, file),
    close: async () => {
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([source.close(), destination.close()]);
    },
  };
}

const loaded = new Map<string, Promise<Module>>();

export function moduleNamed(name: string): Promise<Module> {
  const entry = openstackModules.find((one) => one.name === `openstack.${name}`);
  if (entry === undefined) throw new Error(`There is no module ${name}.`);
  const module = loaded.get(name) ?? entry.load();
  loaded.set(name, module);
  return module;
}

/** Exports every file from the source, as the export playbooks do. */
export async function exportAll(
  { source, path }: TwoClouds,
  args: object = {},
  user: readonly [string, string] = ['src', 'src'],
): Promise<readonly Outcome[]> {
  const run = testRun();
  try {
    const outcomes: Outcome[] = [];
    for (const { file, exports } of STEPS) {
      const module = await moduleNamed(exports);
      outcomes.push(await runModule(module, { path: path(file), auth: source.auth(...user), ...args }, run));
    }
    return outcomes;
  } finally {
    await run.close();
  }
}

export interface Tally {
  readonly actions: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
  readonly drift: readonly string[];
  readonly warnings: readonly string[];
}

/** Imports every file into the destination, as the import playbooks do, several records side by side. */
export async function importAll(
  clouds: TwoClouds,
  options: {
    readonly checkMode?: boolean;
    readonly user?: readonly [string, string];
    readonly parallel?: number;
  } = {},
): Promise<Tally> {
  const run = testRun({ checkMode: options.checkMode ?? false });
  const tally = { actions: {} as Record<string, number>, failures: [] as string[], drift: [] as string[] };
  const auth = clouds.destination.auth(...(options.user ?? ['dst', 'dst']));
  try {
    for (const { file, imports } of STEPS) {
      const rules =
        file === 'security_groups.yml' ? { rules_path: clouds.path('security_group_rules.yml') } : {};
      await importFile(run, clouds.path(file), imports, { auth, ...rules }, tally, options.parallel ?? 10);
      if (file === 'router_interfaces.yml') {
        await importFile(
          run,
          clouds.path('routers.yml'),
          'import_router',
          { auth, fields: ['routes'] },
          tally,
          10,
        );
      }
    }
    return { ...tally, warnings: run.warnings };
  } finally {
    await run.close();
  }
}

interface Counting {
  readonly actions: Record<string, number>;
  readonly failures: string[];
  readonly drift: string[];
}

async function importFile(
  run: TestRun,
  path: string,
  name: string,
  args: object,
  tally: Counting,
  parallel: number,
): Promise<void> {
  const module = await moduleNamed(name);
  const queue = [...(await readExportFile(path, run.context.controller.files)).records];
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      try {
        const { plan } = await runModule(module, { data: next.record, ...args }, run);
        const action = plan?.action ?? 'none';
        tally.actions[action] = (tally.actions[action] ?? 0) + 1;
        if (action !== 'create')
          tally.drift.push(...(plan?.drift ?? []).map(({ pointer }) => `${plan?.subject ?? ''} ${pointer}`));
      } catch (error) {
        tally.failures.push(error instanceof Error ? error.message : String(error));
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, worker));
}
