import assert from 'node:assert/strict';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import {
  planDisks,
  rootDiskOf,
  type DiskFacts,
} from '../../../../modules/openstack/workload/disks/plan-disks.ts';
import { USUAL_PARAMS } from './usual-params.ts';
import type { MigrationParams } from '../../../../modules/openstack/workload/workload.types.ts';

interface VolumeGiven {
  readonly id: string;
  readonly params?: Record<string, unknown>;
  readonly info?: Record<string, unknown>;
  readonly migration?: Record<string, unknown>;
}

function volumeRecord({ id, params = {}, info = {}, migration = {} }: VolumeGiven): ExportRecord {
  return {
    type: 'openstack.network.ServerVolume',
    params: { name: id, size: 2, ...params },
    _info: { id, size: 2, ...info },
    _migration_params: migration,
  };
}

function facts(
  { image, volumes = [] }: { readonly image?: string; readonly volumes?: readonly VolumeGiven[] },
  params: Partial<MigrationParams> = {},
): DiskFacts {
  return {
    record: {
      type: 'openstack.compute.Server',
      params: {
        name: 'web',
        image_ref: image === undefined ? null : { name: image },
        volumes: volumes.map(volumeRecord),
      },
      _info: { id: 'server-1' },
      _migration_params: {},
    },
    params: { ...USUAL_PARAMS, ...params },
    imageId: image === undefined ? undefined : `id-of-${image}`,
    rootSize: 7,
    imageProperties: { hw_firmware_type: 'uefi' },
  };
}

const ways = (given: DiskFacts) =>
  planDisks(given).moved.map(({ record, way, boot }) => [record._info['id'], way.way, boot.bootIndex]);

