import assert from 'node:assert/strict';
import { allKinds } from '../../../../modules/openstack/kind-list.ts';
import { chooseKinds } from '../../../../modules/openstack/graph/choose-kinds.ts';
import { impliedEdges, kindGraph } from '../../../../modules/openstack/graph/kind-graph.ts';
import { kindsToCome } from '../../../../modules/openstack/graph/kinds-to-come.ts';
import { services } from '../../../../modules/openstack/graph/services.ts';
import { fakeCollection, fakeKind } from '../support/fake-kinds.ts';

const [networks, subnets, ports, zones] = ['network', 'subnet', 'port', 'zone'].map((name) =>
  fakeCollection(name),
);
assert.ok(networks !== undefined && subnets !== undefined && ports !== undefined && zones !== undefined);

const gateway = {
  name: 'gateway',
  set: 'update' as const,
  after: subnets,
  schema: { type: 'string', description: 'A gateway.' } as const,
};
const kinds = [
  fakeKind(networks, [networks, zones], { fields: [gateway], needsAdmin: 'import' }),
  fakeKind(subnets, [networks]),
  fakeKind(ports, [networks, subnets], { adminOnly: true }),
];

describe('the graph of kinds', () => {
  it('has the waves, the references and what no kind brings', () => {
    const { kinds: nodes, references } = kindGraph(kinds);
    assert.deepEqual(
      nodes.map(({ name, wave, elsewhere, refersToItself, needsAdmin }) => [
        name,
        wave,
        elsewhere,
        refersToItself ?? false,
        needsAdmin,
      ]),
      [
        ['networks', 1, ['zone'], true, 'import'],
        ['subnets', 2, [], false, undefined],
        ['ports', 3, [], false, 'import'],
      ],
    );
    assert.deepEqual(references, [
      { from: 'subnets', to: 'networks', fields: ['gateway'], isLater: true },
      { from: 'networks', to: 'subnets', fields: ['network_ref'] },
      { from: 'networks', to: 'ports', fields: ['network_ref'] },
      { from: 'subnets', to: 'ports', fields: ['subnet_ref'] },
    ]);
  });

  it('tells which references say nothing about the order that others do not say', () => {
    const graph = kindGraph(kinds);
    const implied = [...impliedEdges(graph)].map(({ from, to }) => `${from} ${to}`);
    assert.deepEqual(implied, ['networks ports']);
  });

  it('has what is to come in the waves after what it needs', () => {
    const { kinds: nodes, references } = kindGraph(kinds, [
      { plural: 'meshes', title: 'meshes', service: 'dns', needs: ['nets_to_come', 'ports'] },
      { plural: 'nets_to_come', title: 'nets', service: 'dns', needs: ['networks', 'nowhere'] },
    ]);
    const coming = nodes.filter(({ isToCome }) => isToCome === true);
    assert.deepEqual(
      coming.map(({ name, wave }) => [name, wave]),
      [
        ['nets_to_come', 2],
        ['meshes', 4],
      ],
    );
    assert.deepEqual(
      references.filter(({ to }) => to === 'meshes').map(({ from }) => from),
      ['nets_to_come', 'ports'],
    );
  });
});

describe('the kinds that drover has', () => {
  it('are in one graph with what is to come, each of a service that is known', async () => {
    const all = await allKinds();
    const { kinds: nodes } = kindGraph(all, kindsToCome);
    assert.equal(nodes.length, all.length + kindsToCome.length);
    assert.equal(new Set(nodes.map(({ name }) => name)).size, nodes.length);
    for (const { service } of nodes)
      assert.ok(
        services.some(({ name }) => name === service),
        service,
      );
  });

  it('need nothing that comes only later', async () => {
    const later = new Set(kindsToCome.map(({ plural }) => plural));
    const known = new Set((await allKinds()).map(({ plural }) => plural));
    for (const { plural, needs } of kindsToCome) {
      assert.ok(!known.has(plural), `${plural} is there: take it out of what is to come`);
      for (const name of needs) assert.ok(known.has(name) || later.has(name), `${plural} needs ${name}`);
    }
  });
});

describe('choosing kinds', () => {
  it('takes plurals, files and names of one, in any order', () => {
    const chosen = chooseKinds(['port', 'Networks.yml', 'networks'], kinds);
    assert.deepEqual(
      chosen.map(({ plural }) => plural),
      ['networks', 'ports'],
    );
  });

  it('names the nearest kind, and all', () => {
    assert.throws(() => chooseKinds(['subnest'], kinds), {
      code: 'unknown-kind',
      message: /There is no kind of resource called "subnest"\. Did you mean "subnets"\?/,
    });
  });
});
