import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';

/**
 * All users or groups. A Keystone with a directory for each domain lists those of the domain of the token, unless it is
 * asked for another one: where the list has one domain only, the others are asked, too.
 */
export async function readByDomain(
  index: IndexOfCloud,
  collection: Collection,
  domains: Collection,
): Promise<readonly Body[]> {
  const first = await listIn(index, collection);
  const seen = new Set(first.map((body) => textOf(body, 'domain_id')));
  if (seen.size > 1) return first;
  const others = (await index.load(domains)).all().filter((domain) => !seen.has(idOf(domain)));
  const further = await Promise.all(others.map((domain) => listIn(index, collection, idOf(domain))));
  return unique([...first, ...further.flat()]);
}

/** All roles: those of the whole cloud, and those that domains have for themselves, which are listed by domain only. */
export async function readRoles(
  index: IndexOfCloud,
  collection: Collection,
  domains: Collection,
): Promise<readonly Body[]> {
  const first = await listIn(index, collection);
  const all = (await index.load(domains)).all();
  const further = await Promise.all(all.map((domain) => listIn(index, collection, idOf(domain))));
  const implied = await readImplied(index);
  return unique([...first, ...further.flat()]).map((role) => ({
    ...role,
    ...(implied === undefined ? {} : { implied: implied.get(idOf(role)) ?? [] }),
  }));
}

/** The ids of the roles that each brings along; undefined where nobody says. */
async function readImplied({
  session,
}: IndexOfCloud): Promise<ReadonlyMap<string, readonly string[]> | undefined> {
  const { status, body } = await session.call('identity', 'GET', '/role_inferences', { accept: [403, 404] });
  if (status >= 300 || !isBody(body)) return undefined;
  return new Map(
    bodiesAt(body, 'role_inferences').map((inference) => {
      const prior = inference['prior_role'];
      return [isBody(prior) ? idOf(prior) : '', bodiesAt(inference, 'implies').map(idOf)];
    }),
  );
}

/** Old releases do not know the parameter, and list everything each time. */
function unique(bodies: readonly Body[]): readonly Body[] {
  return [...new Map(bodies.map((body) => [idOf(body), body])).values()];
}

function listIn(
  { session }: IndexOfCloud,
  { service, path, many }: Collection,
  domain?: string,
): Promise<readonly Body[]> {
  return session.list(service, path, many, domain === undefined ? {} : { query: { domain_id: domain } });
}
