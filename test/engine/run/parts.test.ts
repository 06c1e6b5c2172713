import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandPath } from '../../../engine/run/expand-path.ts';
import { fileJournal, memoryJournal, readJournal } from '../../../engine/run/journal.ts';
import { journalHistory } from '../../../engine/run/journal-history.ts';
import { journalPath, newRunId } from '../../../engine/run/state/run-folder.ts';
import { createPool } from '../../../engine/run/pool.ts';
import { createMeter } from '../../../engine/run/progress.ts';
import { redact } from '../../../engine/run/redact.ts';
import { inOrder } from '../../../engine/run/task/in-order.ts';
import { secretsIn } from '../../../engine/run/task/secrets.ts';
import { sideBySide } from '../../../engine/run/walk/side-by-side.ts';

describe('the journal', () => {
  const entry = { operation: 'create', kind: 'openstack.network', name: 'web' } as const;
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drover-journal-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('makes no file before the first write', async () => {
    const path = journalPath(folder, 'run');
    const journal = fileJournal(path);
    await journal.close();
    await assert.rejects(readFile(path));
  });
  it('pairs what was intended with what became of it', async () => {
    const path = journalPath(folder, 'run');
    const journal = fileJournal(path);
    const [one, two, three] = await Promise.all([
      journal.intend(entry),
      journal.intend({ ...entry, name: 'b' }),
      journal.intend(entry),
    ]);
    await journal.done(one, { id: '1', after: { a: 1 } });
    await journal.failed(two, 'no');
    await journal.close();
    const operations = await readJournal(path);
    assert.deepEqual(
      operations.map(({ number, state, id, message }) => [number, state, id, message]),
      [
        [one, 'done', '1', undefined],
        [two, 'failed', undefined, 'no'],
        [three, 'intended', undefined, undefined],
      ],
    );
    assert.deepEqual(operations[0]?.entry, entry);
  });
  it('reads what earlier runs wrote, oldest first, and once', async () => {
    for (const run of ['2026-02', '2026-01']) {
      const journal = fileJournal(journalPath(folder, run));
      await journal.done(await journal.intend({ ...entry, name: run }), { id: run });
      await journal.close();
    }
    await mkdir(join(folder, 'runs', 'nothing-written'), { recursive: true });
    const journal = memoryJournal(journalHistory(folder));
    assert.deepEqual(
      (await journal.earlier()).flatMap(({ entry, id }) => (entry.name === id ? id : [])),
      ['2026-01', '2026-02'],
    );
    assert.equal(await journal.earlier(), await journal.earlier());
    assert.deepEqual(await journalHistory(join(folder, 'no', 'such')).earlier(), []);
  });
  it('passes over a torn last line, but not over one in between', async () => {
    const path = join(folder, 'journal.jsonl');
    const line = JSON.stringify({ number: 1, at: 'x', state: 'intended', entry });
    await writeFile(path, `${line}\n{"number": 1, "sta`);
    assert.equal((await readJournal(path))[0]?.state, 'intended');
    await writeFile(path, `garbage\n${line}\n`);
    await assert.rejects(readJournal(path), { message: /Line 1 of .* is not a journal line/ });
  });
  it('keeps lines in memory for check mode', async () => {
    const journal = memoryJournal();
    await journal.done(await journal.intend(entry), {});
    assert.deepEqual(
      journal.lines.map(({ state }) => state),
      ['intended', 'done'],
    );
  });
  it('names runs by their time', () => {
    assert.equal(newRunId(new Date('2026-01-02T03:04:05.678Z'), 42), '2026-01-02-030405-42');
  });
});

describe('the pool', () => {
  it('makes each thing once, and again after a failure', async () => {
    const pool = createPool();
    let made = 0;
    const make = (): Promise<number> => {
      made += 1;
      return made === 1 ? Promise.reject(new Error('first')) : Promise.resolve(made);
    };
    await assert.rejects(pool.get('a', make), { message: 'first' });
    assert.deepEqual(await Promise.all([pool.get('a', make), pool.get('a', make)]), [2, 2]);
  });
  it('closes everything in reverse, and tells of what cannot be closed', async () => {
    const pool = createPool();
    const closed: string[] = [];
    const warnings: string[] = [];
    await pool.get(
      'a',
      () => Promise.resolve('a'),
      (name) => Promise.resolve(void closed.push(name)),
    );
    await pool.get(
      'b',
      () => Promise.resolve('b'),
      () => Promise.reject(new Error('stuck')),
    );
    await pool.get(
      'c',
      () => Promise.resolve('c'),
      (name) => Promise.resolve(void closed.push(name)),
    );
    await pool.closeAll((message) => warnings.push(message));
    assert.deepEqual(closed, ['c', 'a']);
    assert.deepEqual(warnings, ['A connection could not be closed: stuck']);
  });
  it('forgets some, closing them', async () => {
    const pool = createPool();
    const closed: string[] = [];
    await pool.get(
      'connection ssh h1',
      () => Promise.resolve('h1'),
      (name) => Promise.resolve(void closed.push(name)),
    );
    await pool.forget((key) => key.endsWith(' h1'));
    assert.deepEqual(closed, ['h1']);
    assert.equal(await pool.get('connection ssh h1', () => Promise.resolve('again')), 'again');
  });
});

