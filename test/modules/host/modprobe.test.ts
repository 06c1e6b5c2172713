import assert from 'node:assert/strict';
import { isLoaded } from '../../../modules/host/kernel/module-files.ts';
import { planModprobe, type ModprobeFacts } from '../../../modules/host/modprobe.ts';

/* As Linux 6.1 has them. */
const modules = `nf_tables 303104 0 - Live 0x0000000000000000
dm_mod 184320 1 - Live 0x0000000000000000
`;
const builtIn = `kernel/fs/ext4/ext4.ko
kernel/drivers/block/virtio_blk.ko
`;
const asked = { name: 'dummy', state: 'present', params: '', persistent: 'disabled' } as const;
const bare: ModprobeFacts = { isLoaded: false, loadFiles: [], optionFiles: [] };
const kept: ModprobeFacts = {
  isLoaded: true,
  loadFiles: [
    { path: '/etc/modules-load.d/all.conf', text: '# all\nloop\ndummy # for tests\ndummy2\n' },
    { path: '/etc/modules-load.d/other.conf', text: 'loop\n' },
  ],
  optionFiles: [
    { path: '/etc/modprobe.d/all.conf', text: 'options dummy numdummies=2\noptions loop max_loop=8\n' },
  ],
};

function texts(given: Partial<Record<keyof typeof asked, string>>, facts: ModprobeFacts) {
  const { action, detail } = planModprobe(
    { ...asked, ...given } as Parameters<typeof planModprobe>[0],
    facts,
  );
  const files = Object.fromEntries(detail.files.map(({ path, text }) => [path, text]));
  return { action, deed: detail.deed, files };
}

describe('modules/host/modprobe', () => {
  it('finds modules that are loaded or built in, however their name is spelled', () => {
    assert.ok(isLoaded('nf_tables', modules, builtIn));
    assert.ok(isLoaded('dm-mod', modules, builtIn));
    assert.ok(isLoaded('ext4', modules, builtIn));
    assert.ok(isLoaded('virtio-blk', modules, builtIn));
    assert.ok(!isLoaded('dm', modules, builtIn));
    assert.ok(!isLoaded('ext', modules, builtIn));
  });

  it('loads and unloads, and leaves files alone', () => {
    assert.deepEqual(texts({}, bare), { action: 'update', deed: 'load', files: {} });
    assert.deepEqual(texts({}, kept), { action: 'unchanged', deed: undefined, files: {} });
    assert.deepEqual(texts({ state: 'absent' }, kept), { action: 'update', deed: 'unload', files: {} });
    assert.deepEqual(texts({ state: 'absent' }, bare), { action: 'unchanged', deed: undefined, files: {} });
  });

  it('has a module loaded when the machine starts', () => {
    assert.deepEqual(texts({ persistent: 'present', params: 'numdummies=2 mode=x' }, bare).files, {
      '/etc/modules-load.d/dummy.conf': 'dummy\n',
      '/etc/modprobe.d/dummy.conf': 'options dummy numdummies=2\noptions dummy mode=x\n',
    });
    const again = texts({ persistent: 'present', params: 'numdummies=2' }, kept);
    assert.deepEqual(again, { action: 'unchanged', deed: undefined, files: {} });
  });

  it('gives a module other parameters', () => {
    assert.deepEqual(texts({ persistent: 'present', params: 'numdummies=3' }, kept).files, {
      '/etc/modprobe.d/all.conf': '#options dummy numdummies=2\noptions loop max_loop=8\n',
      '/etc/modprobe.d/dummy.conf': 'options dummy numdummies=3\n',
    });
  });

  it('has a module loaded no longer', () => {
    assert.deepEqual(texts({ persistent: 'absent' }, kept).files, {
      '/etc/modules-load.d/all.conf': '# all\nloop\n#dummy # for tests\ndummy2\n',
      '/etc/modprobe.d/all.conf': '#options dummy numdummies=2\noptions loop max_loop=8\n',
    });
    assert.deepEqual(texts({ persistent: 'absent' }, bare).files, {});
  });
});