describe('the plan of the disks of a server', () => {
  it('boots from an image of the destination, and takes data volumes along', () => {
    const plan = planDisks(facts({ image: 'debian', volumes: [{ id: 'data' }] }));
    assert.deepEqual(
      plan.given.map(({ from, bootIndex }) => [from, bootIndex]),
      [[{ image: 'id-of-debian' }, 0]],
    );
    assert.deepEqual(
      plan.moved.map(({ record, way, boot }) => [record._info['id'], way.way, boot.bootIndex]),
      [['data', 'lend', undefined]],
    );
  });

  it('makes volumes of the disks that are read directly, large enough for each', () => {
    const one = (key: string, isRoot: boolean, size: number, device?: string) => ({
      ...{ key, isRoot, size, device, name: key },
      way: { way: 'nbd', uri: `nbd://h/${key}`, bytes: size } as const,
    });
    const direct = [one('root', true, 3 * 2 ** 30 + 1), one('eph0', false, 512, '/dev/vdb')];
    const params = { bootDiskCopy: true, bootVolumeParams: { volumeType: 'fast', name: 'boot' } };
    const given = { ...facts({ image: 'debian', volumes: [{ id: 'data' }] }, params), direct };
    const plan = planDisks(given);
    assert.deepEqual(plan.given, []);
    assert.deepEqual(
      plan.moved.map(({ record, size, boot }) => [
        ...[record._info['id'], record.params['name'], record.params['volume_type']],
        ...[size, boot.bootIndex, boot.device],
      ]),
      [
        ['server-1.root', 'boot', 'fast', 4, 0, undefined],
        ['server-1.eph0', 'web-eph0', 'fast', 1, undefined, '/dev/vdb'],
        ['data', 'data', undefined, 2, undefined, undefined],
      ],
    );
    assert.equal(plan.moved[0]?.record.params['is_bootable'], true);
  });

  it('boots from the volume that it has, and brings other disks that are read directly', () => {
    const way = { way: 'nbd', uri: 'nbd://h/', bytes: 1 } as const;
    const disk = { key: 'eph0', isRoot: false, size: 1, device: '/dev/vdb', name: 'eph0', way };
    const given = { ...facts({ volumes: [{ id: 'root' }] }), direct: [disk] };
    assert.deepEqual(ways(given), [
      ['server-1.eph0', 'nbd', undefined],
      ['root', 'snapshot', 0],
    ]);
  });

  it('copies the disk of a server that boots from an image, if it is asked to', () => {
    const [root, ...others] = planDisks(facts({ image: 'debian' }, { bootDiskCopy: true })).moved;
    assert.equal(others.length, 0);
    assert.equal(root?.record._info['id'], rootDiskOf('server-1'));
    assert.deepEqual(root.way, { way: 'image' });
    assert.equal(root.size, 7);
    assert.equal(root.boot.bootIndex, 0);
    assert.equal(root.record.params['is_bootable'], true);
    assert.deepEqual(root.record.params['volume_image_metadata'], { hw_firmware_type: 'uefi' });
  });

  it('keeps the boot volume with its server and borrows the others', () => {
    const volumes = [{ id: 'data' }, { id: 'boot', params: { is_boot: true } }];
    assert.deepEqual(ways(facts({ volumes })), [
      ['data', 'lend', undefined],
      ['boot', 'snapshot', 0],
    ]);
  });

  for (const device of ['/dev/vda', '/dev/sda', '/dev/xvda', '/dev/hda'])
    it(`knows the boot volume by ${device} in files that do not say which it is`, () => {
      const volumes = [
        { id: 'data', info: { attachments: [{ device: '/dev/vdb' }] } },
        { id: 'boot', info: { attachments: [{ device }] } },
      ];
      assert.deepEqual(ways(facts({ volumes })).at(1), ['boot', 'snapshot', 0]);
    });

  it('else takes the first that can be booted, else the first', () => {
    const volumes = [{ id: 'one' }, { id: 'two', info: { is_bootable: true } }];
    assert.deepEqual(ways(facts({ volumes })).at(1), ['two', 'snapshot', 0]);
    assert.deepEqual(ways(facts({ volumes: [{ id: 'one' }, { id: 'two' }] })).at(0), ['one', 'snapshot', 0]);
  });

  it('reads volumes of several servers as they are', () => {
    const volumes = [{ id: 'shared', params: { is_multiattach: true } }];
    assert.deepEqual(ways(facts({ image: 'debian', volumes })), [['shared', 'share', undefined]]);
  });

  it('takes volumes of the destination where the record names some', () => {
    const volumes = [
      { id: 'boot', params: { is_boot: true } },
      { id: 'data', migration: { data_copy: false, uuid: 'there-1' } },
    ];
    const plan = planDisks(facts({ volumes }));
    assert.deepEqual(
      plan.given.map(({ from }) => from),
      [{ volume: 'there-1' }],
    );
    assert.equal(plan.moved.length, 1);
  });

  it('copies nothing where no data are to be copied', () => {
    const given = facts(
      { volumes: [{ id: 'boot' }, { id: 'data' }] },
      { dataCopy: false, bootVolume: 'there-0', additionalVolumes: ['there-1', 'there-2'] },
    );
    const plan = planDisks(given);
    assert.equal(plan.moved.length, 0);
    assert.deepEqual(
      plan.given.map(({ from, bootIndex }) => [from, bootIndex]),
      [
        [{ volume: 'there-0' }, 0],
        [{ volume: 'there-1' }, undefined],
        [{ volume: 'there-2' }, undefined],
      ],
    );
  });

  it('makes the boot volume as the person says', () => {
    const given = facts(
      { volumes: [{ id: 'boot', params: { is_boot: true, volume_type: 'slow', description: 'old' } }] },
      { bootVolumeParams: { name: 'root', volumeType: 'fast', availabilityZone: 'az2' } },
    );
    const { params } = planDisks(given).moved[0]?.record ?? assert.fail();
    assert.equal(params['name'], 'root');
    assert.equal(params['volume_type'], 'fast');
    assert.equal(params['availability_zone'], 'az2');
    assert.equal(params['description'], 'old');
  });

  it('keeps device, tag and what happens to a volume when its server goes', () => {
    const params = { device: '/dev/vdc', tag: 'logs', delete_on_termination: true };
    const [disk] = planDisks(facts({ image: 'debian', volumes: [{ id: 'data', params }] })).moved;
    assert.deepEqual(disk?.boot, {
      bootIndex: undefined,
      device: '/dev/vdc',
      tag: 'logs',
      deleteOnTermination: true,
    });
  });
});
