import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { localConnection } from '../../../../engine/transport/local.ts';
import { readSnapshot } from '../../../../modules/aws/snapshot/store/read-snapshot.ts';
import { snapshotFolder, writeSnapshot } from '../../../../modules/aws/snapshot/store/write-snapshot.ts';
import { baseRegion, snapshotOf } from './base.ts';

const { files } = localConnection(process.env);
const mode = (path: string): number => statSync(path).mode & 0o777;

describe('snapshots on disk', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-snapshots-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const refused = (code: string, message: RegExp) => (error: unknown) =>
    error instanceof DroverError && error.code === code && message.test(error.message);

  it('are read as they were written, the last one unless another is named', async () => {
    const [one, other] = [snapshotOf(), snapshotOf([{ ...baseRegion, region: 'eu-west-1' }])];
    const first = await writeSnapshot(one, folder, files);
    const second = await writeSnapshot(other, folder, files);
    assert.notEqual(first, second, 'none is written over');
    assert.deepEqual(await readSnapshot(folder, files), other);
    assert.deepEqual(await readSnapshot(folder, files, first), one);
  });

  it('and their key are for nobody but the owner, and not for Git', async () => {
    const path = await writeSnapshot(snapshotOf(), folder, files);
    const key = join(folder, '.drover', 'keys', 'snapshot.key');
    assert.deepEqual([mode(path), mode(`${path}.sig`), mode(key)], [0o600, 0o600, 0o600]);
    assert.equal(readFileSync(join(folder, '.drover', '.gitignore'), 'utf8'), '*\n');
  });

  it('are refused when a byte was changed', async () => {
    const path = await writeSnapshot(snapshotOf(), folder, files);
    writeFileSync(path, readFileSync(path, 'utf8').replace('10.1.0.0/24', '10.1.0.0/25'));
    await assert.rejects(
      readSnapshot(folder, files),
      refused('snapshot-altered', /its signature does not fit/),
    );
  });

  it('are refused when their signature is another, or none', async () => {
    const first = await writeSnapshot(snapshotOf(), folder, files);
    const second = await writeSnapshot(snapshotOf([]), folder, files);
    writeFileSync(`${first}.sig`, readFileSync(`${second}.sig`));
    await assert.rejects(readSnapshot(folder, files, first), refused('snapshot-altered', /does not fit/));
    writeFileSync(`${first}.sig`, 'x');
    await assert.rejects(readSnapshot(folder, files, first), refused('snapshot-altered', /is no signature/));
    rmSync(`${first}.sig`);
    await assert.rejects(
      readSnapshot(folder, files, first),
      refused('snapshot-missing', /There is no .*\.sig/),
    );
  });

  it('are refused when another data directory signed them', async () => {
    const other = mkdtempSync(join(tmpdir(), 'drover-snapshots-'));
    try {
      const foreign = await writeSnapshot(snapshotOf(), other, files);
      await writeSnapshot(snapshotOf(), folder, files);
      await assert.rejects(readSnapshot(folder, files, foreign), refused('snapshot-altered', /another key/));
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('are missing before the first discovery', async () => {
    await assert.rejects(readSnapshot(folder, files), refused('snapshot-missing', /There is no .*latest/));
    assert.deepEqual(readdirSync(folder), []);
    assert.equal(snapshotFolder('/x'), '/x/.drover/snapshots');
  });
});
