import type { Body } from '../api/session.types.ts';
import { pathOf, type Collection } from './collection.ts';
import type { SetField } from './kind.ts';
import { isBody, isSame } from './wire.ts';
import type { UndoCall } from './write.ts';

/** How the API sets and removes keys of a map that belongs to a resource. */
export interface KeyCalls {
  readonly collection: Collection;
  /** The key of the resource that holds the map: `extra_specs`. */
  readonly map: string;
  /** The call that sets these keys, and leaves the others. */
  readonly put: (id: string, values: Body) => UndoCall;
  /** The call that removes one key. */
  readonly remove: (id: string, key: string) => UndoCall;
}

/**
 * Sets a map key by key: extra specs, QoS keys, metadata of images. Only what differs is sent. Of one that the same run
 * made, all keys are set by one call, since they go when it goes.
 */
export function setKeys({ collection, map, put, remove }: KeyCalls): SetField {
  return async ({ id, value, found, facts, writer }) => {
    const wanted = mapIn(value);
    const before = mapIn(found[map]);
    const write = (call: UndoCall, undo: UndoCall | 'with-parent', was: unknown): Promise<Body> =>
      writer.write({
        operation: 'update',
        collection,
        id,
        ...call,
        isRepeatable: true,
        undo,
        before: { [map]: was },
      });
    const differing = Object.keys(wanted).filter((key) => !isSame(wanted[key], before[key]));
    if (facts.found === undefined) {
      if (differing.length > 0) await write(put(id, picked(wanted, differing)), 'with-parent', {});
      return { [map]: { ...before, ...wanted } };
    }
    const changed = differing.filter((key) => key in before);
    if (changed.length > 0)
      await write(
        put(id, picked(wanted, changed)),
        put(id, picked(before, changed)),
        picked(before, changed),
      );
    for (const key of differing.filter((key) => !(key in before)))
      await write(put(id, picked(wanted, [key])), remove(id, key), {});
    for (const key of Object.keys(before).filter((key) => !(key in wanted)))
      await write(remove(id, key), put(id, picked(before, [key])), picked(before, [key]));
    return { [map]: wanted };
  };
}

/** Sets a map that the API replaces as a whole, at a path below the resource. */
export function replaceMap(collection: Collection, map: string): SetField {
  return async ({ id, value, found, writer }) => {
    const before = mapIn(found[map]);
    const call = { method: 'PUT', path: `${pathOf(collection, id)}/${map}` } as const;
    await writer.write({
      operation: 'update',
      collection,
      id,
      ...call,
      body: { [map]: value },
      before: { [map]: before },
      undo: { ...call, body: { [map]: before } },
    });
    return { [map]: value };
  };
}

/** The map as an object; an empty one where there is none. */
export function mapIn(value: unknown): Body {
  return isBody(value) ? value : {};
}

function picked(map: Body, keys: readonly string[]): Body {
  return Object.fromEntries(keys.map((key) => [key, map[key]]));
}