describe('redaction', () => {
  it('replaces secrets in all texts and keys, the longest first', () => {
    const secrets = new Set(['pass', 'password1', '']);
    assert.deepEqual(redact({ a: 'my password1', pass: ['pass', 1, null, { b: 'a pass b' }] }, secrets), {
      a: 'my ********',
      '********': ['********', 1, null, { b: 'a ******** b' }],
    });
  });
  it('leaves what holds none as it is', () => {
    const value = { a: [1, 'x'] };
    assert.equal(redact(value, new Set()), value);
    assert.deepEqual(redact(value, new Set(['y'])), value);
  });
  it('knows the secrets of nested arguments', () => {
    const text = { type: 'string', description: '' } as const;
    const found = secretsIn(
      {
        type: 'object',
        properties: {
          plain: text,
          auth: {
            type: 'object',
            description: '',
            properties: { user: text, password: { ...text, secret: true } },
          },
          list: { type: 'array', description: '', items: { ...text, secret: true } },
          any: { description: '', secret: true },
          either: {
            description: '',
            anyOf: [
              { type: 'boolean', description: '' },
              { ...text, secret: true },
            ],
          },
        },
      },
      {
        plain: 'p',
        auth: { user: 'u', password: 'secret1' },
        list: ['secret2'],
        any: { deep: ['secret3'] },
        either: 'secret4',
      },
    );
    assert.deepEqual([...found], ['secret1', 'secret2', 'secret3', 'secret4']);
  });
});

describe('work side by side', () => {
  const after = (ms: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, ms, ms));
  const never = new AbortController().signal;

  it('delivers in order what ends in another, within the limit', async () => {
    const delivered: number[] = [];
    let now = 0;
    let most = 0;
    await inOrder(
      5,
      2,
      async (index) => {
        now += 1;
        most = Math.max(most, now);
        await after(index === 0 ? 20 : 1);
        now -= 1;
        return index;
      },
      (result) => delivered.push(result),
      never,
    );
    assert.deepEqual(delivered, [0, 1, 2, 3, 4]);
    assert.equal(most, 2);
  });
  it('begins nothing after an abort, and delivers what was under way', async () => {
    const controller = new AbortController();
    const delivered: number[] = [];
    await inOrder(
      5,
      2,
      async (index) => {
        if (index === 1) controller.abort();
        await after(5);
        return index;
      },
      (result) => delivered.push(result),
      controller.signal,
    );
    assert.deepEqual(delivered, [0, 1]);
  });
  it('throws the first error when all that was begun is over', async () => {
    const ended: string[] = [];
    const work = sideBySide(['bad', 'slow', 'never'], 2, async (name) => {
      await after(name === 'slow' ? 10 : 1);
      if (name === 'bad') throw new Error('bad');
      ended.push(name);
    });
    await assert.rejects(work, { message: 'bad' });
    assert.deepEqual(ended, ['slow']);
  });
});

describe('progress', () => {
  it('tells rate and time left, not too often, and always the end', () => {
    const meter = createMeter();
    assert.deepEqual(meter({ done: 0, total: 10 }, 0), { done: 0, total: 10 });
    assert.equal(meter({ done: 1, total: 10 }, 50), undefined);
    assert.deepEqual(meter({ done: 5, total: 10 }, 1000), { done: 5, total: 10, rate: 5, secondsLeft: 1 });
    assert.deepEqual(meter({ done: 10, total: 10 }, 1001)?.secondsLeft, 0);
    assert.equal(meter({ done: 10, total: 10 }, 1002), undefined);
  });

  it('measures what came of late, and begins anew with a stage', () => {
    const meter = createMeter();
    // 100 a second for a minute, then 10 a second.
    for (let at = 0; at <= 60; at += 1) meter({ done: at * 100, total: 10_000 }, at * 1000);
    let last: ReturnType<typeof meter>;
    for (let at = 1; at <= 20; at += 1)
      last = meter({ done: 6000 + at * 10, total: 10_000 }, (60 + at) * 1000);
    assert.equal(last?.rate, 10);
    assert.equal(last.secondsLeft, 380);
    assert.deepEqual(meter({ done: 0, total: 10, stage: 'verify' }, 81_000), {
      done: 0,
      total: 10,
      stage: 'verify',
    });
    assert.equal(meter({ done: 4, total: 10, stage: 'verify' }, 82_000)?.rate, 4);
  });

  it('measures what is slow over several steps', () => {
    const meter = createMeter();
    const rates = [0, 1, 2, 3, 4].map((done) => meter({ done, total: 10 }, done * 60_000)?.rate);
    assert.deepEqual(rates.slice(1), [1 / 60, 1 / 60, 1 / 60, 1 / 60]);
  });

  it('tells a standstill, and does not go below nothing when a work is begun anew', () => {
    const meter = createMeter();
    for (let at = 0; at <= 5; at += 1) meter({ done: 100 + at, total: 1000 }, at * 1000);
    let last: ReturnType<typeof meter>;
    for (let at = 6; at <= 40; at += 1) last = meter({ done: 105, total: 1000 }, at * 1000);
    assert.deepEqual(last, { done: 105, total: 1000, rate: 0 });
    assert.deepEqual(meter({ done: 0, total: 1000 }, 41_000), { done: 0, total: 1000 });
    assert.equal(meter({ done: 5, total: 1000 }, 42_000)?.rate, 5);
  });
});

describe('paths of arguments', () => {
  it('expands the home and environment variables', () => {
    const world = {
      environment: { A: 'x', LONG_NAME: 'y' },
      ports: { homeDirectory: () => '/home/me' } as never,
    };
    assert.equal(expandPath('~/a', world), '/home/me/a');
    assert.equal(expandPath('~', world), '/home/me');
    assert.equal(expandPath('/a~b/$A/${LONG_NAME}z/$NOPE', world), '/a~b/x/yz/$NOPE');
  });
});
