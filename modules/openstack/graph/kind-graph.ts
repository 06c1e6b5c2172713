import type { Kind } from '../kind/kind.ts';
import { importWaves, neededCollections, neededKinds } from '../kind/import-order.ts';
import { adminNeeds } from '../kind/who-may.ts';
import { pluralOf } from '../kind/labels.ts';
import type { KindToCome } from './kinds-to-come.ts';

/** Kinds and what they need of one another, as a value. */
export interface KindGraph {
  readonly kinds: readonly KindNode[];
  readonly references: readonly KindEdge[];
}

export interface KindNode {
  /** The plural, as in playbooks: `security_group_rules`. */
  readonly name: string;
  /** For people: `security group rules`. */
  readonly title: string;
  readonly service: string;
  /** The export file; none for what is to come. */
  readonly file?: string;
  /** Kinds of one wave can be imported side by side; the first is 1. */
  readonly wave: number;
  /** What takes an administrator. */
  readonly needsAdmin?: 'import' | 'both';
  /** What its records refer to that is no kind: the provider has to have it at the destination. */
  readonly elsewhere: readonly string[];
  /** Its records refer to others of the same kind. */
  readonly refersToItself?: true;
  readonly isToCome?: true;
}

/** `to` cannot be imported before `from`. */
export interface KindEdge {
  /** The kind that is referred to. */
  readonly from: string;
  /** The kind that refers to it. */
  readonly to: string;
  /** The fields that do; none for what is to come. */
  readonly fields: readonly string[];
  /** These fields of `to` are set after `from` was imported; `to` itself does not wait. */
  readonly isLater?: true;
}

/** The graph of kinds. What is to come is added where `toCome` has it and the kinds that it needs are there. */
export function kindGraph(kinds: readonly Kind[], toCome: readonly KindToCome[] = []): KindGraph {
  const waves = importWaves(kinds);
  const nodes = waves.flatMap((wave, index) => wave.map((kind) => nodeOf(kind, index + 1, kinds)));
  const edges = kinds.flatMap((kind) => [...referenceEdges(kind, kinds), ...laterEdges(kind, kinds)]);
  return withToCome({ kinds: nodes, references: edges }, toCome);
}

function nodeOf(kind: Kind, wave: number, kinds: readonly Kind[]): KindNode {
  const { collection, plural, file } = kind;
  const needsAdmin = adminNeeds(kind);
  const needed = [...neededCollections(kind)];
  const elsewhere = needed.filter(
    (one) => one !== collection && !kinds.some((other) => other.collection === one),
  );
  return {
    name: plural,
    title: pluralOf(collection.title),
    service: collection.service,
    file,
    wave,
    ...(needsAdmin === undefined ? {} : { needsAdmin }),
    elsewhere: elsewhere.map(({ title }) => title),
    ...(needed.includes(collection) ? { refersToItself: true } : {}),
  };
}

function referenceEdges(kind: Kind, kinds: readonly Kind[]): readonly KindEdge[] {
  return neededKinds(kind, kinds).map((needed) => {
    const fields = kind.fields.filter(({ codec }) => codec?.refersTo.includes(needed.collection) === true);
    const names = fields.map(({ name }) => name);
    const { parent } = kind;
    const byParent = parent?.collection === needed.collection ? [parent.reference] : [];
    return { from: needed.plural, to: kind.plural, fields: [...new Set([...names, ...byParent])] };
  });
}

function laterEdges({ plural, fields }: Kind, kinds: readonly Kind[]): readonly KindEdge[] {
  const late = fields.filter(({ after }) => after !== undefined);
  return late.flatMap(({ name, after }) =>
    kinds
      .filter(({ collection }) => collection === after)
      .map((other): KindEdge => ({ from: other.plural, to: plural, fields: [name], isLater: true })),
  );
}

function withToCome({ kinds, references }: KindGraph, toCome: readonly KindToCome[]): KindGraph {
  const nodes = new Map(kinds.map((node) => [node.name, node]));
  const edges = [...references];
  let left = toCome;
  while (left.length > 0) {
    const later = new Set(left.map(({ plural }) => plural));
    const ready = left.filter(({ needs }) => !needs.some((name) => later.has(name)));
    if (ready.length === 0) throw new Error(`Kinds to come need one another: ${[...later].join(', ')}.`);
    for (const { plural, title, service, needs } of ready) {
      const there = needs.flatMap((name) => nodes.get(name) ?? []);
      const wave = Math.max(0, ...there.map((node) => node.wave)) + 1;
      nodes.set(plural, { name: plural, title, service, wave, elsewhere: [], isToCome: true });
      edges.push(...there.map(({ name }) => ({ from: name, to: plural, fields: [] })));
    }
    left = left.filter((one) => !ready.includes(one));
  }
  return { kinds: [...nodes.values()], references: edges };
}

/**
 * The edges that say nothing about the order which others do not say already: `networks -> ports` where there is
 * `networks -> subnets -> ports`.
 */
export function impliedEdges({ references }: KindGraph): ReadonlySet<KindEdge> {
  const direct = references.filter(({ isLater }) => isLater !== true);
  const after = new Map<string, readonly KindEdge[]>();
  for (const edge of direct) after.set(edge.from, [...(after.get(edge.from) ?? []), edge]);
  const reaches = (from: string, to: string): boolean =>
    (after.get(from) ?? []).some((edge) => edge.to === to || reaches(edge.to, to));
  return new Set(
    direct.filter(({ from, to }) =>
      (after.get(from) ?? []).some((edge) => edge.to !== to && reaches(edge.to, to)),
    ),
  );
}
