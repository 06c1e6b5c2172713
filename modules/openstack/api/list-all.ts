import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { isTruncated, itemsOf, nextPageQuery } from './pages.ts';
import type { Answer, Body, CallOptions, Service, Session } from './session.types.ts';

export interface ListParts {
  readonly call: Session['call'];
  readonly label: string;
}

/**
 * The page size asked for where the caller names none. Neutron gives all in one answer otherwise, which at ten
 * thousand records takes longer than any time-out; Glance gives 25. The others have a limit of their own of 1,000.
 */
const PAGE_SIZE: Readonly<Partial<Record<Service, number>>> = { network: 1000, image: 1000 };

/** All items of a collection. Pages are asked for one after another, as each names the next. */
export async function listAll(
  { call, label }: ListParts,
  service: Service,
  path: string,
  key: string,
  options: CallOptions,
): Promise<readonly Body[]> {
  const limit = PAGE_SIZE[service];
  const first = { ...(limit === undefined ? {} : { limit }), ...options.query };
  const seen = new Set<string>();
  const all: Body[] = [];
  let answer = await call(service, 'GET', path, { ...options, query: first });
  for (;;) {
    const items = itemsOf(answer.body, key);
    if (items === undefined) throw noList(service, path, key, label, answer);
    all.push(...items);
    const next = nextPageQuery(answer.body, key);
    if (next === undefined) {
      if (isTruncated(answer.body)) throw truncated(service, path, label, all.length);
      return all;
    }
    if (next === '' || seen.has(next)) throw endless(service, path, label, all.length);
    seen.add(next);
    const { query: _first, ...further } = options;
    answer = await call(service, 'GET', `${path}?${next}`, further);
  }
}

function noList(
  service: Service,
  path: string,
  key: string,
  label: string,
  { status, body }: Answer,
): DroverError {
  const keys =
    typeof body === 'object' && body !== null && !Array.isArray(body)
      ? Object.keys(body).slice(0, 5)
      : undefined;
  const what = keys?.includes(key)
    ? `"${key}" that is no list`
    : `no "${key}" but ${keys === undefined ? 'no JSON object' : keys.length === 0 ? 'an empty object' : keys.join(', ')}`;
  return new DroverError('openstack-bad-answer', {
    detail: `The list ${path} of ${label} came (${status}) with ${what}.`,
    help: 'Check that the endpoint in the catalogue (or its override) leads to this service.',
    call: { service, method: 'GET', status },
  });
}

function endless(service: Service, path: string, label: string, count: number): DroverError {
  return new DroverError('openstack-bad-answer', {
    detail: `The list ${path} of ${label} has no end: after ${count} items the link to the next page leads back to one that was read.`,
    help: 'Look at proxies before the service that cut or cache queries.',
    call: { service, method: 'GET' },
  });
}

function truncated(service: Service, path: string, label: string, count: number): DroverError {
  return new DroverError('openstack-bad-answer', {
    detail: `The list ${path} of ${label} is cut off after ${count} items, by the server's own account.`,
    help: 'Narrow the list (by domain or name), or raise list_limit in the configuration of the service.',
    call: { service, method: 'GET' },
  });
}
