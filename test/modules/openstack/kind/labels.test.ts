import assert from 'node:assert/strict';
import { oneOf, pluralOf } from '../../../../modules/openstack/kind/labels.ts';

describe('names of kinds in sentences', () => {
  for (const [title, one, several] of [
    ['network', 'a network', 'networks'],
    ['image', 'an image', 'images'],
    ['address group', 'an address group', 'address groups'],
    ['user', 'a user', 'users'],
    ['QoS policy', 'a QoS policy', 'QoS policies'],
    ['RBAC policy', 'an RBAC policy', 'RBAC policies'],
    ['volume QoS specs', 'a volume QoS specs', 'volume QoS specs'],
    ['key', 'a key', 'keys'],
  ] as const)
    it(`have their article and plural: ${title}`, () => {
      assert.deepEqual([oneOf(title), pluralOf(title)], [one, several]);
    });
});
