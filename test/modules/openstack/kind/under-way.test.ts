import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { projects, users } from '../../../../modules/openstack/identity/collections.ts';
import { partOf, underWay } from '../../../../modules/openstack/kind/under-way.ts';

const never = new AbortController().signal;

function record(name: string): ExportRecord {
  return { type: 't', params: { name }, _info: { id: `id-of-${name}` }, _migration_params: {} };
}

describe('imports under way', () => {
  it('are waited for by those that began later, by name or id', async () => {
    const all = underWay();
    const parent = all.begin(projects, record('a'), never);
    const child = all.begin(projects, record('b'), never);
    const said: string[] = [];
    const waiting = ['a', 'id-of-a'].map((name) =>
      child.awaitEarlier(projects, name).then((was) => said.push(`${name} ${String(was)}`)),
    );
    await turn();
    assert.deepEqual(said, []);
    parent.end();
    await Promise.all(waiting);
    assert.deepEqual(said, ['a true', 'id-of-a true']);
  });

  it('are not waited for by those before them, under another name, of another kind, or once they are over', async () => {
    const all = underWay();
    const first = all.begin(projects, record('a'), never);
    const second = all.begin(projects, record('b'), never);
    assert.equal(await first.awaitEarlier(projects, 'b'), false);
    assert.equal(await first.awaitEarlier(projects, 'a'), false);
    assert.equal(await second.awaitEarlier(projects, 'c'), false);
    assert.equal(await second.awaitEarlier(users, 'a'), false);
    first.end();
    assert.equal(await second.awaitEarlier(projects, 'a'), false);
  });

  it('are waited for no longer when the run is interrupted', async () => {
    const all = underWay();
    const run = new AbortController();
    all.begin(projects, record('a'), run.signal);
    const child = all.begin(projects, record('b'), run.signal);
    const waiting = child.awaitEarlier(projects, 'a');
    run.abort();
    assert.equal(await waiting, true);
    assert.equal(await child.awaitEarlier(projects, 'a'), true);
  });

  it('are over when a part of them fails, and not before', async () => {
    const all = underWay();
    const parent = all.begin(projects, record('a'), never);
    const child = all.begin(projects, record('b'), never);
    assert.equal(await partOf(parent, () => Promise.resolve(1)), 1);
    let isOver = false;
    const waiting = child.awaitEarlier(projects, 'a').then(() => (isOver = true));
    await turn();
    assert.equal(isOver, false);
    await assert.rejects(
      partOf(parent, () => Promise.reject(new Error('no'))),
      /no/,
    );
    await waiting;
  });
});
