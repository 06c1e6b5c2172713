import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import type { CopyReport } from '../../modules/disk/disk.types.ts';
import { fingerprintOf } from '../clouds/openstack/disks/sparse-file.ts';
import { assertNothingLeft, begin, memoryLedger, MiB, type CopyChanges } from './copying.ts';
import { createDisks, type Filled, type TestDisks } from './disks.ts';
import { run, startHosts, type Hosts } from './hosts.ts';

const SIZE = 20 * 1024 * MiB;
const DATA = 100 * MiB;

/** A hundred mebibytes in ten places: the first bytes, the last ones, and what lies between, over borders of chunks. */
const PLACES: readonly Filled[] = Array.from({ length: 10 }, (_each, index) => {
  const from = index === 0 ? 0 : index === 9 ? SIZE - 10 * MiB : index * 2047 * MiB + 8 * MiB;
  return { from, to: from + 10 * MiB };
});

/** As migrations copy, and not in the small chunks of other tests. */
const USUAL: CopyChanges = { settings: { chunkSize: 16 * MiB } };

describe('a disk of 20 GiB with 100 MiB of data', function () {
  this.timeout(120_000);
  let hosts: Hosts;
  let disks: TestDisks;
  before(async () => {
    hosts = await startHosts();
  });
  after(async () => {
    await assertNothingLeft(hosts).finally(() => hosts.stop());
  });
  beforeEach(() => {
    disks = createDisks();
  });
  afterEach(() => {
    disks.remove();
  });

  /** Copies to a loop device; both files are compared by what is not a hole in them. */
  const copied = async (from: string, source: string, changes: CopyChanges = {}) => {
    const target = disks.file(SIZE);
    const to = disks.attach(target);
    const copy = begin(hosts, from, to, SIZE, { ...USUAL, ...changes });
    const report = await copy.report;
    run('blockdev', '--flushbufs', to);
    assert.equal(fingerprintOf(target), fingerprintOf(source));
    return { copy, report, target, to };
  };
  /** Chunks that have data in them are sent, and no others. */
  const isSparse = ({ dataBytes, sentBytes, size }: CopyReport): void => {
    assert.equal(size, SIZE);
    assert.equal(sentBytes, dataBytes);
    assert.ok(dataBytes >= DATA && dataBytes <= DATA + 20 * 16 * MiB, `${dataBytes / MiB} MiB were sent`);
  };

  it('is copied in a moment where the source tells its holes', async () => {
    const file = disks.file(SIZE, PLACES);
    const { report, target, copy } = await copied(file, file);
    isSparse(report);
    // Chunks are sent whole; what people are told is the data in them.
    assert.deepEqual(copy.progress.at(-1), { stage: 'verify', done: DATA, total: DATA });
    assert.ok(statSync(target).blocks * 512 <= report.dataBytes, 'holes of the destination were filled');
  });

  it('is copied where the device tells of no holes, and says all the time how far it is', async () => {
    const file = disks.file(SIZE, PLACES);
    const ledger = memoryLedger();
    const { report, copy, target } = await copied(disks.attach(file), file, { ledger });
    isSparse(report);
    assert.ok(statSync(target).blocks * 512 <= report.dataBytes, 'holes of the destination were filled');
    // Somebody who looks sees it move: what is left shrinks as holes are found.
    assert.ok(copy.progress.length >= 10, `${copy.progress.length} signs of life`);
    const totals = copy.progress.flatMap(({ total }) => total ?? []);
    assert.equal(totals.at(-1), report.dataBytes);
    // What is remembered of it does not grow with its holes.
    const remembered = ledger.lines.reduce((sum, line) => sum + line.length, 0);
    assert.ok(remembered < 64 * 1024, `${remembered} characters of ledger`);
  });
});
