import {
  impliedEdges,
  type KindEdge,
  type KindGraph,
  type KindNode,
} from '../../../modules/openstack/graph/kind-graph.ts';
import { services } from '../../../modules/openstack/graph/services.ts';
import type { DrawnEdge, DrawnGraph, DrawnNode } from '../../report/graph/drawn-graph.ts';

/** How many records of a kind there are, by its name; undefined: nobody looked. */
export type Counts = ReadonlyMap<string, number> | undefined;

const WHO = { import: 'administrators import', both: 'administrators' } as const;

/** The graph of kinds as boxes and arrows: a column for each wave, a colour for each service. */
export function drawnKinds(graph: KindGraph, counts?: Counts): DrawnGraph {
  const implied = impliedEdges(graph);
  const waves = Math.max(0, ...graph.kinds.map(({ wave }) => wave));
  return {
    title: 'Kinds, in the order of their import',
    columns: Array.from({ length: waves }, (_none, index) => `wave ${index + 1}`),
    groups: services.map(({ name, title }) => ({ name, title })),
    nodes: graph.kinds.map((node) => drawnNode(node, counts)),
    edges: graph.references.map((edge) => drawnEdge(edge, implied.has(edge))),
  };
}

function drawnNode(node: KindNode, counts: Counts): DrawnNode {
  const { name, title, service, wave, isToCome } = node;
  const hint = hintOf(node);
  return {
    id: name,
    title,
    detail: detailOf(node, counts),
    ...(hint === '' ? {} : { hint }),
    group: service,
    column: wave - 1,
    ...(isToCome === true ? { isDashed: true } : {}),
  };
}

function detailOf({ name, file, needsAdmin, isToCome }: KindNode, counts: Counts): string {
  if (isToCome === true) return 'to come';
  const count = counts?.get(name);
  const records = count === undefined ? (counts === undefined ? [] : ['no file']) : [recordsText(count)];
  const who = counts === undefined && needsAdmin !== undefined ? [WHO[needsAdmin]] : [];
  return [file ?? name, ...records, ...who].join(' · ');
}

function recordsText(count: number): string {
  return count === 1 ? '1 record' : `${count} records`;
}

function hintOf({ needsAdmin, elsewhere, refersToItself }: KindNode): string {
  return [
    ...(needsAdmin === undefined
      ? []
      : [`Only for ${WHO[needsAdmin]}.`.replace('for administrators import', 'administrators import them')]),
    ...(refersToItself === true ? ['Refers to others of its kind.'] : []),
    ...(elsewhere.length === 0 ? [] : [`Needs at the destination: ${elsewhere.join(', ')}.`]),
  ].join(' ');
}

function drawnEdge({ from, to, fields, isLater }: KindEdge, isImplied: boolean): DrawnEdge {
  const hint = fields.length === 0 ? {} : { hint: `${to}: ${fields.join(', ')}` };
  if (isLater === true) return { from, to, ...hint, label: fields.join(', '), style: 'dotted' };
  return { from, to, ...hint, style: isImplied ? 'faint' : 'plain' };
}
