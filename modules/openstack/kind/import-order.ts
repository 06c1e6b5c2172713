import type { Collection } from './collection.ts';
import type { Kind } from './kind.ts';

/** What the order of kinds depends on. */
export type Ordered = Pick<Kind, 'collection' | 'plural' | 'parent' | 'setsLimits' | 'waitsFor'> & {
  readonly fields: readonly Pick<Kind['fields'][number], 'name' | 'codec' | 'after'>[];
};

/** The kinds that the records of a kind refer to, itself left out. */
export function neededKinds<K extends Ordered>(kind: Ordered, kinds: readonly K[]): readonly K[] {
  const needed = neededCollections(kind);
  return kinds.filter((other) => other.plural !== kind.plural && needed.has(other.collection));
}

/** The collections that the records of a kind refer to, as far as it is made by them: what is set later can wait. */
export function neededCollections({ parent, fields, waitsFor = [] }: Ordered): ReadonlySet<Collection> {
  return new Set([
    ...(parent === undefined ? [] : [parent.collection]),
    ...waitsFor,
    ...fields.flatMap(({ codec, after }) => (after === undefined ? (codec?.refersTo ?? []) : [])),
  ]);
}

/**
 * The kinds in an order in which each refers to those before it only; limits come as early as they can, and those that
 * could stand anywhere keep their order. Throws an Error for kinds that refer to one another in a circle: that is a mistake in their tables.
 */
export function inImportOrder<K extends Ordered>(kinds: readonly K[]): readonly K[] {
  const ordered: K[] = [];
  const isLimit = ({ setsLimits }: K): boolean => setsLimits === true;
  const left = new Set([...kinds.filter(isLimit), ...kinds.filter((kind) => !isLimit(kind))]);
  while (left.size > 0) {
    const next = [...left].find((kind) => neededKinds(kind, kinds).every((other) => !left.has(other)));
    if (next === undefined) throw inACircle(left);
    ordered.push(next);
    left.delete(next);
  }
  return ordered;
}

/** The kinds in waves: those of one need kinds of earlier waves only, so they can be imported side by side. */
export function importWaves<K extends Ordered>(kinds: readonly K[]): readonly (readonly K[])[] {
  const waveOf = new Map<K, number>();
  const waves: K[][] = [];
  for (const kind of inImportOrder(kinds)) {
    const wave = Math.max(0, ...neededKinds(kind, kinds).map((other) => (waveOf.get(other) ?? 0) + 1));
    waveOf.set(kind, wave);
    (waves[wave] ??= []).push(kind);
  }
  return waves;
}

/** Kinds with all that they need, in the order that they are given in. */
export function withNeeded<K extends Ordered>(chosen: readonly K[], kinds: readonly K[]): readonly K[] {
  const wanted = new Set<K>();
  const add = (kind: K): void => {
    if (wanted.has(kind)) return;
    wanted.add(kind);
    for (const other of neededKinds(kind, kinds)) add(other);
  };
  chosen.forEach(add);
  return kinds.filter((kind) => wanted.has(kind));
}

/** Says who refers to whom: `ports (network_ref) -> networks (owner_ref) -> ports`. */
function inACircle(left: ReadonlySet<Ordered>): Error {
  const path: Ordered[] = [];
  let here = [...left][0];
  while (here !== undefined && !path.includes(here)) {
    path.push(here);
    // All that are left need one that is left, or one could come next.
    here = neededKinds(here, [...left])[0];
  }
  const circle = here === undefined ? path : [...path.slice(path.indexOf(here)), here];
  const steps = circle.map((kind, index) => {
    const next = circle[index + 1];
    return next === undefined ? kind.plural : `${kind.plural} (${referringFields(kind, next)})`;
  });
  return new Error(
    `These kinds refer to one another in a circle: ${steps.join(' -> ')}. ` +
      'Let one of the fields be set afterwards (`after`), or refer to what is not looked up.',
  );
}

function referringFields({ fields, parent }: Ordered, { collection }: Ordered): string {
  const names = fields
    .filter(({ codec, after }) => after === undefined && codec?.refersTo.includes(collection) === true)
    .map(({ name }) => name);
  return names.length > 0 ? names.join(', ') : (parent?.reference ?? '');
}
