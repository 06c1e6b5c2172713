import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { buildCommand, type Ended } from '../built.ts';

/** The kinds of a tenant's networks, in the order of their imports. */
export const NETWORK_KINDS = [
  'networks',
  'subnets',
  'routers',
  'router_interfaces',
  'security_groups',
  'security_group_rules',
] as const;

/** Two clouds, a variables file and a data directory, as somebody has them who migrates. */
export interface Workspace {
  readonly source: LoopbackCloud;
  readonly destination: LoopbackCloud;
  /** What is in it goes when the workspace is closed; the data directory is one of it. */
  readonly folder: string;
  readonly dataDir: string;
  /** Runs drover with the variables file: `drover('run', 'export_networks.yml')`. */
  readonly drover: (...args: readonly string[]) => Promise<Ended>;
  /** The same, and throws with all that was said unless it ends with 0. */
  readonly succeed: (...args: readonly string[]) => Promise<Ended>;
  /** The same, begun: for those who want to stop it half-way. */
  readonly begin: (...args: readonly string[]) => ChildProcess;
  /** The words of such a command, and what stands in its environment. */
  readonly commandLine: (...args: readonly string[]) => readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** What a workspace is other than usual. */
export interface WorkspaceOptions extends CloudOptions {
  /** An administrator works in it, and not a tenant on either side: in a project of their own, or in those of the tenants. */
  readonly asAdmin?: boolean | 'of the tenants';
  /** Further variables. */
  readonly variables?: Readonly<Record<string, unknown>>;
  /** It is worked in its folder, and with the cache there. */
  readonly isHome?: boolean;
  /** What stands in the environment besides. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What either cloud is other than both, given the folder of the workspace. */
  readonly each?: (side: 'source' | 'destination', folder: string) => CloudOptions;
}

export async function openWorkspace({
  asAdmin = false,
  variables: further = {},
  each = () => ({}),
  isHome = false,
  environment: own = {},
  ...options
}: WorkspaceOptions = {}): Promise<Workspace> {
  const command = buildCommand();
  const folder = mkdtempSync(join(tmpdir(), 'drover-migration-'));
  const [source, destination] = await Promise.all([
    startOpenStackCloud({ ...options, ...each('source', folder) }),
    startOpenStackCloud({ ...options, ...each('destination', folder) }),
  ]);
  const dataDir = join(folder, 'data');
  const variablesPath = join(folder, 'vars.yml');
  const variables = {
    os_migrate_src_auth: source.auth(...accountOf('src', asAdmin)),
    os_migrate_dst_auth: destination.auth(...accountOf('dst', asAdmin)),
    os_migrate_data_dir: dataDir,
    ...further,
  };
  writeFileSync(variablesPath, stringify(variables), { mode: 0o600 });
  const environment = {
    XDG_STATE_HOME: join(folder, 'state'),
    ...(isHome ? { XDG_CACHE_HOME: join(folder, 'cache'), CI: '' } : {}),
    ...own,
  };
  const home = isHome ? { cwd: folder } : {};
  const wholeOf = (args: readonly string[]): string[] => [...args, '-e', `@${variablesPath}`];
  const drover: Workspace['drover'] = (...args) => command.run(wholeOf(args), { environment, ...home });
  return {
    source,
    destination,
    folder,
    dataDir,
    drover,
    succeed: async (...args) => {
      const ended = await drover(...args);
      if (ended.code === 0) return ended;
      throw new Error(`drover ${args.join(' ')} ended with ${ended.code}:\n${ended.stdout}${ended.stderr}`);
    },
    begin: (...args) =>
      spawn(process.execPath, [command.main, ...wholeOf(args)], {
        env: { ...process.env, NO_COLOR: '1', ...environment },
        ...home,
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    commandLine: (...args) => [process.execPath, command.main, ...wholeOf(args)],
    environment,
    close: async () => {
      command.remove();
      rmSync(folder, { recursive: true, force: true });
      await Promise.all([source.close(), destination.close()]);
    },
  };
}

function accountOf(tenant: string, asAdmin: boolean | 'of the tenants'): [user: string, project: string] {
  if (asAdmin === false) return [tenant, tenant];
  return ['admin', asAdmin === true ? 'admin' : tenant];
}
