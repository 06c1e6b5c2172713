import type { Pool } from '../../../engine/module.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import type { Collection } from './collection.ts';
import { textOf } from './wire.ts';

/*
 * Records of one file are imported side by side, and some refer to others of it: a project to its parent, an image to
 * its kernel. `read_resources` gives what is referred to first; here an import waits until it has been made. It waits
 * only for imports that began before it, so that none ever waits in a circle.
 */

/** The imports of a run that have begun and not ended. */
export interface UnderWay {
  /** Says that the import of a record has begun. */
  begin(collection: Collection, record: ExportRecord, signal: AbortSignal): Turn;
}

/** One import among others. */
export interface Turn {
  /**
   * Waits for the imports that began before this one and bring what has this name (or this id at the source). False
   * where there are none, so that there is nothing new to be found.
   */
  awaitEarlier(collection: Collection, name: string): Promise<boolean>;
  /** Waits for all imports of a collection that began before this one. */
  awaitAll(collection: Pick<Collection, 'name'>): Promise<void>;
  /** Says that it is over, however it went. */
  end(): void;
}

/** The imports of a run. */
export function underWayOf(pool: Pool): Promise<UnderWay> {
  return pool.get('openstack:under-way', () => Promise.resolve(underWay()));
}

/** Does a part of an import, which is over if that fails. */
export async function partOf<T>(turn: Turn | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    turn?.end();
    throw error;
  }
}

interface Begun {
  readonly number: number;
  readonly collection: string;
  readonly names: readonly (string | undefined)[];
  readonly ended: Promise<void>;
}

/** Knows of no import yet. */
export function underWay(): UnderWay {
  const all = new Set<Begun>();
  const abortOf = aborts();
  // A run that is interrupted between the plan of an import and its writes says nothing to those that wait.
  const endOf = async (earlier: readonly Begun[], signal: AbortSignal): Promise<void> => {
    if (earlier.length === 0) return;
    await Promise.race([Promise.all(earlier.map(({ ended }) => ended)), abortOf(signal)]);
  };
  let count = 0;
  return {
    begin({ name: collection, nicknames }, record, signal) {
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const number = (count += 1);
      const names = [
        textOf(record.params, 'name'),
        sourceIdOf(record),
        ...(nicknames?.(record.params) ?? []),
      ];
      const begun: Begun = { number, collection, names, ended };
      all.add(begun);
      return {
        awaitEarlier: async (of, name) => {
          const earlier = [...all].filter(
            (other) => other.number < number && other.collection === of.name && other.names.includes(name),
          );
          await endOf(earlier, signal);
          return earlier.length > 0;
        },
        awaitAll: async (of) => {
          const earlier = [...all].filter((other) => other.number < number && other.collection === of.name);
          await endOf(earlier, signal);
        },
        end: () => {
          all.delete(begun);
          end();
        },
      };
    },
  };
}

/** When a signal ends the run. One listener does for all that wait. */
function aborts(): (signal: AbortSignal) => Promise<void> {
  const known = new WeakMap<AbortSignal, Promise<void>>();
  return (signal) => {
    const promise =
      known.get(signal) ??
      new Promise<void>((resolve) => {
        if (signal.aborted) resolve();
        signal.addEventListener(
          'abort',
          () => {
            resolve();
          },
          { once: true },
        );
      });
    known.set(signal, promise);
    return promise;
  };
}
