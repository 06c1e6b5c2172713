import assert from 'node:assert/strict';
import { parseInfo } from '../../../../../modules/disk/image-info.ts';
import { isNbd } from '../../../../../modules/disk/nbd-source.ts';
import { formatsIn } from '../../../../../modules/openstack/conversion/instance-folder.ts';
import { freeDevices } from '../../../../../modules/openstack/workload/direct/free-devices.ts';
import { withExport } from '../../../../../modules/openstack/workload/direct/from-servers.ts';

describe('disks that are read directly', () => {
  it('have the first names that no volume has', () => {
    assert.deepEqual(freeDevices(2, '/dev/vda', ['/dev/vdc', '/dev/vde']), ['/dev/vdb', '/dev/vdd']);
    assert.deepEqual(freeDevices(1, '/dev/sda', []), ['/dev/sdb']);
    assert.deepEqual(freeDevices(2, '/dev/xvda', ['/dev/vdb']), ['/dev/xvdc', '/dev/xvdd']);
    assert.deepEqual(freeDevices(0, '/dev/vda', []), []);
    assert.deepEqual(freeDevices(1, 'hda', []), ['/dev/vdb']);
  });

  it('are at NBD servers by what their URI begins with', () => {
    for (const uri of ['nbd://h', 'nbds://h:1/x', 'nbd+unix:///?socket=/s', 'nbds+unix:///x?socket=/s'])
      assert.ok(isNbd(uri), uri);
    for (const other of ['/dev/vdb', '/nbd://h', 'nbd:h:1', 'nbd+ssh://h', 'http://h', ''])
      assert.ok(!isNbd(other), other);
  });

  it('are an export of a server, whose name may stand apart', () => {
    assert.equal(withExport('nbd://h:10809', 'disk 1'), 'nbd://h:10809/disk%201');
    assert.equal(withExport('nbd://h:10809/', 'x'), 'nbd://h:10809/x');
    assert.equal(withExport('nbd://h:10809/own', 'x'), 'nbd://h:10809/own');
    assert.equal(withExport('nbd+unix:///?socket=/tmp/s', 'x'), 'nbd+unix:///x?socket=/tmp/s');
    assert.equal(withExport('/tmp/s'), 'nbd+unix:///?socket=%2Ftmp%2Fs');
    assert.equal(withExport('nbd://h'), 'nbd://h');
  });

  it('have the formats that Nova has noted, whatever the path is', () => {
    const noted = { '/var/lib/nova/instances/x/disk': 'qcow2', '/elsewhere/x/disk.eph0': 'raw', odd: 7 };
    assert.deepEqual(
      [...formatsIn(JSON.stringify(noted))],
      [
        ['disk', 'qcow2'],
        ['disk.eph0', 'raw'],
      ],
    );
    for (const text of ['', '[]', 'null', '{"disk"']) assert.deepEqual([...formatsIn(text)], [], text);
  });

  it('have the size to the byte, and what they build on, as qemu-img says', () => {
    const told = {
      'virtual-size': 3_221_225_984,
      'backing-filename': '../_base/x',
      'full-backing-filename': '/i/_base/x',
      'backing-filename-format': 'raw',
    };
    assert.deepEqual(parseInfo(JSON.stringify(told)), {
      size: 3_221_225_984,
      backing: { place: '/i/_base/x', format: 'raw' },
      oddities: [],
    });
    const odd = {
      'virtual-size': 512,
      encrypted: true,
      'format-specific': { type: 'qcow2', data: { 'data-file': '/x' } },
    };
    assert.deepEqual(parseInfo(JSON.stringify(odd)), {
      size: 512,
      backing: undefined,
      oddities: ['it is encrypted', 'its data are in another file'],
    });
    for (const text of ['', '{}', '[1]', '{"virtual-size": "1 GiB"}'])
      assert.equal(parseInfo(text), undefined, text);
  });
});
