import type { Body } from '../api/session.types.ts';
import { canonicalAddress, cidrOf } from '../kind/addresses.ts';
import { updateBody } from '../kind/bodies.ts';
import type { Difference } from '../kind/compare.ts';
import type { ImportFacts, Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Preparation, Purpose } from '../kind/kind.ts';
import { bodiesAt, idOf, isBody, isSame, textOf } from '../kind/wire.ts';
import { updateOne, type Writer } from '../kind/write.ts';
import { floatingIps, ports, subnets } from './collections.ts';
import { isStandAlone } from './port-owners.ts';
import { FORWARDING, readForwardings } from './port-forwardings.ts';

/*
 * Floating IPs. The address is the provider's: only administrators may ask for one, and only for one that the external
 * network of the destination has. Elsewhere the cloud chooses, and the floating IP is found again by what it is attached
 * to, or by its description.
 */

/** What a floating IP can be found by; those of one address are one. */
export function floatingIpKeys(body: Body): readonly string[] {
  const network = textOf(body, 'floating_network_id') ?? '';
  const address = textOf(body, 'floating_ip_address');
  const attached = attachmentOf(body);
  const description = textOf(body, 'description') ?? '';
  return [
    ...(address === undefined ? [] : [`${network} ${canonicalAddress(address)}`]),
    ...(attached === undefined ? [] : [attached]),
    ...(description === '' ? [] : [`${network} described ${description}`]),
    ...(attached === undefined && description === '' ? [`${network} free`] : []),
  ];
}

/** The one with the address, then the one at the port, then those with the description that are attached to nothing else. */
export function narrowFloatingIps(wanted: Body, candidates: readonly Body[]): readonly Body[] {
  const byAddress = candidates.filter(
    (body) =>
      body['floating_ip_address'] === wanted['floating_ip_address'] && body['floating_ip_address'] !== null,
  );
  if (byAddress.length > 0) return byAddress;
  const at = attachmentOf(wanted);
  const attached = at === undefined ? [] : candidates.filter((body) => attachmentOf(body) === at);
  if (attached.length > 0) return attached;
  const free = candidates.filter((body) => attachmentOf(body) === undefined);
  const left = free.length > 0 ? free : candidates;
  const tagged = left.filter((body) => isSame(tagsIn(body), tagsIn(wanted)));
  return tagged.length > 0 ? tagged : left;
}

function tagsIn({ tags }: Body): unknown {
  return Array.isArray(tags) ? tags.toSorted() : [];
}

/** Free ones without a description stand for each other only if nothing is forwarded by them; others are not taken over. */
export function isMeantFloatingIp(wanted: Body, body: Body): Promise<boolean> {
  if (body['floating_ip_address'] === wanted['floating_ip_address']) return Promise.resolve(true);
  const [at, there] = [attachmentOf(wanted), attachmentOf(body)];
  if (at !== undefined && there !== undefined) return Promise.resolve(at === there);
  const isSameText = (textOf(wanted, 'description') ?? '') === (textOf(body, 'description') ?? '');
  return Promise.resolve(isSameText && body['floating_network_id'] === wanted['floating_network_id']);
}

/** An address that was not asked for is the cloud's choice: what was made is known by the rest of what was sent. */
export function isMadeOfFloatingIp(sent: Body): ((made: Body) => boolean) | undefined {
  if (typeof sent['floating_ip_address'] === 'string') return undefined;
  return (made) =>
    made['floating_network_id'] === sent['floating_network_id'] &&
    (made['port_id'] ?? null) === (sent['port_id'] ?? null) &&
    (textOf(made, 'description') ?? '') === (textOf(sent, 'description') ?? '');
}

function attachmentOf(body: Body): string | undefined {
  const port = textOf(body, 'port_id');
  return port === undefined ? undefined : `at ${port} ${textOf(body, 'fixed_ip_address') ?? ''}`;
}

/** Reads the forwardings; of the port only says something if it is one of those that have records of their own. */
export async function completeFloatingIp(body: Body, index: IndexOfCloud, purpose: Purpose): Promise<Body> {
  const whole = await withForwardings(body, index);
  if (purpose === 'import' || typeof body['port_id'] !== 'string') return whole;
  const told = body['port_details'];
  const port = isBody(told) ? told : (await index.load(ports)).byId(body['port_id']);
  if (port === undefined || isStandAlone(port)) return whole;
  const { port_id: _port, fixed_ip_address: _address, ...rest } = whole;
  return { ...rest, attached_port_id: body['port_id'], attached_to: port['device_id'] };
}

