/** OpenSSH's server on a port of the loopback, with keys of its own: nothing of the machine's set-up is touched. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';

const program = '/usr/sbin/sshd';

export interface Sshd {
  readonly port: number;
  readonly folder: string;
  /** Private keys that are let in, by their type. */
  readonly keys: Readonly<Record<KeyType, string>>;
  /** Lines `ssh-ed25519 AAAA…` of the server's own keys. */
  readonly hostKeys: Readonly<Record<KeyType, string>>;
  /** A known_hosts file that knows the server. */
  readonly knownHosts: string;
  readonly pid: number;
  /** What a connection takes to get in with the ed25519 key. */
  settings(changes?: Partial<SshSettings>): SshSettings;
  /** How many connections stand. */
  connections(): number;
  /** Ends the processes of all connections that stand, as a cut network would. */
  cut(): void;
  /** Lets nothing through any more in the connections that stand, without ending them. */
  freeze(): { thaw(): void };
  /** Ends the server and all connections, as a restart of the machine does, until it comes up again. */
  goDown(): void;
  comeUp(): Promise<void>;
  stop(): Promise<void>;
}

export type KeyType = 'ed25519' | 'ecdsa' | 'rsa';
const types: readonly KeyType[] = ['ed25519', 'ecdsa', 'rsa'];

/** Where a server is: on the loopback, if nothing else is said. */
export interface SshdPlace {
  readonly address: string;
  /** The network namespace that it runs in. */
  readonly namespace?: string;
  /** A shell's words that make ready a mount namespace of its own, where nothing of this machine is changed. */
  readonly ownMachine?: string;
}

/** Starts a server; further lines go to its configuration. Fails where OpenSSH's server is not installed, saying so. */
export async function startSshd(
  lines: readonly string[] = [],
  place: SshdPlace = { address: '127.0.0.1' },
): Promise<Sshd> {
  const { address, namespace, ownMachine } = place;
  if (!existsSync(program))
    throw new Error(
      'These tests need OpenSSH’s server: apt-get install -y --no-install-recommends openssh-server',
    );
  mkdirSync('/run/sshd', { recursive: true, mode: 0o755 });
  const folder = mkdtempSync(join(tmpdir(), 'drover-sshd-'));
  const keys = makeKeys(folder, 'user');
  const host = makeKeys(folder, 'host');
  const publicLine = (path: string): string =>
    readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
  const port = await freePort();
  writeFileSync(join(folder, 'authorized_keys'), types.map((type) => `${publicLine(keys[type])}\n`).join(''));
  const hostKeys = Object.fromEntries(types.map((type) => [type, publicLine(host[type])])) as Record<
    KeyType,
    string
  >;
  const knownHosts = join(folder, 'known_hosts');
  writeFileSync(knownHosts, types.map((type) => `[${address}]:${port} ${hostKeys[type]}\n`).join(''));
  writeFileSync(
    join(folder, 'sshd_config'),
    [
      ...lines,
      `Port ${port}`,
      `ListenAddress ${namespace === undefined ? address : '0.0.0.0'}`,
      ...types.map((type) => `HostKey ${host[type]}`),
      `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
      `PidFile ${join(folder, 'pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'PermitRootLogin yes',
      'MaxStartups 100',
      // bash reads no .bashrc then, which may be slow on the machine of whoever runs this.
      'SetEnv SHLVL=2',
      '',
    ].join('\n'),
  );
  const within = [
    ...(namespace === undefined ? [] : ['nsenter', `--net=/run/netns/${namespace}`]),
    ...(ownMachine === undefined ? [] : ['unshare', '-m', 'sh', '-ec', `${ownMachine}\nexec "$@"`, 'sh']),
  ];
  const command = [...within, program, '-D', '-e', '-f', join(folder, 'sshd_config')];
  const start = async (): Promise<ChildProcess> => {
    const started = spawn(command[0] ?? '', command.slice(1), {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    started.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4000)));
    await listening({ port, address }, started, () => said);
    return started;
  };
  let child = await start();
  const pid = child.pid ?? 0;
  const endAll = (): void => {
    for (const connection of childrenOf(child.pid ?? 0)) tryKill(connection);
  };
  return {
    port,
    folder,
    keys,
    hostKeys,
    knownHosts,
    pid,
    settings: (changes = {}) => ({
      host: address,
      port,
      user: userInfo().username,
      identity: {
        files: [{ path: keys.ed25519, isGiven: true }],
        identitiesOnly: false,
        methods: new Set(['publickey']),
      },
      hostKeys: { policy: 'strict', pins: [], files: [knownHosts] },
      connectTimeoutMs: 10_000,
      keepAliveMs: 15_000,
      keepAliveCount: 4,
      compress: false,
      forwardAgent: false,
      ...changes,
    }),
    connections: () => childrenOf(pid).length,
    cut: () => {
      for (const connection of childrenOf(pid)) tryKill(connection);
    },
    freeze: () => {
      const frozen = childrenOf(child.pid ?? 0).flatMap(withChildren);
      for (const connection of frozen) process.kill(connection, 'SIGSTOP');
      return {
        thaw: () => {
          for (const connection of frozen) tryKill(connection);
        },
      };
    },
    goDown: () => {
      endAll();
      child.kill('SIGKILL');
    },
    comeUp: async () => {
      child = await start();
    },
    stop: async () => {
      endAll();
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null)
        await new Promise((resolve) => child.once('exit', resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes a pair of keys of each type: `<folder>/<name>_<type>` and `.pub`. */
function makeKeys(folder: string, name: string): Record<KeyType, string> {
  const made = types.map((type) => {
    const path = join(folder, `${name}_${type}`);
    execFileSync('ssh-keygen', [
      '-q',
      '-t',
      type,
      ...(type === 'rsa' ? ['-b', '2048'] : []),
      '-N',
      '',
      '-C',
      name,
      '-f',
      path,
    ]);
    return [type, path] as const;
  });
  return Object.fromEntries(made) as Record<KeyType, string>;
}

function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text
      .split(' ')
      .filter((word) => word !== '')
      .map(Number);
  } catch {
    return [];
  }
}

/** A process, and those that it has started: sshd has one of its own for a user. */
function withChildren(pid: number): readonly number[] {
  return [pid, ...childrenOf(pid).flatMap(withChildren)];
}

function tryKill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

interface Door {
  readonly port: number;
  readonly address: string;
}

async function listening(door: Door, child: ChildProcess, said: () => string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`sshd ended: ${said()}`);
    if (await answers(door)) return;
    await sleep(25);
  }
  throw new Error(`sshd does not answer: ${said()}`);
}

function answers({ port, address }: Door): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, address);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
