import type { JsonObject } from '../../http/exchange.ts';
import { notFound } from '../errors.ts';
import { get, ok, type ComputeRoute } from '../route.ts';
import known from './extensions.json' with { type: 'json' };

/** What was once optional, and is in every Nova now: the list is the same for all. */
export const extensionRoutes: readonly ComputeRoute[] = [
  get('/extensions', () => ok({ extensions: Object.keys(known).map(view) })),
  get('/extensions/:alias', (_context, { alias = '' }) => {
    if (!Object.hasOwn(known, alias)) throw notFound();
    return ok({ extension: view(alias) });
  }),
];

/** The descriptions of the real ones, which no client reads, are not kept: the name stands in for them. */
function view(alias: string): JsonObject {
  const name = known[alias as keyof typeof known];
  return {
    alias,
    name,
    description: name,
    links: [],
    namespace: 'http://docs.openstack.org/compute/ext/fake_xml',
    updated: '2014-12-03T00:00:00Z',
  };
}
