import assert from 'node:assert/strict';
import { allKinds } from '../../../../modules/openstack/kind-list.ts';
import { batchesOf } from '../../../../modules/openstack/undo/batches.ts';
import type { UndoStep } from '../../../../modules/openstack/undo/steps.ts';

const step = (
  number: number,
  kind: string,
  id: string,
  operation: UndoStep['operation'] = 'act',
): UndoStep => ({
  number,
  kind: `openstack.${kind}`,
  name: kind,
  operation,
  service: 'network',
  side: 'destination',
  call: undefined,
  id,
});

/** The numbers of the steps, batch by batch. */
async function batched(...steps: readonly UndoStep[]): Promise<readonly (readonly number[])[]> {
  return batchesOf(steps, await allKinds()).map((batch) => batch.map(({ number }) => number));
}

describe('batches of steps that take a run back', () => {
  it('hold steps of one kind and sort that follow one another', async () => {
    assert.deepEqual(await batched(step(3, 'trunk', 'a'), step(2, 'trunk', 'b'), step(1, 'port', 'c')), [
      [3, 2],
      [1],
    ]);
    assert.deepEqual(await batched(step(2, 'trunk', 'a'), step(1, 'trunk', 'b', 'create')), [[2], [1]]);
  });

  it('hold one step a thing: what was done to it is taken back in order', async () => {
    assert.deepEqual(await batched(step(3, 'trunk', 'a'), step(2, 'trunk', 'b'), step(1, 'trunk', 'a')), [
      [3, 2],
      [1],
    ]);
  });

  it('hold one step of kinds that refer to their own', async () => {
    assert.deepEqual(await batched(step(2, 'project', 'a', 'create'), step(1, 'project', 'b', 'create')), [
      [2],
      [1],
    ]);
  });

  it('hold steps at one cloud only', async () => {
    const there = step(1, 'volume', 'b', 'create');
    assert.deepEqual(await batched(step(2, 'volume', 'a', 'create'), { ...there, side: 'source' }), [
      [2],
      [1],
    ]);
  });

  it('hold one volume that goes back to its server: the order says which device it becomes', async () => {
    const back = (number: number, volumeId: string): UndoStep => ({
      ...step(number, 'volume_attachment', volumeId),
      call: {
        method: 'POST',
        path: '/servers/s/os-volume_attachments',
        body: { volumeAttachment: { volumeId } },
      },
    });
    assert.deepEqual(await batched(back(2, 'a'), back(1, 'b')), [[2], [1]]);
  });
});
