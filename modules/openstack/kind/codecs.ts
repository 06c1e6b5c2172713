import type { Body } from '../api/session.types.ts';
import { networks, subnets } from '../collections.ts';
import type { Codec, Ids, Names } from './codec.ts';
import type { Collection } from './collection.ts';
import { isBody, isEmpty, textOf } from './wire.ts';

/** An id on the wire, `{name, project_name, domain_name}` in the file. */
export function reference(collection: Collection): Codec {
  return {
    read: (wire, names) => readReference(collection, wire, names),
    write: async (value, ids) => (value === null ? null : ids.id(collection, value)),
    references: (value) => (isBody(value) ? [{ collection, reference: value, path: [] }] : []),
  };
}

/**
 * What cannot be seen is referred to by its id, in place of the name: a null would say that there is no such
 * reference, and a rule for one group would become one for the whole world.
 */
async function readReference(collection: Collection, wire: unknown, names: Names): Promise<unknown> {
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
        })
      : null,
  references: (value) =>
    isBody(value) && isBody(value['network_ref'])
      ? [{ collection: networks, reference: value['network_ref'], path: ['network_ref'] }]
      : [],
};

/** A list of `{subnet_id, ip_address}` on the wire, of `{subnet_ref, ip_address}` in the file. */
export function fixedIps(options: { readonly mayHide: boolean }): Codec {
  return {
    read: async (wire, names) =>
      Array.isArray(wire)
        ? Promise.all(wire.filter(isBody).map((ip) => readFixedIp(ip, names, options.mayHide)))
        : null,
    write: async (value, ids) =>
      Array.isArray(value)
        ? Promise.all(value.filter(isBody).map((ip, index) => writeFixedIp(ip, ids, index)))
        : null,
    references: (value) =>
      Array.isArray(value)
        ? value.flatMap((ip: unknown, index) =>
            isBody(ip) && isBody(ip['subnet_ref'])
              ? [{ collection: subnets, reference: ip['subnet_ref'], path: [index, 'subnet_ref'] }]
              : [],
          )
        : [],
  };
}

async function readFixedIp(ip: Body, names: Names, mayHide: boolean): Promise<Body> {
  const subnet = textOf(ip, 'subnet_id');
  const named = subnet === undefined ? undefined : await names.reference(subnets, subnet);
  const hidden = named === undefined && !mayHide;
  return {
    ip_address: ip['ip_address'] ?? null,
    subnet_ref: hidden ? await readReference(subnets, subnet, names) : (named ?? null),
  };
}

async function writeFixedIp(ip: Body, ids: Ids, index: number): Promise<Body> {
  const address = isEmpty(ip['ip_address']) ? {} : { ip_address: ip['ip_address'] };
  const reference = ip['subnet_ref'] ?? null;
  if (reference === null) return address;
  const network = textOf(ids.wanted, 'network_id');
  const subnet = await ids.id(subnets, reference, {
    at: `/${index}/subnet_ref`,
    ...(network === undefined ? {} : { narrow: (body: Body) => body['network_id'] === network }),
  });
  return { subnet_id: subnet, ...address };
}
