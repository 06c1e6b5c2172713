import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeSourceFiles } from '../../../engine/run/node-source-files.ts';

describe('source files on the disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-files-'));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const read = (content: Buffer | string): string | undefined => {
    const path = join(folder, 'file.yml');
    writeFileSync(path, content);
    return nodeSourceFiles().read(path);
  };

  it('are read as UTF-8', () => {
    assert.equal(read('a: é\nb: \ufffd\n'), 'a: é\nb: \ufffd\n');
  });

  it('are refused with the line where they are not UTF-8', () => {
    assert.throws(() => read(Buffer.from('a: 1\nb: \xe9\n', 'latin1')), {
      code: 'file-unreadable',
      message: /file\.yml is not text in UTF-8: see line 2\./,
    });
  });

  it('may be missing', () => {
    assert.equal(nodeSourceFiles().read(join(folder, 'nope')), undefined);
  });
});
