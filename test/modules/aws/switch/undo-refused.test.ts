import assert from 'node:assert/strict';
import type { JournaledOperation } from '../../../../engine/module.ts';
import { readRun } from '../../../../modules/openstack/undo/read-run.ts';
import { callModule } from '../../harness.ts';

describe('undo of a run that moved routing', () => {
  it('is refused with the way back that there is', async () => {
    const entry = {
      operation: 'update',
      kind: 'aws.association',
      name: 'vpc-a: main table to rtb-2',
    } as const;
    const written: JournaledOperation = { number: 1, entry, state: 'done' };
    const journal = {
      earlier: () => Promise.resolve([]),
      run: () => Promise.resolve([written]),
      unfinished: () => Promise.resolve([]),
      claim: () => Promise.resolve(),
      intend: () => Promise.resolve(1),
      done: () => Promise.resolve(),
      failed: () => Promise.resolve(),
    };
    await assert.rejects(
      callModule(readRun, { run: 'last' }, { context: { journal } }),
      /wrote to AWS \(vpc-a: main table to rtb-2\), which is not taken back by its journal alone/,
    );
  });
});
