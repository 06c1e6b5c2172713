import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import type { LoopbackCloud } from '../openstack/cloud.ts';
import type { FastHost, HostSettings } from './host.types.ts';
import { makeKeyPair, type KeyPair } from './keys.ts';
import { killProcesses, MARK, processesOf } from './processes.ts';
import { makePrograms, type Programs } from './programs.ts';
import { serve } from './serve.ts';

export type { FastHost, HostFaults, HostSettings } from './host.types.ts';

export interface OpenHosts {
  readonly hosts: readonly FastHost[];
  close(): Promise<void>;
}

/**
 * Makes machines of servers of loopback clouds that keep bytes; homes and keys are made in `folder`. Hosts of the
 * destination have a key that opens those of the source.
 */
export async function openHosts(folder: string, settings: readonly HostSettings[]): Promise<OpenHosts> {
  const link = makeKeyPair();
  const hosts = await Promise.all(settings.map((each) => openHost(folder, each, link)));
  return {
    hosts,
    close: async () => {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

const ALL = /(?:)/;

async function openHost(folder: string, settings: HostSettings, link: KeyPair): Promise<FastHost> {
  const { cloud, serverId, side } = settings;
  const devices = cloud.state.volume.files?.devices(serverId);
  if (devices === undefined)
    throw new Error('A host needs a cloud with bytes: start it with a dataDirectory.');
  const name = settings.name ?? cloud.state.compute.servers.get(serverId)?.name ?? serverId;
  const home = join(folder, `${side}-${name}`);
  const mark = randomBytes(12).toString('hex');
  const programs = makePrograms(home, devices);
  const own = makeKeyPair();
  const linkKey = layOutKeys(home, own, link, side);
  const authorized = [own.publicKey, ...(side === 'source' ? [link.publicKey] : [])];
  const commands: string[] = [];
  let rate: number | undefined;
  const door = await openDoor({
    isOpen: () => settings.isHypervisor === true || isRunning(cloud, serverId),
    onConnection: (connection) => {
      serve(connection, {
        user: userInfo().username,
        authorized,
        environment: environmentOf(home, programs, mark),
        home,
        note: (command) => commands.push(command),
        bytesPerSecond: () => rate,
      });
    },
  });
  const timers = new Set<NodeJS.Timeout>();
  return {
    record: {
      side,
      name,
      server_id: serverId,
      address: '127.0.0.1',
      port: door.port,
      user: userInfo().username,
      private_key: join(home, 'key'),
      host_keys: [door.hostKey],
      ...(linkKey === undefined ? {} : { link_key: linkKey }),
    },
    home,
    commands,
    connections: door.connections,
    running: () => processesOf(mark).map(({ command }) => command),
    faults: {
      cut: door.cut,
      refuse: door.refuse,
      kill: (command) => killProcesses(mark, command),
      reboot(downMs) {
        door.refuse(true);
        killProcesses(mark, ALL);
        door.cut();
        const timer = setTimeout(() => {
          timers.delete(timer);
          door.refuse(false);
        }, downMs);
        timers.add(timer);
      },
      changeHostKey: door.changeHostKey,
      hideNewDevices: programs.hideNew,
      slowDown: (bytesPerSecond) => {
        rate = bytesPerSecond;
      },
      replaceProgram: programs.replace,
      failProgram: programs.fail,
    },
    async close() {
      for (const timer of timers) clearTimeout(timer);
      killProcesses(mark, ALL);
      await door.close();
    },
  };
}

/** A server that is off, or gone, answers nobody. */
function isRunning(cloud: LoopbackCloud, serverId: string): boolean {
  const server = cloud.state.compute.servers.get(serverId);
  return server?.vm_state === 'active' || server?.vm_state === 'resized';
}

/** Keys in the home of a host; gives the path of the one that opens hosts of the other side. */
function layOutKeys(home: string, own: KeyPair, link: KeyPair, side: string): string | undefined {
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'key'), own.privateKey, { mode: 0o600 });
  if (side === 'source') return undefined;
  const path = join(home, '.ssh', 'link');
  writeFileSync(path, link.privateKey, { mode: 0o600 });
  return path;
}

function environmentOf(home: string, programs: Programs, mark: string): Record<string, string> {
  const user = userInfo().username;
  return {
    PATH: `${programs.folder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`,
    HOME: home,
    USER: user,
    LOGNAME: user,
    SHELL: '/bin/sh',
    [MARK]: mark,
  };
}

interface DoorSettings {
  readonly isOpen: () => boolean;
  readonly onConnection: (connection: ssh2.Connection) => void;
}

/** The port of a host: sockets are passed to the library's server, so that they can be cut and the key changed. */
async function openDoor({ isOpen, onConnection }: DoorSettings) {
  const sockets = new Set<Socket>();
  let isRefused = false;
  const key = makeKeyPair();
  const make = ({ privateKey }: KeyPair): ssh2.Server =>
    new ssh2.Server({ hostKeys: [privateKey] }, onConnection);
  let inside = make(key);
  const outside = createServer((socket) => {
    socket.on('error', () => undefined);
    if (isRefused || !isOpen()) {
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.setNoDelay(true);
    inside.injectSocket(socket);
  });
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.resetAndDestroy();
  };
  return {
    // Boundary: a server that listens on a port has such an address.
    port: (outside.address() as AddressInfo).port,
    hostKey: key.publicKey,
    connections: () => sockets.size,
    cut,
    refuse: (value: boolean): void => {
      isRefused = value;
    },
    changeHostKey: (isOther: boolean): void => {
      inside = make(isOther ? makeKeyPair() : key);
    },
    async close() {
      cut();
      outside.close();
      await once(outside, 'close');
    },
  };
}
