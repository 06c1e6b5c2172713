import type { Codec } from '../../kind/codec.ts';
import { availabilityZones, reference } from '../../kind/codecs.ts';
import { isBody } from '../../kind/wire.ts';
import { images } from '../../image/collections.ts';
import { needsImage } from '../../workload/migration-modes.ts';
import { flavors, keypairs } from '../collections.ts';

/** Its image: at the destination only where it is to boot from that. */
export const imageOfServer: Codec = {
  ...reference(images),
  write: async (value, ids) => (value === null || !needsImage(ids.record) ? null : ids.id(images, value)),
  references: (value, record) =>
    record === undefined || needsImage(record) ? reference(images).references(value) : [],
};

/** Its flavor. One that is gone from the source is known by its name alone. */
export const flavorOfServer: Codec = {
  ...reference(flavors),
  read: async (wire, names) => {
    if (typeof wire !== 'string') return null;
    const found = await names.reference(flavors, wire);
    if (found !== undefined) return found;
    names.warn(
      `The source has no flavor "${wire}" any more, though servers were made of it: the destination needs one of that name, or os_migrate_flavor_map says what to use in its place.`,
    );
    return { name: wire, project_name: null, domain_name: null };
  },
};

/**
 * The name of a keypair of whoever imports it. An import that is about to bring it over is waited for; whether it is
 * there matters only for a new server.
 */
export const keypairOfServer: Codec = {
  refersTo: [keypairs],
  read: (wire) => Promise.resolve(wire ?? null),
  write: async (value, ids) => {
    if (typeof value === 'string') await ids.find(keypairs, { name: value });
    return value;
  },
  references: (value) =>
    typeof value === 'string' ? [{ collection: keypairs, reference: { name: value }, path: [] }] : [],
};

/** Nova shows an empty text where there is none; OS-Migrate's files have the text that it shows where there is. */
export const configDrive: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire === '' || wire === false ? null : (wire ?? null)),
  write: (value) => Promise.resolve(isYes(value)),
  references: () => [],
};

/** `True` and `true` as Nova and YAML write them. */
export function isYes(value: unknown): boolean {
  return value === true || (typeof value === 'string' && /^(?:true|yes|on|1|t|y)$/i.test(value));
}

/** Hints that name things of the source say nothing at another cloud; the server group has a field of its own. */
const OF_THE_SOURCE = ['group', 'same_host', 'different_host'];

export const schedulerHints: Codec = {
  refersTo: [],
  read: (wire, names) => {
    if (!isBody(wire)) return Promise.resolve(null);
    const lost = Object.keys(wire).filter((key) => key !== 'group' && OF_THE_SOURCE.includes(key));
    if (lost.length > 0)
      names.warn(
        `Servers have the scheduler hints ${lost.join(' and ')}, which name servers of the source: they are left out.`,
      );
    const kept = Object.entries(wire).filter(([key]) => !OF_THE_SOURCE.includes(key));
    return Promise.resolve(kept.length === 0 ? null : Object.fromEntries(kept));
  },
  write: (value) => Promise.resolve(value),
  references: () => [],
};

/** What starts in a server, in Base64. Only administrators can read it. */
export const userData: Codec = {
  refersTo: [],
  read: (wire, names) => {
    if (wire === undefined)
      names.warn(
        'These credentials may not read the user data of servers: user_data is null in the records. Put it in where a guest needs it again.',
      );
    return Promise.resolve(wire ?? null);
  },
  write: (value) => Promise.resolve(value),
  references: () => [],
};

/** The zone that it runs in, mapped to one of the destination; a server that runs nowhere is in none. */
export const zoneOfServer: Codec = {
  ...availabilityZones,
  read: (wire) => Promise.resolve(wire === '' ? null : (wire ?? null)),
};
