import assert from 'node:assert/strict';
import type { DrawnGraph } from '../../../../engine/report/graph/drawn-graph.ts';
import { dot } from '../../../../engine/report/graph/dot.ts';
import { mermaid } from '../../../../engine/report/graph/mermaid.ts';
import { svg } from '../../../../engine/report/graph/svg.ts';

const graph: DrawnGraph = {
  title: 'Kinds & "order"',
  columns: ['wave 1', 'wave 2', 'wave 3'],
  groups: [
    { name: 'network', title: 'Neutron' },
    { name: 'key-manager', title: 'Barbican' },
    { name: 'dns', title: 'Designate' },
  ],
  nodes: [
    {
      id: 'networks',
      title: 'networks',
      detail: 'networks.yml',
      hint: 'a <hint>',
      group: 'network',
      column: 0,
    },
    { id: 'subnets', title: 'sub"nets"', group: 'network', column: 1 },
    { id: 'secrets', title: 'secrets', detail: 'to come', group: 'key-manager', column: 2, isDashed: true },
  ],
  edges: [
    { from: 'networks', to: 'subnets', hint: 'network_ref', style: 'plain' },
    { from: 'networks', to: 'secrets', style: 'faint' },
    { from: 'secrets', to: 'subnets', label: 'routes', style: 'dotted' },
    { from: 'subnets', to: 'secrets', style: 'plain' },
  ],
};

describe('graphs in Mermaid', () => {
  const text = mermaid(graph);
  it('have a line for each box and arrow', () => {
    assert.deepEqual(text.split('\n').slice(0, 7), [
      'flowchart LR',
      '  networks["networks<br/><small>networks.yml</small>"]',
      '  subnets["sub#quot;nets#quot;"]',
      '  secrets["secrets<br/><small>to come</small>"]',
      '  networks --> subnets',
      '  secrets -.->|routes| subnets',
      '  subnets --> secrets',
    ]);
  });
  it('have classes for the groups in use, and for what is to come', () => {
    assert.match(text, /^ {2}class networks,subnets network$/m);
    assert.match(text, /^ {2}class secrets key_manager$/m);
    assert.match(text, /^ {2}class secrets dashed$/m);
    assert.doesNotMatch(text, /dns/);
  });
});

describe('graphs for Graphviz', () => {
  const text = dot(graph);
  it('escape texts', () => {
    assert.match(text, /^digraph "Kinds & \\"order\\"" \{$/m);
    assert.match(text, /"subnets" \[label="sub\\"nets\\""/);
    assert.match(text, /"networks" \[label="networks\\nnetworks\.yml"/);
  });
  it('keep columns together, and do not wait for what leads back', () => {
    assert.match(text, /^ {2}\{ rank=same; "networks"; \}$/m);
    assert.match(text, /"secrets" -> "subnets" \[.*style=dashed, constraint=false, label="routes"\];/);
    assert.match(text, /"networks" -> "secrets" \[color="#cfd8dc"\];/);
  });
});

describe('graphs as pictures', () => {
  const text = svg(graph);
  it('are well-formed, with every title once', () => {
    const tags = [...text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)];
    const open: string[] = [];
    for (const [, close, name = '', empty] of tags) {
      if (close === '/') assert.equal(open.pop(), name);
      else if (empty !== '/') open.push(name);
    }
    assert.deepEqual(open, []);
    assert.doesNotMatch(text.replaceAll(/&(amp|lt|gt|quot);/g, ''), /&/);
    for (const title of ['networks', 'sub&quot;nets&quot;', 'secrets', 'wave 2', 'Neutron'])
      assert.equal(text.split(`>${title}</text>`).length, 2, title);
  });
  it('dash what is to come and what leads back', () => {
    assert.equal(text.split('stroke-dasharray="5 4"').length, 2);
    assert.equal(text.split('stroke-dasharray="4 4"').length, 2);
    assert.match(text, /stroke-dasharray="4 4" marker-end="url\(#dotted\)"/);
  });
  it('have no legend for groups without a box', () => {
    assert.doesNotMatch(text, /Designate/);
  });
  it('have numbers only where numbers belong', () => {
    assert.doesNotMatch(text, /NaN|undefined|Infinity/);
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(text) ?? [];
    assert.ok(Number(width) > 200 && Number(height) > 150);
  });
  it('can be of nothing', () => {
    const none = svg({ ...graph, columns: [], nodes: [], edges: [] });
    assert.doesNotMatch(none, /NaN|Infinity/);
  });
});
