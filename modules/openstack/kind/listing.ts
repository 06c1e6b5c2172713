import type { Body } from '../api/session.types.ts';
import { idOf, textOf } from './wire.ts';

/** What a run knows of a collection: all its items, by id and by whatever they are looked for. */
export interface Listing {
  /** Why there are none, where the cloud did not show them. */
  readonly hidden: 'forbidden' | 'missing' | undefined;
  all(): readonly Body[];
  byId(id: string): Body | undefined;
  byName(name: string): readonly Body[];
  /** Those of which one of `keysOf(body)` is `key`. The function is the index's identity: pass the same one. */
  by(keysOf: KeysOf, key: string): readonly Body[];
  /** Adds one, or puts it in the place of the one with its id. */
  put(body: Body): void;
  remove(id: string): void;
}

export type KeysOf = (body: Body) => readonly string[];

const byNames: KeysOf = (body) => [textOf(body, 'name') ?? ''];

/** A listing of these items. */
export function listing(bodies: Iterable<Body>, hidden?: Listing['hidden']): Listing {
  const items = new Map<string, Body>();
  const indexes = new Map<KeysOf, Map<string, Set<string>>>();
  for (const body of bodies) items.set(idOf(body), body);

  const indexFor = (keysOf: KeysOf): Map<string, Set<string>> => {
    const known = indexes.get(keysOf);
    if (known !== undefined) return known;
    const made = new Map<string, Set<string>>();
    for (const body of items.values()) enter(made, keysOf, body);
    indexes.set(keysOf, made);
    return made;
  };
  const forget = (id: string): void => {
    const old = items.get(id);
    if (old === undefined) return;
    for (const [keysOf, index] of indexes) for (const key of keysOf(old)) index.get(key)?.delete(id);
    items.delete(id);
  };
  const by = (keysOf: KeysOf, key: string): readonly Body[] =>
    [...(indexFor(keysOf).get(key) ?? [])].map((id) => items.get(id)).filter((body) => body !== undefined);

  return {
    hidden,
    all: () => [...items.values()],
    byId: (id) => items.get(id),
    byName: (name) => by(byNames, name),
    by,
    put: (body) => {
      forget(idOf(body));
      items.set(idOf(body), body);
      for (const [keysOf, index] of indexes) enter(index, keysOf, body);
    },
    remove: forget,
  };
}

function enter(index: Map<string, Set<string>>, keysOf: KeysOf, body: Body): void {
  for (const key of keysOf(body)) {
    const ids = index.get(key) ?? new Set<string>();
    ids.add(idOf(body));
    index.set(key, ids);
  }
}
