import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Body } from '../seed/cloud.ts';
import { firstDifference, sharedVolumeFile, volumeFile } from '../support/backend-files.ts';
import type { BootedServer, GuestWish } from '../support/guest-network.ts';
import { fixedAddresses, floatingAddress, type ServerBody, type VolumeBody } from './moves.ts';

/** What there is at the destination before anything is moved. */
export interface Given {
  /** Ids of volumes that somebody has brought there, by name. */
  readonly volumes: Readonly<Record<string, string>>;
  /** A file of the test's own: `told` is written by the command of a check. */
  readonly scratch: (name: string) => string;
}

/** A server that was moved, as both clouds have it. */
export interface Seen {
  readonly was: ServerBody;
  readonly is: ServerBody;
  readonly seeded: BootedServer;
  readonly hadVolumes: readonly VolumeBody[];
  readonly volumes: readonly VolumeBody[];
  readonly given: Given;
}

/** One server: what it is, what its record says, and what must be true once it is moved. */
export interface Scenario {
  readonly name: string;
  readonly says: string;
  readonly wish?: Partial<GuestWish>;
  /** Names and types of its data volumes. */
  readonly data?: readonly { readonly name: string; readonly type?: string }[];
  /** The destination's project has its floating IP, too. */
  readonly hasAddressThere?: true;
  readonly params: (given: Given) => Readonly<Record<string, unknown>>;
  /** What one volume of its record says, by the name of the volume. */
  readonly ofVolume?: (name: string, given: Given) => Readonly<Record<string, unknown>> | undefined;
  /** At the source; SHUTOFF if not said. */
  readonly leaves?: 'ACTIVE';
  readonly then: (seen: Seen) => Promise<void> | void;
}

const idsOf = (volumes: readonly { readonly id: string }[]): readonly string[] => volumes.map(({ id }) => id);
const macs = (server: Body): readonly string[] => fixedAddresses(server).map(({ mac }) => mac);
const ips = (server: Body): readonly string[] => fixedAddresses(server).map(({ ip }) => ip);
const bootsFromImage = ({ is }: Seen): void => {
  assert.notEqual(is['image'], '', 'it does not boot from an image');
};

/** It has a floating IP, and not that which it had. */
const hasAnotherAddress = ({ is, seeded }: Seen): void => {
  assert.match(floatingAddress(is) ?? '', /^172\.24\./);
  assert.notEqual(floatingAddress(is), seeded.address);
};

