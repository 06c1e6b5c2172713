import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../../engine/module.ts';
import { localConnection } from '../../../../engine/transport/local.ts';
import { writeWhole } from '../../../../modules/openstack/files/write-file.ts';

const { files } = localConnection(process.env);

function refusing(code: string): Files {
  const error = Object.assign(new Error(`${code}: no`), { code });
  return { ...files, write: () => Promise.reject(error) };
}

async function refusal(path: string, with_: Files): Promise<DroverError> {
  const error: unknown = await writeWhole(path, 'new', with_).catch((thrown: unknown) => thrown);
  assert.ok(error instanceof DroverError);
  assert.equal(error.code, 'export-file-write');
  return error;
}

describe('writeWhole', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-write-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('makes the folders that are missing', async () => {
    const path = join(folder, 'a', 'b', 'networks.yml');
    await writeWhole(path, 'x\n', files);
    assert.equal(readFileSync(path, 'utf8'), 'x\n');
  });

  it('says that a part of the path is no folder', async () => {
    writeFileSync(join(folder, 'a'), '');
    const error = await refusal(join(folder, 'a', 'networks.yml'), files);
    assert.match(error.message, /networks\.yml cannot be written: .*What was there before is as it was/);
  });

  for (const [code, reason] of [
    ['ENOSPC', /the file system is full/],
    ['EDQUOT', /the disk quota is used up/],
    ['EROFS', /the file system is read-only/],
    ['EACCES', /permission is denied/],
  ] as const) {
    it(`says what ${code} means and what to do, and leaves the old file`, async () => {
      const path = join(folder, 'networks.yml');
      writeFileSync(path, 'old');
      const error = await refusal(path, refusing(code));
      assert.match(error.message, reason);
      assert.ok((error.diagnostic.help ?? '').length > 20);
      assert.equal(readFileSync(path, 'utf8'), 'old');
      assert.deepEqual(readdirSync(folder), ['networks.yml']);
    });
  }

  it('leaves the old file or the new one when the run is killed while it writes', async function () {
    this.timeout(20_000);
    const path = join(folder, 'networks.yml');
    const script = join(folder, 'writer.mts');
    const source = (name: string): string =>
      JSON.stringify(new URL(`../../../../${name}`, import.meta.url).href);
    writeFileSync(
      script,
      `import { localConnection } from ${source('engine/transport/local.ts')};
       import { writeWhole } from ${source('modules/openstack/files/write-file.ts')};
       const { files } = localConnection(process.env);
       for (let turn = 0; ; turn += 1) await writeWhole(${JSON.stringify(path)}, String(turn % 10).repeat(3_000_000), files);`,
    );
    for (let round = 0; round < 3; round += 1) {
      const child = spawn(process.execPath, ['--import', 'tsx', script], {
        cwd: process.cwd(),
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      while (!readdirSync(folder).includes('networks.yml')) {
        assert.equal(child.exitCode, null, 'the writer runs');
        await sleep(20);
      }
      await sleep(30 + round * 17);
      child.kill('SIGKILL');
      await ended;
      const text = readFileSync(path, 'utf8');
      assert.equal(text.length, 3_000_000);
      assert.ok(text === text.charAt(0).repeat(text.length), 'It is of one text, not of two.');
      rmSync(path);
    }
  });
});
