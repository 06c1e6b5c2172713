import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { buildCommand, type BuiltCommand, type Ended } from '../built.ts';

/** A cloud with a source and a destination project, and drover to start on it. */
export interface Workshop {
  readonly cloud: LoopbackCloud;
  readonly command: BuiltCommand;
  /** An empty folder with a variables file, a data directory and a state of its own. */
  open(): Workspace;
  close(): Promise<void>;
}

export interface Workspace {
  readonly folder: string;
  readonly dataDir: string;
  /** `<data directory>/.drover` */
  readonly state: string;
  readonly environment: Readonly<Record<string, string>>;
  drover(args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
  /** The names of the runs, oldest first. */
  runs(): readonly string[];
  /** What `run.json` says. */
  record(id: string): Readonly<Record<string, unknown>>;
  write(name: string, text: string): void;
  remove(): void;
}

export async function openWorkshop(options: CloudOptions = {}): Promise<Workshop> {
  const cloud = await startOpenStackCloud(options);
  const command = buildCommand();
  return {
    cloud,
    command,
    open: () => openWorkspace(cloud, command),
    close: async () => {
      command.remove();
      await cloud.close();
    },
  };
}

function openWorkspace(cloud: LoopbackCloud, command: BuiltCommand): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'drover-runs-'));
  const dataDir = join(folder, 'data');
  const state = join(dataDir, '.drover');
  const environment = { XDG_STATE_HOME: join(folder, 'state'), HOME: folder };
  const variables = {
    os_migrate_src_auth: cloud.auth('src', 'src'),
    os_migrate_dst_auth: cloud.auth('dst', 'dst'),
    os_migrate_data_dir: dataDir,
  };
  writeFileSync(join(folder, 'vars.yml'), stringify(variables), { mode: 0o600 });
  const runs = (): readonly string[] => {
    mkdirSync(join(state, 'runs'), { recursive: true });
    return readdirSync(join(state, 'runs')).sort();
  };
  return {
    folder,
    dataDir,
    state,
    environment,
    drover: (args, more = {}) => command.run(args, { cwd: folder, environment: { ...environment, ...more } }),
    runs,
    record: (id) =>
      JSON.parse(readFileSync(join(state, 'runs', id, 'run.json'), 'utf8')) as Record<string, unknown>,
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}