async function withForwardings(body: Body, index: IndexOfCloud): Promise<Body> {
  if (!(await index.session.extensions(floatingIps.service)).has(FORWARDING)) return body;
  const known = body['port_forwardings'];
  const isWhole =
    Array.isArray(known) && known.every((one) => isBody(one) && one['description'] !== undefined);
  if (isWhole) return body;
  if (typeof body['port_id'] === 'string') return { ...body, port_forwardings: [] };
  return { ...body, port_forwardings: await readForwardings(index, idOf(body)) };
}

export async function settleFloatingIp(preparation: Preparation): Promise<Wanted> {
  return withoutMissing(await settleAddress(preparation));
}

/** The address if it can be had; else why not. */
async function settleAddress({ wanted, found, index, isAdmin }: Preparation): Promise<Wanted> {
  const asked = wanted.values.get('floating_ip_address');
  if (typeof asked !== 'string') return wanted;
  const address = canonicalAddress(asked);
  const have = found === undefined ? undefined : textOf(found, 'floating_ip_address');
  if (have !== undefined && canonicalAddress(have) === address) return wanted;
  const values = new Map(wanted.values);
  values.delete('floating_ip_address');
  if (have !== undefined) {
    const note = `Its address is ${have} at the destination, and not ${address}: guests, names and firewalls that know the old one have to be told.`;
    return { ...wanted, values, notes: [...wanted.notes, note] };
  }
  const why = isAdmin ? await whyNot(index, wanted, address) : 'only an administrator may ask for an address';
  if (why === undefined)
    return { ...wanted, values: new Map([...wanted.values, ['floating_ip_address', address]]) };
  const warning = `floating_ip_address ${address} is left out: ${why}, so the cloud chooses another one.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

async function whyNot(index: IndexOfCloud, { values }: Wanted, address: string): Promise<string | undefined> {
  const network = values.get('floating_network_ref');
  const outside = (await index.load(subnets)).all().filter((subnet) => subnet['network_id'] === network);
  // Subnets outside are not shown to everybody, and what is not known is tried.
  if (outside.length === 0) return undefined;
  if (!outside.some((subnet) => cidrOf(textOf(subnet, 'cidr') ?? '')?.contains(address) === true))
    return 'no subnet of the external network has it';
  const holder = (await index.load(ports))
    .all()
    .find((port) =>
      bodiesAt(port, 'fixed_ips').some(
        (ip) => ip['ip_address'] === address && port['network_id'] === network,
      ),
    );
  return holder === undefined
    ? undefined
    : `port ${idOf(holder)} (${textOf(holder, 'device_owner') ?? ''}) has it already`;
}

/** Leaves out forwardings to ports that the destination does not have: those of servers come with their servers. */
function withoutMissing(wanted: Wanted): Wanted {
  const asked = wanted.values.get('port_forwardings');
  if (!Array.isArray(asked)) return wanted;
  const missing = asked.filter(isBody).filter((one) => one['missing'] !== undefined);
  if (missing.length === 0) return wanted;
  const kept = asked.filter(isBody).filter((one) => one['missing'] === undefined);
  const names = [...new Set(missing.map((one) => `"${String(one['missing'])}"`))].join(', ');
  const warning = `port_forwardings: the destination has no port ${names}, so ${missing.length} of them ${missing.length === 1 ? 'is' : 'are'} left out. Import the ports (or the servers that have them) first, then this again.`;
  return {
    ...wanted,
    values: new Map([...wanted.values, ['port_forwardings', kept]]),
    warnings: [...wanted.warnings, warning],
  };
}

/**
 * Neutron takes a QoS policy that an update does not name for none, and an address inside without its port for a mistake:
 * these are sent each time.
 */
export function updateFloatingIp(
  { kind, wanted }: ImportFacts,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  const body = updateBody(kind, wanted.values, changed, found);
  const isMoved = 'port_id' in body || 'fixed_ip_address' in body;
  const port = 'port_id' in body ? body['port_id'] : found['port_id'];
  const address =
    'fixed_ip_address' in body ? body['fixed_ip_address'] : wanted.values.get('fixed_ip_address');
  const whole = {
    ...('qos_policy_id' in found ? { qos_policy_id: found['qos_policy_id'] } : {}),
    ...body,
    ...(isMoved ? { port_id: port } : {}),
    ...(isMoved && port !== null && typeof address === 'string' ? { fixed_ip_address: address } : {}),
  };
  return updateOne(writer, floatingIps, idOf(found), whole, found);
}
