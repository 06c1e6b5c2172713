import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BootedServer, GuestWish } from '../support/guest-network.ts';
import { bedFolder } from '../support/bed.ts';
import { waitFor } from '../support/guests.ts';
import { hostOfBed, hostsFile } from './host-of-bed.ts';
import type { Moves } from './moves.ts';

/** A server of the faults: what it boots from, and whether it has a data volume. */
export interface Victim {
  readonly name: string;
  readonly server: BootedServer;
  /** The id of the volume that is copied. */
  readonly volume: string;
  /** What the volume that is copied is called, at either cloud. */
  readonly volumeName: string;
}

/** With which disk a fault has to do: the root volume, of which a snapshot is copied, or a data volume. */
export type Kind = 'root' | 'data';

export const wishFor = (name: string, kind: Kind): GuestWish => ({
  name,
  zone: 'nova',
  from: kind === 'root' ? 'volume' : 'image',
  isReachable: false,
});

type Heal = () => Promise<unknown>;

/** Something that ends a migration. `arm` says how it is made right again. */
export interface Fatal {
  readonly name: string;
  readonly kind: Kind;
  readonly arm: (moves: Moves, victim: Victim) => Promise<Heal>;
  /** For `os_migrate_timeout`, where something takes too long. */
  readonly seconds?: number;
  /** The cloud keeps something in a state in which nobody can remove it, as long as the trouble lasts. */
  readonly holdsOn?: true;
  readonly message: RegExp;
}

export const FATAL: readonly Fatal[] = [
  {
    name: 'a snapshot that ends in an error',
    kind: 'root',
    arm: (_moves, { volumeName }) => switchOff('source', `create_snapshot-${volumeName}`, 'fail'),
    message: /snapshot/,
  },
  {
    name: 'an attachment at the destination that does not come to an end',
    kind: 'data',
    arm: (_moves, { volumeName }) => switchOff('destination', `initialize_connection-${volumeName}`, 'wait'),
    seconds: 25,
    holdsOn: true,
    message: /within 25 seconds|not .*in time|attach/,
  },
  {
    name: 'a disk of the destination that has no room',
    kind: 'data',
    arm: async (moves, { volumeName }) => {
      await setType(moves, volumeName, 'small');
      return () => setType(moves, volumeName, 'files');
    },
    message: /Input\/output error|No space left/,
  },
  {
    name: 'a host that shows another key than it had',
    kind: 'data',
    arm: async ({ data }) => {
      const file = hostsFile(data());
      const text = await readFile(file, 'utf8');
      const host = await hostOfBed(data(), 'source');
      await host.close();
      const other = await keyOfSomebody(join(data(), 'other-host'));
      await writeFile(file, text.replace(host.record.host_keys[0] ?? '', other));
      return () => writeFile(file, text);
    },
    message: /host key/i,
  },
];

/** What comes while data are copied, and a migration survives. */
export const SURVIVED: readonly {
  readonly name: string;
  readonly strike: (moves: Moves) => Promise<void>;
}[] = [
  {
    name: 'the link between the hosts is cut for ten seconds',
    async strike() {
      const rules = [
        ['bed-src', 'bed-dst'],
        ['bed-dst', 'bed-src'],
      ].map(([from = '', to = '']) => [
        ...['FORWARD', '-i', from, '-o', to, '-p', 'tcp'],
        ...['-j', 'REJECT', '--reject-with', 'tcp-reset'],
      ]);
      for (const rule of rules) await program('iptables', ['-I', ...rule]);
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      for (const rule of rules) await program('iptables', ['-D', ...rule]);
    },
  },
  {
    name: 'nbdkit is killed',
    async strike({ data }) {
      const host = await hostOfBed(data(), 'source');
      const once = 'for i in $(seq 150); do pkill -KILL -x nbdkit && exit 0; sleep 0.2; done; exit 1';
      const { code, stderr } = await host.run(once);
      await host.close();
      if (code !== 0) throw new Error(`nbdkit was not there: ${stderr}`);
    },
  },
  {
    name: 'the host of the destination is rebooted',
    async strike({ data, destination }) {
      const host = await hostOfBed(data(), 'destination');
      await host.close();
      const path = `/servers/${host.record.server_id}/action`;
      await destination.call('compute', 'POST', path, { reboot: { type: 'HARD' } });
    },
  },
];

/** When drover is killed. */
export const MOMENTS: readonly {
  readonly name: string;
  readonly kind: Kind;
  readonly isCome: (moves: Moves) => boolean | Promise<boolean>;
}[] = [
  {
    name: 'a snapshot is made',
    kind: 'root',
    isCome: ({ toSource }) => hasCalled(toSource, 'POST', /\/snapshots$/),
  },
  {
    name: 'a volume is attached to the host of the destination',
    kind: 'data',
    isCome: ({ toDestination }) => hasCalled(toDestination, 'POST', /\/os-volume_attachments$/),
  },
  { name: 'data are copied', kind: 'data', isCome: (moves) => isCopying(moves) },
  {
    name: 'the server is made',
    kind: 'data',
    isCome: ({ toDestination }) => hasCalled(toDestination, 'POST', /\/v2\.1\/servers$/),
  },
];

const hasCalled = ({ calls }: Moves['toSource'], method: string, path: RegExp): boolean =>
  calls().some((call) => call.method === method && path.test(call.path));

/** Whether some of the data of a copy has begun to be sent: of any copy, or of that of one volume of the source. */
export async function isCopying({ data }: Moves, volume = ''): Promise<boolean> {
  const folder = data('.drover', 'copies');
  const ledgers = await readdir(folder).catch(() => []);
  const wanted = ledgers.filter((name) => name.startsWith(volume));
  const texts = await Promise.all(wanted.map((name) => readFile(join(folder, name), 'utf8')));
  return texts.some((text) => text.includes('"begun"'));
}

/** Forgets copies of servers that are moved, so that the next one is seen. */
export async function forgetCopies({ data }: Moves): Promise<void> {
  await rm(data('.drover', 'copies'), { recursive: true, force: true });
}

/** Waits until drover has come so far; throws if it ends before. */
export async function moment(
  what: string,
  isCome: () => boolean | Promise<boolean>,
  isOver: () => boolean,
): Promise<void> {
  await waitFor(
    `drover does not come to where ${what}`,
    async () => {
      if (await isCome()) return true;
      if (isOver()) throw new Error(`drover ended before ${what}`);
      return undefined;
    },
    { seconds: 300, everyMs: 50 },
  );
}

/** Something that is worth a copy of some seconds. */
export const someData = (mebibytes: number): Buffer => randomBytes(mebibytes * 1024 ** 2);

async function switchOff(cloud: string, name: string, how: 'fail' | 'wait'): Promise<Heal> {
  const file = join(bedFolder(), cloud, 'switches', name);
  await writeFile(file, how);
  return () => rm(file, { force: true });
}

/** Which type a volume of the records is to have at the destination. */
async function setType({ edit }: Moves, volume: string, type: string): Promise<void> {
  await edit('workloads.yml', ({ params: { volumes = [] } }) => {
    for (const { params } of volumes) if (params.name === volume) params['volume_type'] = type;
  });
}

/** The public key of a host that is not there. */
async function keyOfSomebody(file: string): Promise<string> {
  await program('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  const [type = '', key = ''] = (await readFile(`${file}.pub`, 'utf8')).split(' ');
  await Promise.all([rm(file), rm(`${file}.pub`)]);
  return `${type} ${key.trim()}`;
}

async function program(name: string, args: readonly string[]): Promise<void> {
  await promisify(execFile)(name, args);
}
