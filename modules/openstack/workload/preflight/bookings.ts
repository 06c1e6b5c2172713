import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { idOf } from '../../kind/wire.ts';
import type { PreflightRequest } from './preflight-request.ts';

/**
 * What the servers of a run want of a cloud, so that ten of them do not each find room alone. A server that is looked at
 * again, or turns out not to be migrated, is not counted twice.
 */
export interface Bookings {
  /**
   * Notes how much of each quota a server takes. The result is how much it takes together with those of the run that were
   * noted before. `atOnce`: what a server takes it gives back when it is migrated, and so many are under way at a time:
   * of the others, those count that take most.
   */
  book(server: string, needs: ReadonlyMap<string, number>, atOnce?: number): ReadonlyMap<string, number>;
  /**
   * Notes that a server wants what only one can have: an address. The result is what the server is called that wants it
   * already, if that is another one.
   */
  claim(what: string, request: Pick<PreflightRequest, 'server' | 'label'>): string | undefined;
  /** A server that is not migrated wants nothing. */
  release(server: string): void;
}

/** Those of a run at one cloud: its destination if nobody says. */
export async function bookingsOf(
  { context, destination }: Pick<PreflightRequest, 'context' | 'destination'>,
  index: IndexOfCloud = destination,
): Promise<Bookings> {
  const all = await context.pool.get('openstack:bookings', () =>
    Promise.resolve(new Map<IndexOfCloud, Bookings>()),
  );
  const known = all.get(index) ?? bookings();
  all.set(index, known);
  return known;
}

/** Nothing is wanted yet. */
export function bookings(): Bookings {
  const needs = new Map<string, ReadonlyMap<string, number>>();
  const claims = new Map<string, { readonly server: string; readonly label: string }>();
  return {
    book(server, wanted, atOnce = Infinity) {
      needs.set(server, wanted);
      const others = [...needs].filter(([one]) => one !== server).map(([, ofOne]) => ofOne);
      return new Map(
        [...wanted].map(([name, count]) => [name, count + largest(others, name, atOnce - 1)] as const),
      );
    },
    claim(what, { server, label }) {
      const holder = claims.get(what);
      if (holder !== undefined && holder.server !== idOf(server)) return holder.label;
      claims.set(what, { server: idOf(server), label });
      return undefined;
    },
    release(server) {
      needs.delete(server);
      for (const [what, holder] of claims) if (holder.server === server) claims.delete(what);
    },
  };
}

/** What those together take of a quota that take most of it. */
function largest(needs: readonly ReadonlyMap<string, number>[], name: string, howMany: number): number {
  return needs
    .map((one) => one.get(name) ?? 0)
    .toSorted((one, other) => other - one)
    .slice(0, howMany)
    .reduce((sum, count) => sum + count, 0);
}
