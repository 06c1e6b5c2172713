import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parse } from 'yaml';
import type { HostRecord } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import { ssh, type Ended } from '../support/guests.ts';

/** A conversion host of a data directory, as a test looks into it. */
export interface HostOfBed {
  readonly record: HostRecord;
  /** Runs a shell command as root there. */
  readonly run: (command: string) => Promise<Ended>;
  readonly close: () => Promise<void>;
}

/** The host of a side, opened by what drover has written down of it: its key is pinned. */
export async function hostOfBed(data: string, side: HostRecord['side']): Promise<HostOfBed> {
  const record = (await recordsIn(data)).find((one) => one.side === side);
  if (record === undefined) throw new Error(`There is no conversion host of the ${side} in ${data}.`);
  const folder = await mkdtemp(join(tmpdir(), 'drover-host-'));
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, record.host_keys.map((key) => `${record.address} ${key}\n`).join(''));
  const key = isAbsolute(record.private_key) ? record.private_key : join(data, record.private_key);
  return {
    record,
    run: (command) =>
      ssh({ knownHosts, key, to: `${record.user}@${record.address}` }, `sudo sh -c ${quoted(command)}`),
    close: () => rm(folder, { recursive: true }),
  };
}

/** Where a data directory has its hosts. */
export const hostsFile = (data: string): string => join(data, 'conversion', 'hosts.yml');

async function recordsIn(data: string): Promise<readonly HostRecord[]> {
  // Boundary: drover has written it.
  const { hosts } = parse(await readFile(hostsFile(data), 'utf8')) as {
    readonly hosts: readonly HostRecord[];
  };
  return hosts;
}

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
