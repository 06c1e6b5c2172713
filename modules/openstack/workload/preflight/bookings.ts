import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { idOf } from '../../kind/wire.ts';
import type { PreflightRequest } from './preflight-request.ts';

/**
 * What the servers of a run want of a cloud, so that ten of them do not each find room alone. A server that is looked at
 * again, or turns out not to be migrated, is not counted twice.
 */
export interface Bookings {
  /** Notes how much of each quota a server takes. The result is how much all servers of the run take. */
  book(server: string, needs: ReadonlyMap<string, number>): ReadonlyMap<string, number>;
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
    book(server, wanted) {
      needs.set(server, wanted);
      const total = new Map<string, number>();
      for (const one of needs.values())
        for (const [name, count] of one) total.set(name, (total.get(name) ?? 0) + count);
      return total;
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
