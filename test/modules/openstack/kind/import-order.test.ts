import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  importWaves,
  inImportOrder,
  neededKinds,
  withNeeded,
} from '../../../../modules/openstack/kind/import-order.ts';
import type { Kind } from '../../../../modules/openstack/kind/kind.ts';
import { fakeCollection, fakeKind } from '../support/fake-kinds.ts';

const [networks, subnets, ports, rules] = ['network', 'subnet', 'port', 'rule'].map((name) =>
  fakeCollection(name),
);
assert.ok(networks !== undefined && subnets !== undefined && ports !== undefined && rules !== undefined);

const plurals = (kinds: readonly Kind[]): readonly string[] => kinds.map(({ plural }) => plural);

describe('the order of import', () => {
  it('has each kind after those that its records refer to', () => {
    const kinds = [fakeKind(ports, [networks, subnets]), fakeKind(subnets, [networks]), fakeKind(networks)];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['networks', 'subnets', 'ports']);
  });

  it('keeps the order of what could stand anywhere', () => {
    const kinds = [fakeKind(rules), fakeKind(ports), fakeKind(networks)];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['rules', 'ports', 'networks']);
  });

  it('has children after their parents, whether or not a field refers to these', () => {
    const parent = { collection: networks, key: 'network_id', reference: 'network_ref' };
    const kinds = [fakeKind(rules, [], { parent }), fakeKind(networks)];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['networks', 'rules']);
  });

  it('lets a kind refer to itself', () => {
    const kinds = [fakeKind(networks, [networks])];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['networks']);
    assert.deepEqual(neededKinds(kinds[0]!, kinds), []);
  });

  it('takes two kinds of one collection for two', () => {
    const kinds = [
      fakeKind(ports, [networks], { plural: 'users_ports' }),
      fakeKind(ports),
      fakeKind(rules, [ports]),
      fakeKind(networks),
    ];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['ports', 'networks', 'users_ports', 'rules']);
  });

  it('does not wait for what a field that is set afterwards refers to', () => {
    const late = { ...fakeKind(rules, [ports]).fields[0]!, after: ports };
    const kinds = [fakeKind(networks, [], { fields: [late] }), fakeKind(ports, [networks])];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['networks', 'ports']);
  });

  it('has what limits others as early as it can be', () => {
    const kinds = [
      fakeKind(networks),
      fakeKind(subnets, [networks]),
      fakeKind(ports, [networks]),
      fakeKind(rules, [ports], { setsLimits: true }),
    ];
    assert.deepEqual(plurals(inImportOrder(kinds)), ['networks', 'subnets', 'ports', 'rules']);
    const free = [fakeKind(networks), fakeKind(rules, [], { setsLimits: true })];
    assert.deepEqual(plurals(inImportOrder(free)), ['rules', 'networks']);
  });

  it('says who refers to whom in a circle, and by which fields', () => {
    const kinds = [
      fakeKind(rules),
      fakeKind(networks, [rules, subnets]),
      fakeKind(subnets, [ports]),
      fakeKind(ports, [networks]),
    ];
    assert.throws(() => inImportOrder(kinds), {
      message:
        'These kinds refer to one another in a circle: networks (subnet_ref) -> subnets (port_ref) -> ports (network_ref) -> networks. Let one of the fields be set afterwards (`after`), or refer to what is not looked up.',
    });
  });

  it('leaves those out of the circle that only refer to it', () => {
    const kinds = [fakeKind(rules, [ports]), fakeKind(ports, [networks]), fakeKind(networks, [ports])];
    assert.throws(
      () => inImportOrder(kinds),
      /in a circle: ports \(network_ref\) -> networks \(port_ref\) -> ports\./,
    );
  });

  it('names the parent where it closes the circle', () => {
    const parent = { collection: networks, key: 'network_id', reference: 'owner_ref' };
    const kinds = [fakeKind(networks, [rules]), fakeKind(rules, [], { parent })];
    assert.throws(() => inImportOrder(kinds), /networks \(rule_ref\) -> rules \(owner_ref\) -> networks/);
  });
});

describe('the waves of import', () => {
  it('bring side by side what needs earlier waves only', () => {
    const kinds = [
      fakeKind(networks),
      fakeKind(rules),
      fakeKind(subnets, [networks]),
      fakeKind(ports, [networks, subnets]),
    ];
    assert.deepEqual(importWaves(kinds).map(plurals), [['networks', 'rules'], ['subnets'], ['ports']]);
  });

  it('are as early as can be, for any kinds without a circle', () => {
    const graphs = fc.integer({ min: 1, max: 12 }).chain((size) =>
      fc.tuple(
        fc.array(fc.array(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size }),
        fc.shuffledSubarray(
          Array.from({ length: size }, (_none, index) => index),
          { minLength: size },
        ),
      ),
    );
    fc.assert(
      fc.property(graphs, ([needs, shuffled]) => {
        const collections = needs.map((_none, index) => fakeCollection(`kind_${index}`));
        // Only to those of a lower number: no circle.
        const made = needs.map((numbers, index) =>
          fakeKind(
            collections[index]!,
            [...new Set(numbers)].filter((number) => number < index).map((number) => collections[number]!),
          ),
        );
        const kinds = shuffled.map((index) => made[index]!);
        const waves = importWaves(kinds);
        assert.equal(waves.flat().length, kinds.length);
        const waveOf = new Map(waves.flatMap((wave, index) => wave.map((kind) => [kind, index] as const)));
        for (const kind of kinds) {
          const before = neededKinds(kind, kinds).map((other) => waveOf.get(other)!);
          assert.equal(waveOf.get(kind), Math.max(-1, ...before) + 1);
        }
        const order = inImportOrder(kinds);
        for (const [index, kind] of order.entries())
          for (const other of neededKinds(kind, kinds)) assert.ok(order.indexOf(other) < index);
      }),
    );
  });
});

describe('kinds with what they need', () => {
  it('have all that leads to them, and nothing else', () => {
    const kinds = [
      fakeKind(networks),
      fakeKind(subnets, [networks]),
      fakeKind(rules),
      fakeKind(ports, [subnets]),
    ];
    assert.deepEqual(plurals(withNeeded([kinds[3]!], kinds)), ['networks', 'subnets', 'ports']);
    assert.deepEqual(plurals(withNeeded([kinds[2]!], kinds)), ['rules']);
  });
});
