/** Two hosts on this machine: network namespaces with an SSH server each, a link between them, and one to each of them. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { userInfo } from 'node:os';
import type { Link, Machine } from '../../modules/disk/disk.types.ts';
import { sshConnection, type SshConnection } from '../../engine/transport/ssh/ssh.ts';
import { startSshd, type Sshd } from '../engine/transport/ssh/sshd.ts';

export interface Host {
  readonly machine: Machine;
  readonly connection: SshConnection;
  readonly sshd: Sshd;
  readonly namespace: string;
}

export interface Hosts {
  readonly source: Host;
  readonly destination: Host;
  /** How the destination reaches the source. */
  readonly link: Link;
  /** Cuts the cable between the two, or mends it. */
  setLink(isUp: boolean): void;
  stop(): Promise<void>;
}

/** Brings up both hosts. Needs root. Lines go to the configuration of the source's SSH server, and of the destination's. */
export async function startHosts(
  lines: readonly string[] = [],
  ofDestination: readonly string[] = [],
): Promise<Hosts> {
  if (userInfo().uid !== 0)
    throw new Error('These tests need root: they make network namespaces and loop devices.');
  const id = randomBytes(3).toString('hex');
  const names = { source: `drover-${id}-s`, destination: `drover-${id}-d` };
  const net = freeNetwork(Number.parseInt(id, 16));
  const address = { source: `198.18.${net}.2`, destination: `198.18.${net + 1}.2` };
  const cable = `d${id}l`;
  const stopNetwork = (): void => {
    for (const name of Object.values(names)) tryRun('ip', 'netns', 'del', name);
  };
  try {
    for (const [index, role] of (['source', 'destination'] as const).entries()) {
      const [name, outer] = [names[role], `d${id}${role.slice(0, 1)}`];
      run('ip', 'netns', 'add', name);
      run('ip', '-n', name, 'link', 'set', 'lo', 'up');
      run('ip', 'link', 'add', outer, 'type', 'veth', 'peer', 'name', 'outside', 'netns', name);
      run('ip', 'address', 'add', `198.18.${net + index}.1/24`, 'dev', outer);
      run('ip', 'link', 'set', outer, 'up');
      run('ip', '-n', name, 'address', 'add', `${address[role]}/24`, 'dev', 'outside');
      run('ip', '-n', name, 'link', 'set', 'outside', 'up');
    }
    run(
      'ip',
      '-n',
      names.source,
      'link',
      'add',
      cable,
      'type',
      'veth',
      'peer',
      'name',
      cable,
      'netns',
      names.destination,
    );
    for (const [index, name] of Object.values(names).entries()) {
      run('ip', '-n', name, 'address', 'add', `198.18.${net + 2}.${index + 1}/24`, 'dev', cable);
      run('ip', '-n', name, 'link', 'set', cable, 'up');
    }
    const source = await startHost('the source', names.source, address.source, lines);
    const destination = await startHost(
      'the destination',
      names.destination,
      address.destination,
      ofDestination,
    );
    return {
      source,
      destination,
      link: {
        address: `198.18.${net + 2}.1`,
        port: source.sshd.port,
        user: userInfo().username,
        identityFile: source.sshd.keys.ed25519,
        hostKeys: [source.sshd.hostKeys.ed25519],
      },
      setLink: (isUp) => {
        run('ip', '-n', names.source, 'link', 'set', cable, isUp ? 'up' : 'down');
      },
      stop: async () => {
        for (const host of [source, destination]) {
          await host.connection.close();
          await host.sshd.stop();
        }
        stopNetwork();
      },
    };
  } catch (error) {
    stopNetwork();
    throw error;
  }
}

/**
 * The first of three networks 198.18.N.0/24 that no other hosts of this machine have. 198.18.0.0/15 is for measurements
 * between networks (RFC 2544).
 */
function freeNetwork(seed: number): number {
  const addresses = run('ip', '-4', '-o', 'address', 'show');
  const all = Array.from({ length: 60 }, (_each, index) => 1 + ((seed + index) % 60) * 4);
  const free = all.find((net) => !addresses.includes(` 198.18.${net}.`));
  if (free === undefined) throw new Error('Sixty pairs of hosts are there already: ip -4 address show.');
  return free;
}

async function startHost(
  name: string,
  namespace: string,
  address: string,
  lines: readonly string[] = [],
): Promise<Host> {
  const sshd = await startSshd([...lines, 'LogLevel ERROR'], { address, namespace });
  const connection = sshConnection(sshd.settings());
  return { machine: { name, connection }, connection, sshd, namespace };
}

/** Runs a program of this machine to its end. */
export function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 1 << 28,
  });
}

function tryRun(program: string, ...args: readonly string[]): void {
  try {
    run(program, ...args);
  } catch {
    // It has gone already.
  }
}
