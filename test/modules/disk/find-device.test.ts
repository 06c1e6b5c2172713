import assert from 'node:assert/strict';
import type { CommandOutcome, Connection } from '../../../engine/module.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { disksWith, findDevice, parseDisks } from '../../../modules/disk/find-device.ts';
import type { Machine } from '../../../modules/disk/disk.types.ts';

const id = '6f6d0e8e-1b3c-4c6b-8a3e-9d1c2b3a4f5e';
const disk = (path: string, ...more: readonly string[]): string =>
  [`${path} disk -`, ...more.map((words) => `${path} ${words}`), ''].join('\n');
const found = (text: string, serial = id): readonly string[] =>
  disksWith(parseDisks(text), serial).map(({ path }) => path);

/** A machine that prints one thing after the other, and the last again and again. */
function machineWith(...texts: readonly string[]): {
  readonly machine: Machine;
  readonly asked: () => number;
} {
  let asked = 0;
  const connection: Connection = {
    ...localConnection({}),
    execute: (): Promise<CommandOutcome> => {
      const stdout = texts[Math.min(asked, texts.length - 1)] ?? '';
      asked += 1;
      return Promise.resolve({ rc: 0, stdout, stderr: '' });
    },
  };
  return { machine: { name: 'host', connection }, asked: () => asked };
}

const options = { timeoutMs: 0, signal: new AbortController().signal };

describe('disks of a machine', () => {
  it('are known by what virtio has room for of a volume’s id', () => {
    assert.deepEqual(
      found(disk('/dev/vda', 'serial other') + disk('/dev/vdb', `serial ${id.slice(0, 20)}`)),
      ['/dev/vdb'],
    );
    assert.deepEqual(found(disk('/dev/vdb', `id virtio-${id.slice(0, 20)}`)), ['/dev/vdb']);
  });
  it('are known by the whole id, as SCSI and NVMe have it', () => {
    assert.deepEqual(found(disk('/dev/sdb', `serial ${id}`)), ['/dev/sdb']);
    assert.deepEqual(found(disk('/dev/sdb', `id scsi-0QEMU_QEMU_HARDDISK_${id}`)), ['/dev/sdb']);
    assert.deepEqual(found(disk('/dev/sdb', `serial ${id.replaceAll('-', '')}`)), ['/dev/sdb']);
    assert.deepEqual(found(disk('/dev/nvme0n1', `id nvme-QEMU_NVMe_Ctrl_${id.slice(0, 20)}`)), [
      '/dev/nvme0n1',
    ]);
  });
  it('are not known by less, or by another id that begins alike', () => {
    assert.deepEqual(found(disk('/dev/vdb', `serial ${id.slice(0, 19)}`)), []);
    assert.deepEqual(found(disk('/dev/sdb', `serial ${id.slice(0, 35)}0`)), []);
    assert.deepEqual(found(disk('/dev/vda', 'serial ')), []);
  });
  it('that are no disks count for nothing', () => {
    assert.deepEqual(found(`/dev/mapper/x serial ${id}\n/dev/vdc1 id virtio-${id.slice(0, 20)}\n`), []);
  });
});

describe('looking for a device', () => {
  const there = disk('/dev/vdb', `serial ${id.slice(0, 20)}`);
  it('waits until it is there', async () => {
    const { machine, asked } = machineWith(disk('/dev/vda'), disk('/dev/vda') + there);
    assert.equal(await findDevice(machine, id, { ...options, timeoutMs: 5000 }), '/dev/vdb');
    assert.equal(asked(), 2);
  });
  it('ends when its time is up, and says what there is', async () => {
    const { machine } = machineWith(disk('/dev/vda', 'serial abc'));
    await assert.rejects(findDevice(machine, id, options), {
      code: 'disk-missing',
      message: `host has had no disk with the serial number ${id} for 0 seconds. It has /dev/vda (abc).`,
    });
  });
  it('does not choose between two', async () => {
    const { machine } = machineWith(there + disk('/dev/sdb', `serial ${id}`));
    await assert.rejects(findDevice(machine, id, options), {
      code: 'disk-ambiguous',
      message: /\/dev\/vdb, \/dev\/sdb/,
    });
  });
  it('leaves a disk alone that is mounted', async () => {
    const { machine } = machineWith(there + '/dev/vdb mount /srv\n');
    await assert.rejects(findDevice(machine, id, options), {
      code: 'disk-in-use',
      message: /mounted at \/srv/,
    });
  });
  it('reads the disks of a real machine', async () => {
    const machine = { name: 'here', connection: localConnection(process.env) };
    await assert.rejects(findDevice(machine, id, options), { code: 'disk-missing' });
  });
  it('ends when the run is to end', async () => {
    const controller = new AbortController();
    const { machine } = machineWith(disk('/dev/vda'));
    const looking = findDevice(machine, id, { timeoutMs: 60_000, signal: controller.signal });
    controller.abort();
    await assert.rejects(looking);
  });
});
