/** The machines of conversion hosts of a loopback cloud: SSH servers in this process, at the hosts' floating IPs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import ssh2 from 'ssh2';
import { parse } from 'yaml';
import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';

/** What cloud-init reads, as far as drover says it. */
interface CloudConfig {
  readonly users: readonly {
    readonly name: string;
    readonly ssh_authorized_keys: readonly string[];
    readonly hashed_passwd?: string;
  }[];
  readonly ssh_keys?: { readonly ed25519_private: string };
}

export interface Machine {
  readonly name: string;
  readonly address: string;
  /** The home of whoever logs in, in the place of which nothing of this computer is touched. */
  readonly home: string;
  readonly config: CloudConfig;
  /** Sets who is let in. */
  authorize(text: string): void;
  /** Begins anew, with another host key if one is given. */
  restart(hostKey?: string): Promise<void>;
  stop(): Promise<void>;
}

export interface Machines {
  /** Those that have booted. */
  all(): readonly Machine[];
  stop(): Promise<void>;
}

export interface MachineSettings {
  readonly cloud: LoopbackCloud;
  readonly port: number;
  /** Where the machines have their files. */
  readonly folder: string;
  /** The host key of those that are handed none. */
  readonly ownKey?: string;
}

/** Boots a machine for every conversion host that gets a floating IP, and switches off those whose server is gone. */
export function startMachines(settings: MachineSettings): Machines {
  const running = new Map<string, Promise<Machine>>();
  const booted = new Map<string, Machine>();
  let isOver = false;
  const look = async (): Promise<void> => {
    while (!isOver) {
      for (const { id, name, address, userData } of hostsAt(settings.cloud)) {
        if (running.has(id)) continue;
        const booting = boot(settings, name, address, userData);
        running.set(id, booting);
        booted.set(id, await booting);
      }
      const there = new Set(settings.cloud.state.compute.servers.all().map((server) => server.id));
      for (const [id, machine] of booted) {
        if (there.has(id)) continue;
        booted.delete(id);
        await machine.stop();
      }
      await sleep(100);
    }
  };
  const looking = look();
  return {
    all: () => [...booted.values()],
    stop: async () => {
      isOver = true;
      await looking;
      for (const machine of booted.values()) await machine.stop();
    },
  };
}

interface Host {
  readonly id: string;
  readonly name: string;
  readonly address: string;
  readonly userData: string;
}

function hostsAt(cloud: LoopbackCloud): readonly Host[] {
  const admin = cloud.tenant('admin', 'admin');
  const ips = admin.list('floatingips');
  const ports = admin.list('ports');
  return cloud.state.compute.servers.all().flatMap((server): readonly Host[] => {
    const port = ports.find((one) => one['device_id'] === server.id);
    const ip = port === undefined ? undefined : ips.find((one) => one['port_id'] === port.id);
    if (ip === undefined || server.user_data === null) return [];
    if (server.metadata['drover_conversion_host'] === undefined) return [];
    const userData = Buffer.from(server.user_data, 'base64').toString('utf8');
    return [{ id: server.id, name: server.name, address: String(ip['floating_ip_address']), userData }];
  });
}

async function boot(
  { folder, port, ownKey }: MachineSettings,
  name: string,
  address: string,
  userData: string,
): Promise<Machine> {
  // Boundary: drover has written it.
  const config = parse(userData) as CloudConfig;
  const home = join(folder, `${name}-${address}`);
  mkdirSync(join(home, '.ssh'), { recursive: true });
  mkdirSync(join(home, 'bin'), { recursive: true });
  writeFileSync(authorizedKeys(home), `${config.users[0]?.ssh_authorized_keys.join('\n') ?? ''}\n`);
  const { uid, gid } = accountOfTest();
  script(home, 'id', 'echo 0');
  script(home, 'getent', `echo "root:x:${uid}:${gid}:root:${home}:/bin/sh"`);
  for (const tool of ['nbdkit', 'nbdcopy', 'nbdinfo']) script(home, tool, `echo "${tool} 1.32.5"`);
  const key = config.ssh_keys?.ed25519_private ?? ownKey ?? '';
  let server = await listen(key, home, address, port);
  return {
    name,
    address,
    home,
    config,
    authorize: (text) => {
      writeFileSync(authorizedKeys(home), text);
    },
    restart: async (other = key) => {
      await server.stop();
      server = await listen(other, home, address, port);
    },
    stop: () => server.stop(),
  };
}

function accountOfTest(): { readonly uid: number; readonly gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

function authorizedKeys(home: string): string {
  return join(home, '.ssh', 'authorized_keys');
}

/** A program that the machine has in place of that of this computer. */
function script(home: string, name: string, line: string): void {
  writeFileSync(join(home, 'bin', name), `#!/bin/sh\n${line}\n`, { mode: 0o755 });
}

async function listen(
  hostKey: string,
  home: string,
  address: string,
  port: number,
): Promise<{ readonly stop: () => Promise<void> }> {
  const connections = new Set<ssh2.Connection>();
  const server = new ssh2.Server({ hostKeys: [hostKey] }, (connection) => {
    connections.add(connection);
    connection.on('error', () => undefined);
    connection.on('close', () => connections.delete(connection));
    connection.on('authentication', (context) => {
      if (context.method !== 'publickey' || !isLetIn(context, home)) context.reject(['publickey']);
      else context.accept();
    });
    connection.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        run(command, home, acceptExec());
      });
    });
  });
  server.listen(port, address);
  await once(server, 'listening');
  return {
    stop: async () => {
      for (const connection of connections) connection.end();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

function isLetIn(context: ssh2.PublicKeyAuthContext, home: string): boolean {
  const lines = readFileSync(authorizedKeys(home), 'utf8').split('\n');
  const asked = `${context.key.algo} ${context.key.data.toString('base64')}`;
  const line = lines.find((one) => one.includes(asked));
  if (line === undefined) return false;
  const { signature, blob } = context;
  if (signature === undefined || blob === undefined) return true;
  const key = ssh2.utils.parseKey(asked);
  return !(key instanceof Error) && key.verify(blob, signature, context.hashAlgo);
}

function run(command: string, home: string, channel: ssh2.ServerChannel): void {
  const child = spawn('/bin/sh', ['-c', command], {
    detached: true,
    cwd: home,
    env: {
      ...process.env,
      HOME: home,
      TMPDIR: home,
      PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
    },
  });
  channel.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on('close', (code) => {
    channel.exit(code ?? 1);
    channel.end();
  });
}
