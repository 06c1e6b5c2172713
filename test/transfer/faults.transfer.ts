import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../../modules/disk/disk.types.ts';
import { hashProgram } from '../../modules/disk/hash-program.ts';
import { assertNothingLeft, begin, killProcessesWith, memoryLedger, MiB, type Copying } from './copying.ts';
import { createDisks, scribble, sumOf, type Filled, type TestDisks } from './disks.ts';
import { run, startHosts, type Hosts } from './hosts.ts';

const at = (from: number, to: number): Filled => ({ from: from * MiB, to: to * MiB });
const size = 64 * MiB;

describe('a copy that something happens to', function () {
  this.timeout(120_000);
  let hosts: Hosts;
  let disks: TestDisks;
  let from = '';
  let to = '';
  before(async () => {
    hosts = await startHosts();
  });
  after(() => hosts.stop());
  beforeEach(() => {
    disks = createDisks();
    from = disks.device(size, [at(0, 48)]);
    to = disks.device(size);
  });
  afterEach(async () => {
    await assertNothingLeft(hosts).finally(() => {
      disks.remove();
    });
  });

  /** Caught in the middle: the first of three windows has come through, and the second one is on its way. */
  const windows = { settings: { retries: 3, windowSize: 16 * MiB }, heldWindow: 2 };
  const comesThrough = async (copy: Copying): Promise<void> => {
    const report = await copy.report;
    assert.ok(report.resumed >= 1);
    assert.equal(copy.warnings.length, report.resumed);
    assert.match(copy.warnings[0] ?? '', /Taken up again in 0\.2 seconds \(1 of 3\)/);
    assert.equal(sumOf(to, size), sumOf(from, size));
    assert.ok(report.sentBytes <= 48 * MiB, `${report.sentBytes / MiB} MiB were sent`);
  };

  for (const [what, words] of [
    ['nbdkit', ['nbdkit -r -U /tmp/drover-copy-']],
    ['ssh', ['ssh -v -F none', '/tmp/drover-copy-']],
    ['nbdcopy', ['nbdcopy --destination-is-zero']],
  ] as const)
    it(`goes on where ${what} was killed`, async () => {
      const copy = begin(hosts, from, to, size, windows);
      await copy.held();
      await killProcessesWith(hosts, ...words);
      copy.letGo();
      await comesThrough(copy);
    });
  for (const side of ['source', 'destination'] as const)
    it(`goes on where a hash of the ${side} was killed`, async () => {
      const machine = oneHashKilled(hosts[side].machine);
      const { settings } = windows;
      await comesThrough(begin(hosts, from, to, size, { settings, [`${side}Machine`]: machine }));
    });
  for (const side of ['destination', 'source'] as const)
    it(`goes on when drover’s own connections to the ${side} were cut`, async () => {
      const copy = begin(hosts, from, to, size, windows);
      await copy.held();
      hosts[side].sshd.cut();
      copy.letGo();
      await comesThrough(copy);
    });
  it('goes on when the link between the hosts was down for longer than they wait', async () => {
    const copy = begin(hosts, from, to, size, { ...windows, settings: { ...windows.settings, retries: 10 } });
    await copy.held();
    hosts.setLink(false);
    copy.letGo();
    const timer = setTimeout(() => {
      hosts.setLink(true);
    }, 26_000);
    const report = await copy.report;
    clearTimeout(timer);
    assert.ok(report.resumed >= 1);
    assert.equal(sumOf(to, size), sumOf(from, size));
  });
  it('does not notice that the link was down for a moment', async () => {
    const copy = begin(hosts, from, to, size, windows);
    await copy.held();
    hosts.setLink(false);
    copy.letGo();
    await sleep(2000);
    hosts.setLink(true);
    assert.equal((await copy.report).resumed, 0);
    assert.equal(sumOf(to, size), sumOf(from, size));
  });
  it('sends less than the whole in another run, whatever ended the first', async () => {
    const ledger = memoryLedger();
    const first = begin(hosts, from, to, size, { ...windows, ledger });
    await first.held();
    first.stop();
    await assert.rejects(first.report, { code: 'interrupted' });
    await assertNothingLeft(hosts);
    const { report } = begin(hosts, from, to, size, { ledger });
    const { sentBytes, resumed } = await report;
    assert.equal(sentBytes, 32 * MiB, 'two of three windows');
    assert.equal(resumed, 0);
    assert.equal(sumOf(to, size), sumOf(from, size));
  });
  it('sees in another run what changed at the source meanwhile', async () => {
    const ledger = memoryLedger();
    const first = begin(hosts, from, to, size, { ...windows, ledger });
    await first.held();
    first.stop();
    await assert.rejects(first.report);
    scribble(from, 2 * MiB, Buffer.alloc(MiB));
    scribble(from, 5 * MiB, Buffer.from('changed'));
    await begin(hosts, from, to, size, { ledger }).report;
    assert.equal(sumOf(to, size), sumOf(from, size));
  });
  it('gives up after so many tries, saying why', async () => {
    hosts.setLink(false);
    try {
      const copy = begin(hosts, from, to, size, { settings: { retries: 1 } });
      await assert.rejects(copy.report, {
        code: 'disk-copy-cut-off',
        message: /the connection from the destination to the source ended\. .*198\.18/,
      });
      assert.equal(copy.warnings.length, 1);
    } finally {
      hosts.setLink(true);
    }
  });
  it('is refused at once where the host key is another one', async () => {
    const link = { ...hosts.link, hostKeys: [hosts.destination.sshd.hostKeys.ed25519] };
    const copy = begin(hosts, from, to, size, { link, settings: { retries: 5 } });
    await assert.rejects(copy.report, {
      code: 'disk-link-refused',
      message: /its host key is not the one that is pinned/,
    });
    assert.deepEqual(copy.warnings, []);
  });
  it('is refused at once where the key is not let in', async () => {
    const link = { ...hosts.link, identityFile: join(hosts.destination.sshd.folder, 'host_ed25519') };
    const copy = begin(hosts, from, to, size, { link, settings: { retries: 5 } });
    await assert.rejects(copy.report, { code: 'disk-link-refused', message: /does not let the user in/ });
    assert.deepEqual(copy.warnings, []);
  });
  it('is refused at once where a disk is not there, too small, or mounted', async () => {
    const settings = { retries: 5 };
    await assert.rejects(begin(hosts, '/dev/nothing', to, size, { settings }).report, {
      code: 'disk-missing',
      message: 'the source has no disk /dev/nothing.',
    });
    await assert.rejects(begin(hosts, from, disks.device(size - 512), size, { settings }).report, {
      code: 'disk-too-small',
      message: /has 67108352 bytes, and 67108864 are to be written to it/,
    });
    await assert.rejects(begin(hosts, from, to, size + 1, { settings }).report, {
      code: 'disk-too-small',
      message: /are to be read from it/,
    });
    const mounted = disks.device(size);
    const folder = join(disks.folder, 'mounted');
    mkdirSync(folder);
    run('mkfs.ext4', '-q', mounted);
    run('mount', mounted, folder);
    try {
      await assert.rejects(begin(hosts, from, mounted, size, { settings }).report, { code: 'disk-in-use' });
    } finally {
      run('umount', folder);
    }
  });
  it('fails at once where the storage is full', async () => {
    const folder = join(disks.folder, 'small');
    mkdirSync(folder);
    run('mount', '-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder);
    try {
      const file = join(folder, 'disk');
      writeFileSync(file, '');
      run('truncate', '-s', String(size), file);
      const copy = begin(hosts, from, file, size, { settings: { retries: 5 } });
      await assert.rejects(copy.report, { code: 'disk-full', message: /No space left on device/ });
      assert.deepEqual(copy.warnings, []);
      const loop = run('losetup', '--find', '--show', file).trim();
      try {
        await assert.rejects(begin(hosts, from, loop, size, { settings: { retries: 5 } }).report, {
          code: /^disk-(full|unusable)$/,
        });
      } finally {
        run('losetup', '--detach', loop);
      }
    } finally {
      run('umount', folder);
    }
  });
  it('fails at once where the source cannot be read', async () => {
    // A loop device cannot read where its file has ended.
    const file = disks.file(size, [at(0, 48)]);
    const broken = run('losetup', '--find', '--show', file).trim();
    run('truncate', '-s', String(20 * MiB), file);
    try {
      const copy = begin(hosts, broken, to, size, { settings: { retries: 5 } });
      await assert.rejects(copy.report, { code: 'disk-unusable', message: /cannot be read on the source/ });
      assert.deepEqual(copy.warnings, []);
    } finally {
      run('losetup', '--detach', broken);
    }
  });
  it('fails where the disk holds something else when all was written, and mends it in the next run', async () => {
    const ledger = memoryLedger();
    // What is written here comes after nbdcopy, and before anybody reads it.
    let isDone = false;
    const { connection } = hosts.destination;
    const machine: Machine = {
      name: 'the destination',
      connection: {
        ...connection,
        execute: async (command, options) => {
          const outcome = await connection.execute(command, options);
          if (command.some((word) => word.includes('nbdcopy')) && !isDone) {
            isDone = true;
            scribble(to, 17 * MiB + 3, Buffer.from('!'));
            scribble(to, 30 * MiB, Buffer.from('!!'));
          }
          return outcome;
        },
      },
    };
    const copy = begin(hosts, from, to, size, {
      ledger,
      destinationMachine: machine,
      settings: { retries: 5 },
    });
    await assert.rejects(copy.report, {
      code: 'disk-differs',
      message: /chunk 17 \(bytes 17825792 to 18874367\), chunk 30 \(bytes 31457280 to 32505855\)\.$/,
    });
    assert.deepEqual(copy.warnings, []);
    const { sentBytes } = await begin(hosts, from, to, size, { ledger }).report;
    assert.equal(sentBytes, 2 * MiB);
    assert.equal(sumOf(to, size), sumOf(from, size));
  });
  it('says that no fast cipher is there, and goes on', async () => {
    const other = await startHosts(['Ciphers chacha20-poly1305@openssh.com']);
    try {
      // drover's own connection takes it, too.
      const copy = begin(other, from, to, size);
      assert.equal((await copy.report).cipher, 'chacha20-poly1305@openssh.com');
      assert.match(copy.warnings[0] ?? '', /no AES-GCM in common: the data go through chacha20-poly1305/);
    } finally {
      await other.stop();
    }
  });
  it('says that sockets are not forwarded', async () => {
    const other = await startHosts(['AllowStreamLocalForwarding no']);
    try {
      await assert.rejects(begin(other, from, to, size, { settings: { retries: 5 } }).report, {
        code: 'disk-link-refused',
        message: /its SSH server forwards no sockets to it/,
      });
    } finally {
      await other.stop();
    }
  });
});

/** A machine where the first program that hashes is killed. */
function oneHashKilled({ name, connection }: Machine): Machine {
  const suicide = 'import os\nos.kill(os.getpid(), 9)';
  let isFirst = true;
  return {
    name,
    connection: {
      kind: connection.kind,
      files: connection.files,
      execute: (command, options) => {
        if (!isFirst || !command.includes(hashProgram)) return connection.execute(command, options);
        isFirst = false;
        const [program, ...words] = command;
        const changed = words.map((word) => (word === hashProgram ? suicide : word));
        return connection.execute([program, ...changed], options);
      },
    },
  };
}
