import type { Body } from '../api/session.types.ts';
import { networks, subnets } from '../network/collections.ts';
import type { Codec, IdOptions, Ids, Names, PlacedReference } from './codec.ts';
import type { Collection } from './collection.ts';
import { isBody, isEmpty, textOf } from './wire.ts';

/** An id on the wire, `{name, project_name, domain_name}` in the file. */
export function reference(collection: Collection): Codec {
  return {
    refersTo: [collection],
    read: (wire, names) => readReference(collection, wire, names),
    write: async (value, ids) => (value === null ? null : ids.id(collection, value)),
    references: (value) => (isBody(value) ? [{ collection, reference: value, path: [] }] : []),
  };
}

/** A list of ids on the wire, of references in the file. */
export function references(collection: Collection): Codec {
  return {
    refersTo: [collection],
    read: async (wire, names) =>
      Array.isArray(wire) ? Promise.all(wire.map((id) => readReference(collection, id, names))) : null,
    write: async (value, ids) =>
      Array.isArray(value)
        ? Promise.all(value.map((one, index) => ids.id(collection, one, { at: `/${index}` })))
        : null,
    references: (value) =>
      Array.isArray(value)
        ? value.flatMap((one: unknown, index) =>
            isBody(one) ? [{ collection, reference: one, path: [index] }] : [],
          )
        : [],
  };
}

/**
 * What cannot be seen is referred to by its id, in place of the name: a null would say that there is no such
 * reference, and a rule for one group would become one for the whole world.
 */
export async function readReference(collection: Collection, wire: unknown, names: Names): Promise<unknown> {
  if (typeof wire !== 'string' || wire === '') return null;
  const found = await names.reference(collection, wire);
  if (found !== undefined) return found;
  names.warn(
    `The ${collection.title} ${wire} cannot be seen with these credentials: the record names it by its id. ` +
      'Put the name of what it is at the destination in its place.',
  );
  return { name: wire, project_name: null, domain_name: null };
}

/** The id of an external network on the wire, `{network_ref}` in the file. */
export const gatewayNetwork: Codec = {
  refersTo: [networks],
  read: async (wire, names) => {
    const network = await readReference(networks, wire, names);
    return network === null ? null : { network_ref: network };
  },
  write: async (value, ids) =>
    isBody(value)
      ? ids.id(networks, value['network_ref'], {
          at: '/network_ref',
          narrow: (body) => body['router:external'] === true,
          called: 'external network',
          mappedAs: ['external_network'],
          // Providers own these, under other projects at other clouds.
          anywhere: true,
        })
      : null,
  references: (value) =>
    isBody(value) && isBody(value['network_ref'])
      ? [{ collection: networks, reference: value['network_ref'], path: ['network_ref'] }]
      : [],
};

/** Names of availability zones, alone or in a list: another cloud may call them otherwise. */
export const availabilityZones: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire),
  write: (value, ids) => Promise.resolve(mappedZones(value, ids)),
  references: () => [],
};

function mappedZones(value: unknown, ids: Ids): unknown {
  if (Array.isArray(value)) return value.map((zone: unknown) => mappedZones(zone, ids));
  return typeof value === 'string' ? ids.mapped('availability_zone', value) : value;
}

/** The id of an external network on the wire, a reference in the file. */
export const externalNetwork: Codec = {
  ...reference(networks),
  write: async (value, ids) =>
    value === null
      ? null
      : ids.id(networks, value, {
          narrow: (body) => body['router:external'] === true,
          called: 'external network',
          mappedAs: ['external_network'],
          // Providers own these, under other projects at other clouds.
          anywhere: true,
        }),
};

/** A list of `{subnet_id, ip_address}` on the wire, of `{subnet_ref, ip_address}` in the file. */
export const fixedIps: Codec = {
  refersTo: [subnets],
  read: (wire, names) =>
    mapBodies(wire, async (ip) => ({
      ip_address: ip['ip_address'] ?? null,
      subnet_ref: await readReference(subnets, ip['subnet_id'], names),
    })),
  write: (value, ids) =>
    mapBodies(value, async (ip, index) => {
      const reference = ip['subnet_ref'] ?? null;
      if (reference === null) return addressOf(ip);
      const at = `/${index}/subnet_ref`;
      const narrow = inNetwork(textOf(ids.wanted, 'network_id'));
      return { subnet_id: await ids.id(subnets, reference, { at, ...narrow }), ...addressOf(ip) };
    }),
  references: subnetReferences,
};

/** The same for a gateway: tenants cannot see the subnets outside, and the address says enough. */
export const gatewayIps: Codec = {
  refersTo: [],
  read: (wire, names) =>
    mapBodies(wire, async (ip) => ({
      ip_address: ip['ip_address'] ?? null,
      subnet_ref: (await names.reference(subnets, textOf(ip, 'subnet_id') ?? '')) ?? null,
    })),
  write: (value, ids) =>
    mapBodies(value, async (ip) => {
      const gateway = ids.wanted['external_gateway_info'];
      const narrow = inNetwork(isBody(gateway) ? textOf(gateway, 'network_id') : undefined);
      const subnet = await ids.find(subnets, ip['subnet_ref'], { anywhere: true, ...narrow });
      return subnet === undefined ? addressOf(ip) : { subnet_id: subnet, ...addressOf(ip) };
    }),
  references: () => [],
};

async function mapBodies(
  value: unknown,
  change: (body: Body, index: number) => Promise<Body>,
): Promise<readonly Body[] | null> {
  return Array.isArray(value) ? Promise.all(value.filter(isBody).map(change)) : null;
}

function addressOf(ip: Body): Body {
  return isEmpty(ip['ip_address']) ? {} : { ip_address: ip['ip_address'] };
}

function inNetwork(network: string | undefined): IdOptions {
  return network === undefined ? {} : { narrow: (body) => body['network_id'] === network };
}

function subnetReferences(value: unknown): readonly PlacedReference[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((ip: unknown, index) =>
    isBody(ip) && isBody(ip['subnet_ref'])
      ? [{ collection: subnets, reference: ip['subnet_ref'], path: [index, 'subnet_ref'] }]
      : [],
  );
}
