import { createHash } from 'node:crypto';
import type { Connection, MachineWay } from '../../module.ts';
import type { ConnectionTarget, OpenConnection, RunWorld } from '../options.ts';
import type { RunSettings, RunState } from '../run-state.ts';
import { lazyConnection, unreachable } from './connection.ts';

/** What of a run a machine is reached with. */
export interface MachineRun extends Pick<RunState, 'pool' | 'emit'> {
  readonly world: Pick<RunWorld, 'connect'>;
  readonly settings: Pick<RunSettings, 'configuration'>;
}

/** See `TaskContext.machine`. Two ways that differ in anything but their name do not share a connection. */
export function machineOf(run: MachineRun, way: MachineWay): Connection {
  const open = run.world.connect;
  if (open === undefined) return unreachable(way.name, 'ssh');
  return lazyConnection('ssh', async () => {
    const connection = await run.pool.get(
      machineKey(way),
      () => open(targetOf(run, way)),
      async (opened) => opened.close?.(),
    );
    return way.asRoot === true && way.user !== 'root' ? asRoot(connection, way) : connection;
  });
}

function machineKey(way: MachineWay): string {
  const parts = [way.address, way.port, way.user, way.privateKeyFile, way.jump, ...(way.hostKeys ?? [])];
  return `machine ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

/** Seconds that a log-in may take: such machines are small, and busy with others' work. */
const PATIENCE = 60;

/** In the words of an inventory's host. Nothing but the way itself and the time to connect has a say in it. */
function targetOf(run: MachineRun, way: MachineWay): ConnectionTarget {
  const variables: Readonly<Record<string, string | undefined>> = {
    ansible_host: way.address,
    ansible_port: String(way.port ?? 22),
    ansible_user: way.user,
    ansible_ssh_private_key_file: way.privateKeyFile,
    // Nobody's ssh configuration either.
    ansible_ssh_common_args: way.jump === undefined ? '-F none' : `-F none -J ${quoted(way.jump)}`,
  };
  const timeout = run.settings.configuration('DEFAULT_TIMEOUT');
  return {
    host: way.name,
    kind: 'ssh',
    user: way.user,
    variable: (name) => variables[name],
    variables: (name) => (name === 'drover_host_keys' ? way.hostKeys : undefined),
    setting: (name) => (name === 'DEFAULT_TIMEOUT' ? Math.max(PATIENCE, Number(timeout) || 0) : undefined),
    warn: (message) => {
      run.emit({ type: 'warning', message });
    },
  };
}

/** One word of a command line. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** By `sudo -n`. */
function asRoot(connection: OpenConnection, way: MachineWay): Connection {
  return connection.become?.({ user: 'root', method: 'sudo' }) ?? unreachable(way.name, 'ssh as root');
}
