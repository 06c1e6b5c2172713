import type { Body } from '../api/session.types.ts';
import { canonicalAddress } from '../kind/addresses.ts';
import type { Codec } from '../kind/codec.ts';
import { readReference } from '../kind/codecs.ts';
import { pathOf, type Belonging, type Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { SetField } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { readOne } from '../kind/read-one.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from '../kind/wire.ts';
import type { UndoCall, Writer } from '../kind/write.ts';
import { floatingIps, ports } from './collections.ts';

/*
 * Forwardings of ports: what arrives at a port of a floating IP goes to a port of a guest. One is told from others by its
 * protocol and its ports outside. Rules: Neutron's API reference, "Floating IPs port forwarding".
 */

/** The extension without which there are none. */
export const FORWARDING = 'floating-ip-port-forwarding';

/** Forwardings that the cloud has, each with all that it says. */
export async function readForwardings(index: IndexOfCloud, id: string): Promise<readonly Body[]> {
  const collection = below(id);
  return bodiesAt(await readOne(index, collection, collection.path), collection.many);
}

/** The forwardings of a floating IP, which Neutron does not remove with it. */
export async function forwardingsOf(body: Body, index: IndexOfCloud): Promise<readonly Belonging[]> {
  if (!(await index.session.extensions('network')).has(FORWARDING)) return [];
  const collection = below(idOf(body));
  return (await readForwardings(index, idOf(body))).map((forwarding) => ({ collection, body: forwarding }));
}

/** A forwarding as it is compared: one port is a range of one. */
export function plainForwarding(forwarding: Body): Body {
  return {
    protocol: forwarding['protocol'],
    external: rangeIn(forwarding, 'external'),
    internal: rangeIn(forwarding, 'internal'),
    internal_ip_address: canonicalAddress(textOf(forwarding, 'internal_ip_address') ?? ''),
    internal_port_id: forwarding['internal_port_id'],
    description: forwarding['description'] ?? '',
  };
}

export function normaliseForwardings(value: unknown): unknown {
  return Array.isArray(value) ? value.filter(isBody).map(plainForwarding) : value;
}

/** The ports of one side as a range: `80:80`. */
export function rangeIn(forwarding: Body, side: 'external' | 'internal'): string {
  const port = forwarding[`${side}_port`];
  // After a change from a port to a range, Neutron answers with both, and the port is the old one.
  const range = textOf(forwarding, `${side}_port_range`) ?? (typeof port === 'number' ? String(port) : '');
  return range === '' || range.includes(':') ? range : `${range}:${range}`;
}

/** Ids of ports on the wire, references in the file. A port that the destination does not have is noted as missing. */
export const forwardingsCodec: Codec = {
  refersTo: [ports],
  read: async (wire, names) =>
    Array.isArray(wire)
      ? Promise.all(
          wire.filter(isBody).map(async (forwarding) => ({
            protocol: forwarding['protocol'] ?? null,
            ...portsOf(forwarding, 'external'),
            ...portsOf(forwarding, 'internal'),
            internal_ip_address: forwarding['internal_ip_address'] ?? null,
            internal_port_ref: await readReference(ports, forwarding['internal_port_id'], names),
            description: forwarding['description'] ?? '',
          })),
        )
      : null,
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.filter(isBody).map(async ({ internal_port_ref: port, ...forwarding }, index) => {
            const id = await ids.find(ports, port, { at: `/${index}/internal_port_ref` });
            const said = { ...forwarding, description: forwarding['description'] ?? '' };
            return { ...said, ...(id === undefined ? { missing: nameIn(port) } : { internal_port_id: id }) };
          }),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((forwarding: unknown, index) =>
          isBody(forwarding) && isBody(forwarding['internal_port_ref'])
            ? [
                {
                  collection: ports,
                  reference: forwarding['internal_port_ref'],
                  path: [index, 'internal_port_ref'],
                },
              ]
            : [],
        )
      : [],
};

function portsOf(forwarding: Body, side: 'external' | 'internal'): Body {
  const [from, to] = rangeIn(forwarding, side).split(':');
  return from === to
    ? { [`${side}_port`]: Number(from) }
    : { [`${side}_port_range`]: `${from ?? ''}:${to ?? ''}` };
}

/** Removes, changes and makes forwardings until the floating IP has those that are asked for. */
export async function setForwardings({
  id,
  value,
  found,
  writer,
}: Parameters<SetField>[0]): ReturnType<SetField> {
  const wanted = Array.isArray(value) ? value.filter(isBody) : [];
  const before = bodiesAt(found, 'port_forwardings');
  const kept: Body[] = [];
  const changed: (readonly [Body, Body])[] = [];
  for (const one of before) {
    const same = wanted.find((other) => keyOf(other) === keyOf(one));
    if (same === undefined) await remove(writer, id, one);
    else if (isSame(plainForwarding(same), plainForwarding(one))) kept.push(one);
    else changed.push([one, same]);
  }
  for (const [one, same] of changed) kept.push(await change(writer, id, one, same));
  for (const one of wanted) {
    if (!before.some((other) => keyOf(other) === keyOf(one))) kept.push(await add(writer, id, one));
  }
  return { port_forwardings: kept };
}

async function add(writer: Writer, id: string, forwarding: Body): Promise<Body> {
  const collection = below(id);
  const answer = await writer.write({
    operation: 'create',
    collection,
    method: 'POST',
    path: collection.path,
    body: { [collection.one]: sent(forwarding) },
    findMade: async () => {
      const made = (await readForwardings(writer.index, id)).find((one) => keyOf(one) === keyOf(forwarding));
      return made === undefined ? undefined : { [collection.one]: made };
    },
  });
  const made = answer[collection.one];
  return { description: '', ...forwarding, ...(isBody(made) ? made : {}) };
}

async function change(writer: Writer, id: string, forwarding: Body, wanted: Body): Promise<Body> {
  const collection = below(id);
  const isDescribed = [forwarding, wanted].some((one) => (textOf(one, 'description') ?? '') !== '');
  const call = (body: Body): UndoCall => ({
    method: 'PUT',
    path: pathOf(collection, idOf(forwarding)),
    body: {
      [collection.one]: { ...sent(body), ...(isDescribed ? { description: body['description'] ?? '' } : {}) },
    },
  });
  await writer.write({
    operation: 'update',
    collection,
    id: idOf(forwarding),
    ...call(wanted),
    before: sent(forwarding),
    undo: call(forwarding),
  });
  return { ...wanted, id: idOf(forwarding) };
}

async function remove(writer: Writer, id: string, forwarding: Body): Promise<void> {
  const collection = below(id);
  await writer.write({
    operation: 'delete',
    collection,
    method: 'DELETE',
    path: pathOf(collection, idOf(forwarding)),
    id: idOf(forwarding),
    before: forwarding,
    undo: { method: 'POST', path: collection.path, body: { [collection.one]: sent(forwarding) } },
  });
}

function keyOf(forwarding: Body): string {
  return `${String(forwarding['protocol'])} ${rangeIn(forwarding, 'external')}`;
}

/** What Neutron is sent: single ports, or ranges on both sides. */
function sent(forwarding: Body): Body {
  const { protocol, internal_ip_address, internal_port_id, description } = forwarding;
  const plain = { ...portsOf(forwarding, 'external'), ...portsOf(forwarding, 'internal') };
  const isPlain = 'external_port' in plain && 'internal_port' in plain;
  const ranges = {
    external_port_range: rangeIn(forwarding, 'external'),
    internal_port_range: rangeIn(forwarding, 'internal'),
  };
  return {
    protocol,
    ...(isPlain ? plain : ranges),
    internal_ip_address,
    internal_port_id,
    ...(typeof description === 'string' && description !== '' ? { description } : {}),
  };
}

function below(id: string): Collection {
  return {
    name: 'port_forwarding',
    title: 'port forwarding',
    service: 'network',
    path: `${pathOf(floatingIps, id)}/port_forwardings`,
    many: 'port_forwardings',
    one: 'port_forwarding',
    owned: false,
  };
}
