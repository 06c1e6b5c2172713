import type { Body } from '../api/session.types.ts';
import { updateBody } from '../kind/bodies.ts';
import { pathOf } from '../kind/collection.ts';
import type { Difference } from '../kind/compare.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import { bodiesAt, idOf, isBody } from '../kind/wire.ts';
import { noted, type Writer } from '../kind/write.ts';
import { ports } from './collections.ts';

/** Options with the version of IP that they are of where nobody says. */
export function normaliseOptions(value: unknown): unknown {
  return Array.isArray(value) ? optionsIn(value) : value;
}

function optionsIn(value: unknown): readonly Body[] {
  const options = bodiesAt({ value }, 'value');
  return options.map((option) => ({ ...option, ip_version: option['ip_version'] ?? 4 }));
}

/** Neutron adds options of DHCP to those that a port has, and removes one only if it is set to null. */
export async function updatePort(
  { kind, wanted }: Pick<ImportFacts, 'kind' | 'wanted'>,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  const body = updateBody(kind, wanted.values, changed, found);
  const was = Object.fromEntries(Object.keys(body).map((key) => [key, found[key]]));
  const call = { method: 'PUT', path: pathOf(ports, idOf(found)) } as const;
  const answer = await writer.write({
    operation: 'update',
    collection: ports,
    ...call,
    body: { port: withRemovals(body, found) },
    id: idOf(found),
    before: was,
    undo: { ...call, body: { port: withRemovals(was, body) } },
  });
  const now = answer[ports.one];
  return noted(writer, ports, { ...found, ...(isBody(now) ? now : {}) });
}

/** The body, with a null for each option that `before` has and it has not. */
function withRemovals(body: Body, before: Body): Body {
  if (body['extra_dhcp_opts'] === undefined) return body;
  const options = optionsIn(body['extra_dhcp_opts']);
  const kept = options.map(keyOf);
  const removed = optionsIn(before['extra_dhcp_opts'])
    .filter((option) => !kept.includes(keyOf(option)))
    .map(({ opt_name, ip_version }) => ({ opt_name, ip_version, opt_value: null }));
  return { ...body, extra_dhcp_opts: [...options, ...removed] };
}

function keyOf({ opt_name: name, ip_version: version }: Body): string {
  return `${String(version)} ${String(name)}`;
}
