import assert from 'node:assert/strict';
import type { JournaledOperation } from '../../../../engine/module.ts';
import { begunIn, canBeMadeBy } from '../../../../modules/openstack/kind/begun.ts';
import { network } from '../../../../modules/openstack/network/network.ts';

const create = (
  number: number,
  state: JournaledOperation['state'],
  more: object = {},
): JournaledOperation => ({
  number,
  state,
  entry: {
    operation: 'create',
    kind: 'openstack.network',
    name: 'network "web"',
    project: 'p-1',
    source: `s-${number}`,
    after: { network: { name: 'web', description: `of ${number}` } },
    ...more,
  },
});

describe('creates of which nobody knows whether they took place', () => {
  it('are those of the kind and project that have no good end', () => {
    const operations = [
      create(1, 'intended'),
      create(2, 'done'),
      create(3, 'failed'),
      create(4, 'intended', { kind: 'openstack.subnet' }),
      create(5, 'intended', { project: 'p-2' }),
      create(6, 'intended', { operation: 'update' }),
    ];
    assert.deepEqual(begunIn(operations, network, 'p-1'), [
      { source: 's-1', sent: { name: 'web', description: 'of 1' } },
      { source: 's-3', sent: { name: 'web', description: 'of 3' } },
    ]);
  });

  it('can have made what has all that was sent, whatever else it has', () => {
    const [begun] = begunIn([create(1, 'intended')], network, 'p-1');
    assert.ok(begun);
    const body = { id: 'n', name: 'web', description: 'of 1', mtu: 1450, tags: [] };
    assert.equal(canBeMadeBy(network, begun, body), true);
    assert.equal(canBeMadeBy(network, begun, { ...body, description: 'of 2' }), false);
  });
});
