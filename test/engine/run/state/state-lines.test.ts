import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileState, memoryState } from '../../../../engine/run/state/state-lines.ts';
import { redactedState } from '../../../../engine/run/task/redacted-state.ts';

describe('the files of lines of the state folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drover-lines-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Adds lines in a process of its own, as it were. */
  async function add(name: string, ...lines: readonly string[]): Promise<void> {
    const state = fileState(folder);
    await Promise.all(lines.map((line) => state.append(name, line)));
    await state.close();
  }

  it('reads what was added, in order, for whoever comes later', async () => {
    assert.deepEqual(await fileState(folder).read('id-map/a--b.jsonl'), []);
    await add('id-map/a--b.jsonl', '1', '2');
    await add('id-map/a--b.jsonl', '3');
    assert.deepEqual(await fileState(folder).read('id-map/a--b.jsonl'), ['1', '2', '3']);
    assert.equal((await stat(join(folder, 'id-map', 'a--b.jsonl'))).mode & 0o777, 0o600);
    assert.deepEqual(await readdir(folder), ['id-map']);
  });

  it('sees what it has added itself, while others add to the same file', async () => {
    const [one, other] = [fileState(folder), fileState(folder)];
    await Promise.all([one.append('a', 'x'), other.append('a', 'y'), one.append('a', 'z')]);
    assert.deepEqual([...(await one.read('a'))].sort(), ['x', 'y', 'z']);
    await one.close();
    await other.close();
  });

  it('passes over a line that was left half, now and after further ones', async () => {
    await add('a', 'whole');
    await appendFile(join(folder, 'a'), '{"half": tr');
    assert.deepEqual(await fileState(folder).read('a'), ['whole']);
    await add('a', 'next');
    await appendFile(join(folder, 'a'), 'half again');
    await add('a', 'last');
    assert.deepEqual(await fileState(folder).read('a'), ['whole', 'next', 'last']);
    assert.match(await readFile(join(folder, 'a'), 'utf8'), /^whole\n\{"half": tr\u0018\nnext\n/);
  });

  it('keeps in memory what check mode adds, on top of what is there', async () => {
    await add('a', '1');
    const state = memoryState(folder);
    await state.append('a', '2');
    await state.append('b/c', '3');
    assert.deepEqual(await state.read('a'), ['1', '2']);
    assert.deepEqual(await state.read('b/c'), ['3']);
    assert.deepEqual(await readdir(folder), ['a']);
    assert.deepEqual(await fileState(folder).read('a'), ['1']);
  });

  for (const name of [
    '',
    '.',
    '..',
    '../a',
    'a/..',
    'a/../b',
    '/a',
    'a/',
    'a//b',
    'a/b/c',
    '.a',
    'a/.b',
    'a\\b',
    'a\u0000',
    'a\nb',
    'runs/x',
    'runs',
    'lock',
    'exports/a',
    'x'.repeat(256),
  ]) {
    it(`refuses the name ${JSON.stringify(name).slice(0, 20)}`, async () => {
      for (const state of [fileState(folder), memoryState(folder)]) {
        await assert.rejects(async () => state.read(name), /is no name of a file/);
        await assert.rejects(async () => state.append(name, 'x'), /is no name of a file/);
      }
      assert.deepEqual(await readdir(folder), []);
    });
  }

  it('refuses a line with a line end in it', async () => {
    await assert.rejects(async () => fileState(folder).append('a', 'x\ny'), /line end/);
  });

  it('takes secrets out, also as JSON writes them', async () => {
    const state = fileState(folder);
    const seen = redactedState(state, new Set(['pa"ss']));
    await seen.append('a', JSON.stringify({ name: 'my pa"ss' }));
    await seen.append('a', 'plain pa"ss');
    await state.close();
    assert.deepEqual(await seen.read('a'), ['{"name":"my ********"}', 'plain ********']);
  });

  it('says why it cannot be written', async () => {
    await add('a', 'x');
    await assert.rejects(fileState(join(folder, 'a')).append('b', 'x'), {
      message: /b cannot be written: a part of the path is no folder/,
    });
  });
});
