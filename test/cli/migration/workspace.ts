import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { buildCommand, type Ended } from '../built.ts';

/** Two clouds, a variables file and a data directory, as somebody has them who migrates. */
export interface Workspace {
  readonly source: LoopbackCloud;
  readonly destination: LoopbackCloud;
  readonly dataDir: string;
  /** Runs drover with the variables file: `drover('run', 'export_networks.yml')`. */
  readonly drover: (...args: readonly string[]) => Promise<Ended>;
  /** The same, and throws with all that was said unless it ends with 0. */
  readonly succeed: (...args: readonly string[]) => Promise<Ended>;
  close(): Promise<void>;
}

/** What a workspace is other than usual. */
export interface WorkspaceOptions extends CloudOptions {
  /** An administrator works in it, and not a tenant on either side. */
  readonly asAdmin?: boolean;
  /** Further variables. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

export async function openWorkspace({
  asAdmin = false,
  variables: further = {},
  ...options
}: WorkspaceOptions = {}): Promise<Workspace> {
  const [source, destination] = await Promise.all([
    startOpenStackCloud(options),
    startOpenStackCloud(options),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'drover-migration-'));
  const dataDir = join(folder, 'data');
  const variablesPath = join(folder, 'vars.yml');
  const variables = {
    os_migrate_src_auth: asAdmin ? source.auth('admin', 'admin') : source.auth('src', 'src'),
    os_migrate_dst_auth: asAdmin ? destination.auth('admin', 'admin') : destination.auth('dst', 'dst'),
    os_migrate_data_dir: dataDir,
    ...further,
  };
  writeFileSync(variablesPath, stringify(variables), { mode: 0o600 });
  const command = buildCommand();
  const drover: Workspace['drover'] = (...args) =>
    command.run([...args, '-e', `@${variablesPath}`], {
      environment: { XDG_STATE_HOME: join(folder, 'state') },
    });
  return {
    source,
    destination,
    dataDir,
    drover,
    succeed: async (...args) => {
      const ended = await drover(...args);
      if (ended.code === 0) return ended;
      throw new Error(`drover ${args.join(' ')} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    },
    close: async () => {
      command.remove();
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([source.close(), destination.close()]);
    },
  };
}
