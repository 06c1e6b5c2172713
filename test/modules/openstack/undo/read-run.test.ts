import assert from 'node:assert/strict';
import type { JournaledOperation, JournalEntry } from '../../../../engine/module.ts';
import { readRun } from '../../../../modules/openstack/undo/read-run.ts';
import { callModule, type CallOutcome } from '../../harness.ts';

const made = { operation: 'create', kind: 'openstack.server', name: 'server "web"' } as const;
const removed = { operation: 'delete', kind: 'openstack.server', name: 'server "web"', id: '1' } as const;
const undo = { service: 'compute', call: { method: 'DELETE', path: '/servers/{id}' } };
const gone = { service: 'compute', call: { impossible: 'it took back a write of another run.' } };
const hook = { operation: 'act', kind: 'hooks.hook', name: 'web post_migration: smoke_test' } as const;

const read = (...entries: readonly JournalEntry[]): Promise<CallOutcome> => {
  const written = entries.map((entry, index): JournaledOperation => ({
    number: index + 1,
    entry,
    state: 'done',
    id: '1',
  }));
  const journal = {
    earlier: () => Promise.resolve([]),
    run: () => Promise.resolve(written),
    unfinished: () => Promise.resolve([]),
    claim: () => Promise.resolve(),
    intend: () => Promise.resolve(1),
    done: () => Promise.resolve(),
    failed: () => Promise.resolve(),
  };
  return callModule(readRun, { run: 'last' }, { context: { journal } });
};

describe('what takes a run back', () => {
  it('is nothing where a hook had the migration taken back', async () => {
    const { result } = await read(hook, { ...made, undo }, { ...removed, undo: gone });
    assert.equal(result['steps'], 0);
  });
  it('is nothing where only hooks ran', async () => {
    const { result } = await read(hook);
    assert.equal(result['steps'], 0);
  });
  it('is not known where an older drover wrote the journal', async () => {
    await assert.rejects(read(made, removed), /does not say how its writes are taken back/);
  });
});