export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'plain',
    says: 'boot_disk_copy: false, floating_ip_mode: skip, keep_mac: false: the image, another MAC, no floating IP',
    params: () => ({ boot_disk_copy: false, floating_ip_mode: 'skip', keep_mac: false }),
    then(seen) {
      bootsFromImage(seen);
      assert.deepEqual(seen.volumes, []);
      assert.equal(floatingAddress(seen.is), undefined);
      assert.deepEqual(ips(seen.is), ips(seen.was));
      assert.notDeepEqual(macs(seen.is), macs(seen.was));
    },
  },
  {
    name: 'copied',
    says: 'boot_disk_copy: true with boot_volume_params, floating_ip_mode: new, port_creation_mode: nova',
    params: () => ({
      boot_disk_copy: true,
      boot_volume_params: {
        name: 'ways-copied-root',
        description: 'once a disk',
        volume_type: 'shared',
        availability_zone: 'nova',
      },
      floating_ip_mode: 'new',
      port_creation_mode: 'nova',
    }),
    async then(seen) {
      const { is, was, volumes } = seen;
      const [root, ...others] = volumes;
      assert.ok(root && others.length === 0);
      assert.equal(is['image'], '');
      const { name, description, volume_type: type, availability_zone: zone, bootable } = root;
      assert.deepEqual(
        { name, description, type, zone, bootable },
        {
          name: 'ways-copied-root',
          description: 'once a disk',
          type: 'shared',
          zone: 'nova',
          bootable: 'true',
        },
      );
      // What the hypervisor makes of a disk in an image: test/beds/openstack/python/drover_bed_compute.py.
      const disk = seen.given.scratch('disk');
      await writeFile(disk, 'drover bed\n'.repeat(100_000));
      assert.equal(await firstDifference(disk, sharedVolumeFile(root.id)), undefined);
      hasAnotherAddress(seen);
      assert.deepEqual(ips(is), ips(was));
      assert.notDeepEqual(macs(is), macs(was));
    },
  },
  {
    name: 'given',
    says: 'data_copy: false with boot_volume and additional_volumes, floating_ip_mode: auto where the address is free and may be asked for',
    wish: { from: 'volume' },
    data: [{ name: 'left-behind' }],
    params: ({ volumes }) => ({
      data_copy: false,
      boot_volume: { uuid: volumes['boot'] },
      additional_volumes: [{ uuid: volumes['one'] }, { uuid: volumes['two'] }],
      floating_ip_mode: 'auto',
    }),
    leaves: 'ACTIVE',
    then({ is, was, seeded, volumes, given }) {
      assert.deepEqual(idsOf(volumes), [given.volumes['boot'], given.volumes['one'], given.volumes['two']]);
      assert.equal(floatingAddress(is), seeded.address);
      assert.deepEqual(fixedAddresses(is), fixedAddresses(was));
    },
  },
  {
    name: 'image-given',
    says: 'data_copy: false with additional_volumes alone, floating_ip_mode: auto where the project has the address',
    hasAddressThere: true,
    params: ({ volumes }) => ({
      data_copy: false,
      additional_volumes: [{ uuid: volumes['three'] }],
      floating_ip_mode: 'auto',
    }),
    leaves: 'ACTIVE',
    then(seen) {
      bootsFromImage(seen);
      assert.deepEqual(idsOf(seen.volumes), [seen.given.volumes['three']]);
      assert.equal(floatingAddress(seen.is), seen.seeded.address);
    },
  },
  {
    name: 'mixed',
    says: 'data_copy: false of one volume, floating_ip_mode: existing, keep_fixed_ip: false',
    wish: { fixedIp: '10.77.0.200' },
    data: [{ name: 'mixed-copied' }, { name: 'mixed-given' }],
    hasAddressThere: true,
    params: () => ({ floating_ip_mode: 'existing', keep_fixed_ip: false }),
    ofVolume: (name, { volumes }) =>
      name.endsWith('mixed-given') ? { data_copy: false, uuid: volumes['four'] } : undefined,
    async then({ is, was, seeded, hadVolumes, volumes, given }) {
      const [copied, own] = volumes;
      assert.ok(copied && own && volumes.length === 2);
      assert.equal(own.id, given.volumes['four']);
      const file = volumeFile('source', hadVolumes[0]?.id ?? '');
      assert.equal(await firstDifference(file, volumeFile('destination', copied.id)), undefined);
      assert.equal(floatingAddress(is), seeded.address);
      assert.deepEqual(macs(is), macs(was));
      assert.notDeepEqual(ips(is), ips(was));
    },
  },
  {
    name: 'swung',
    says: 'storage: swing, post_migration.source: rename: clones change hands, and the source keeps its own',
    wish: { from: 'volume', volumeType: 'shared' },
    data: [{ name: 'swung-data', type: 'shared' }],
    params: () => ({ storage: 'swing', post_migration: { source: 'rename' } }),
    async then({ was, hadVolumes, volumes }) {
      assert.equal(was.name, 'migrated-ways-swung');
      assert.equal(volumes.length, 2);
      for (const [place, { id, volume_type: type }] of volumes.entries()) {
        assert.equal(type, 'shared');
        const file = sharedVolumeFile(hadVolumes[place]?.id ?? '');
        assert.equal(await firstDifference(file, sharedVolumeFile(id)), undefined);
      }
    },
  },
  {
    name: 'later',
    says: 'post_migration: delete-after-days and stopped, verify: a command',
    params: ({ scratch }) => ({
      post_migration: { source: 'delete-after-days', days: 3, destination: 'stopped' },
      verify: [
        'active',
        {
          command: `echo "$DROVER_SERVER_ID $DROVER_SERVER_NAME $DROVER_SERVER_ADDRESS" >${scratch('told')}`,
        },
      ],
    }),
    async then({ was, is, given }) {
      const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
      assert.deepEqual(was['metadata'], { drover_delete_after: day, drover_migrated_to: is.id });
      assert.equal(is.status, 'SHUTOFF');
      assert.equal(
        (await readFile(given.scratch('told'), 'utf8')).trim(),
        `${is.id} ways-later ${floatingAddress(is) ?? ''}`,
      );
    },
  },
  {
    name: 'stop',
    says: 'post_migration.source: stop, where nothing else would have stopped it',
    params: () => ({ data_copy: false, post_migration: { source: 'stop' } }),
    then(seen) {
      bootsFromImage(seen);
      assert.equal(seen.is.status, 'ACTIVE');
    },
  },
];
