import assert from 'node:assert/strict';
import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalEntry } from '../../../../engine/module.ts';
import { journalHistory, openOperations, operationsOf } from '../../../../engine/run/journal-history.ts';
import { fileJournal } from '../../../../engine/run/journal.ts';
import { listRuns } from '../../../../engine/run/state/list-runs.ts';
import { journalPath, recordPath, runIds } from '../../../../engine/run/state/run-folder.ts';

const entry = (name: string, operation: JournalEntry['operation'] = 'create'): JournalEntry => ({
  operation,
  kind: 'openstack.network',
  name,
});

describe('the history of a state folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'drover-history-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Writes operations in a process of its own, as it were; those whose names end in `?` are left without an end. */
  async function wrote(id: string, names: readonly string[], last = 0): Promise<void> {
    const journal = fileJournal(journalPath(folder, id), { last });
    for (const name of names) {
      const number = await journal.intend(entry(name.replace('?', '')));
      if (!name.endsWith('?')) await journal.done(number, { id: name });
    }
    await journal.close();
  }
  const namesOf = (operations: readonly { readonly entry: JournalEntry }[]): readonly string[] =>
    operations.map((operation) => operation.entry.name);

  it('is empty where there is nothing', async () => {
    const history = journalHistory(join(folder, 'none'));
    assert.deepEqual(await history.earlier(), []);
    assert.deepEqual(await history.unfinished(), []);
    await assert.rejects(history.run('last'), { code: 'unknown-run', message: /There are no runs in/ });
  });

  it('gives one run by its name, its beginning, or as the last that wrote', async () => {
    await wrote('2026-01-01-000000-1', ['a']);
    await wrote('2026-01-02-000000-1', ['b', 'c']);
    await writeRecordOnly('2026-01-03-000000-1');
    const history = journalHistory(folder, { id: '2026-01-04-000000-1', resumedAfter: 0 });
    assert.deepEqual(namesOf(await history.run('2026-01-01-000000-1')), ['a']);
    assert.deepEqual(namesOf(await history.run('2026-01-02')), ['b', 'c']);
    assert.deepEqual(namesOf(await history.run('last')), ['b', 'c']);
    await assert.rejects(history.run('2026-01-0'), { message: /3 runs in .* begin with “2026-01-0”/ });
    await assert.rejects(
      history.run('2026-01-01-000000-2'),
      (error: Error & { diagnostic: { help: string } }) => {
        assert.match(error.diagnostic.help, /Did you mean 2026-01-01-000000-1\?/);
        return true;
      },
    );
  });

  it('leaves out what the asking run writes itself, but not what it wrote before it was resumed', async () => {
    await wrote('2026-01-01-000000-1', ['a']);
    await wrote('2026-01-02-000000-1', ['b', 'c?']);
    const own = { id: '2026-01-02-000000-1', resumedAfter: 2 };
    await wrote(own.id, ['d?'], 2);
    const history = journalHistory(folder, own);
    assert.deepEqual(namesOf(await history.earlier()), ['a', 'b', 'c']);
    assert.deepEqual(namesOf(await history.unfinished()), ['c']);
    assert.deepEqual(namesOf(await history.run(own.id)), ['b', 'c']);
    const fresh = journalHistory(folder, { ...own, resumedAfter: 0 });
    assert.deepEqual(namesOf(await fresh.earlier()), ['a']);
    assert.deepEqual(await fresh.unfinished(), []);
    await assert.rejects(fresh.run(own.id), { code: 'unknown-run' });
  });

  it('goes on with the numbers, and an old operation can be closed by its number', async () => {
    await wrote('r-1', ['a', 'b?']);
    const journal = fileJournal(journalPath(folder, 'r-1'), { last: 2 });
    assert.equal(await journal.intend(entry('c')), 3);
    await journal.done(2, { id: 'found' });
    await journal.close();
    const operations = await operationsOf(folder, 'r-1');
    assert.deepEqual(
      operations.map(({ number, state, id }) => [number, state, id]),
      [
        [1, 'done', 'a'],
        [2, 'done', 'found'],
        [3, 'intended', undefined],
      ],
    );
  });

  it('goes on behind a line that was left half', async () => {
    await wrote('r-1', ['a']);
    await appendFile(journalPath(folder, 'r-1'), '{"number":2,"state":"inten');
    await wrote('r-1', ['b'], 1);
    assert.deepEqual(namesOf(await operationsOf(folder, 'r-1')), ['a', 'b']);
  });

  it('counts as open what was not begun again', async () => {
    await wrote('r-1', ['a?', 'b?', 'a']);
    assert.deepEqual(namesOf(openOperations(await operationsOf(folder, 'r-1'))), ['b']);
  });

  it('orders runs of one second by process, and passes over empty folders', async () => {
    for (const id of ['2026-01-01-000000-100', '2026-01-01-000000-20', '2025-12-31-235959-500'])
      await wrote(id, ['a']);
    await mkdir(join(folder, 'runs', '2026-01-01-000000-9'));
    await writeFile(join(folder, 'runs', 'README'), '');
    assert.deepEqual(await runIds(folder), [
      '2025-12-31-235959-500',
      '2026-01-01-000000-20',
      '2026-01-01-000000-100',
    ]);
  });

  it('lists the others where one is damaged', async () => {
    await wrote('2026-01-01-000000-1', ['a']);
    await wrote('2026-01-02-000000-1', ['b']);
    await writeFile(recordPath(folder, '2026-01-01-000000-1'), '{"format": 1, "id"');
    await writeFile(journalPath(folder, '2026-01-02-000000-1'), 'garbage\n');
    const views = await listRuns(folder);
    assert.deepEqual(
      views.map(({ id, counts, problem }) => [id, counts.created, problem === undefined]),
      [
        ['2026-01-01-000000-1', 1, false],
        ['2026-01-02-000000-1', 0, false],
      ],
    );
    assert.match(views[0]?.problem ?? '', /run\.json, cannot be read: .*JSON/);
    assert.match(views[1]?.problem ?? '', /Line 1 of .* is not a journal line/);
  });

  async function writeRecordOnly(id: string): Promise<void> {
    await mkdir(join(folder, 'runs', id), { recursive: true });
    await writeFile(recordPath(folder, id), '{}');
  }
});
