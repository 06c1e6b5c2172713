import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../engine/transport/local.ts';
import { checkTools, type ToolRole } from '../../../modules/disk/check-tools.ts';

/** What is asked with, and what every machine has. */
const usual = ['sh', 'sed', 'awk', 'cut', 'df', 'dd', 'cmp', 'blockdev', 'lsblk', 'fallocate'];

function pathOf(name: string): string {
  return execFileSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
}

/** A machine that has programs of this one but for some, and others in their place. */
function machineWith(changes: Readonly<Record<string, string | undefined>>) {
  const folder = mkdtempSync(join(tmpdir(), 'drover-tools-'));
  for (const name of usual) if (!(name in changes)) symlinkSync(pathOf(name), join(folder, name));
  for (const [name, script] of Object.entries(changes))
    if (script !== undefined) writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    machine: { name: 'host', connection: localConnection({ PATH: folder }) },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

/** All tools that a source needs, as they answer. */
const present = {
  nbdkit: '[ "$1" = --version ] && echo "nbdkit 1.32.5"; exit 0',
  nbdinfo: 'echo "nbdinfo 1.14.2"',
  nbdcopy: 'echo "nbdcopy 1.14.2"',
  ssh: 'exit 0',
  python3: 'echo 3.11',
  blkdiscard: 'exit 0',
  'qemu-img': 'exit 0',
  'qemu-nbd': 'exit 0',
  realpath: 'exit 0',
  id: 'echo 0',
};

async function problems(role: ToolRole, changes: Readonly<Record<string, string | undefined>>) {
  const { machine, remove } = machineWith({ ...present, ...changes });
  try {
    return await checkTools(machine, role);
  } finally {
    remove();
  }
}

describe('the tools of a machine', () => {
  it('are found where all are there', async () => {
    assert.deepEqual(await problems('source', {}), []);
    assert.deepEqual(await problems('destination', {}), []);
  });
  it('that are missing are named, with what has them', async () => {
    const said = await problems('source', { nbdkit: undefined, python3: 'echo 3.6' });
    assert.match(said[0] ?? '', /^host lacks nbdkit\. Install it there: .*nbdkit/);
    assert.ok(said.some((line) => /filter extentlist/.test(line)));
    assert.equal((await problems('destination', { nbdcopy: undefined }))[0]?.includes('libnbd'), true);
  });
  it('of a hypervisor, and of a host that reads from servers of others, are more', async () => {
    assert.deepEqual(await problems('hypervisor', {}), []);
    assert.deepEqual(await problems('relay', {}), []);
    const said = await problems('hypervisor', { 'qemu-nbd': undefined, 'qemu-img': undefined });
    assert.deepEqual(
      said.map((line) => /^host lacks (qemu-\w+)\. Install it there: /.exec(line)?.[1]),
      ['qemu-img', 'qemu-nbd'],
    );
    const withoutPlugin = '[ "$1" = nbd ] && exit 1; [ "$1" = --version ] && echo "nbdkit 1.32.5"; exit 0';
    assert.deepEqual(await problems('source', { nbdkit: withoutPlugin }), []);
    for (const role of ['relay', 'hypervisor'] as const)
      assert.match((await problems(role, { nbdkit: withoutPlugin }))[0] ?? '', /lacks nbdkit's nbd plugin/);
  });
  it('that are too old are told from those that are new enough', async () => {
    assert.match(
      (await problems('source', { nbdinfo: 'echo "nbdinfo 1.4.0"' }))[0] ?? '',
      /nbdinfo 1\.4\.0, and 1\.8/,
    );
    assert.deepEqual(await problems('source', { nbdinfo: 'echo "nbdinfo 2.0.1"' }), []);
    assert.match((await problems('source', { python3: 'echo 3.5' }))[0] ?? '', /python3 3\.5, and 3\.6/);
    assert.match((await problems('source', { python3: 'exit 1' }))[0] ?? '', /lacks python3/);
  });
  it('of busybox that cannot do it are not taken for those of GNU', async () => {
    const said = await problems('destination', { dd: 'exit 1', cmp: 'exit 2' });
    assert.equal(said.length, 2);
  });
  it('are of no use without room, or to others than root', async () => {
    const said = await problems('source', {
      df: 'echo head; echo "tmpfs 100 95 1000 95% /tmp"',
      id: 'echo 1000',
    });
    assert.equal(said.length, 2);
    assert.match(said[0] ?? '', /0 MiB free in \/tmp, and a copy needs 16/);
    assert.match(said[1] ?? '', /not worked on as root/);
  });
});
