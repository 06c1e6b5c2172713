import type { Schema } from '../../../../engine/schema/types.ts';
import type { Body } from '../../api/session.types.ts';
import type { Codec, Ids, Names, PlacedReference } from '../../kind/codec.ts';
import type { Field } from '../../kind/kind.ts';
import { isBody } from '../../kind/wire.ts';
import { trunk } from '../../network/trunk.ts';

/*
 * The trunk of a server's port. Its sub-ports are ports that have records of their own, in ports.yml.
 */

/** The fields of trunks that do not name the parent. */
const FIELDS: readonly Field[] = trunk.fields.filter(({ name }) => name !== 'port_ref');

const codec: Codec = {
  refersTo: [...new Set(FIELDS.flatMap(({ codec: inner }) => inner?.refersTo ?? []))],
  read: (wire, names) => (isBody(wire) ? readTrunk(wire, names) : Promise.resolve(null)),
  write: (value, ids) => (isBody(value) ? writeTrunk(value, ids) : Promise.resolve(null)),
  references: (value) => (isBody(value) ? referencesIn(value) : []),
};

async function readTrunk(wire: Body, names: Names): Promise<Body> {
  const read: Record<string, unknown> = {};
  for (const { name, wire: key = name, codec: inner } of FIELDS)
    read[name] = inner === undefined ? (wire[key] ?? null) : await inner.read(wire[key], names);
  return read;
}

async function writeTrunk(value: Body, ids: Ids): Promise<Body> {
  const written: Record<string, unknown> = {};
  for (const { name, wire: key = name, codec: inner } of FIELDS) {
    const one = value[name];
    if (one === undefined || one === null) continue;
    const within: Ids = {
      ...ids,
      id: (collection, reference, options = {}) =>
        ids.id(collection, reference, { ...options, at: `/${name}${options.at ?? ''}` }),
    };
    written[key] = inner === undefined ? one : await inner.write(one, within);
  }
  return written;
}

function referencesIn(value: Body): readonly PlacedReference[] {
  return FIELDS.flatMap(({ name, codec: inner }) =>
    (inner?.references(value[name]) ?? []).map((reference) => ({
      ...reference,
      path: [name, ...reference.path],
    })),
  );
}

const schema: Schema = {
  type: 'object',
  nullable: true,
  description: 'The trunk whose parent the port is: by it the server is in several networks at once.',
  properties: Object.fromEntries(FIELDS.map((field) => [field.name, field.schema])),
};

/** The trunk of a port, as a field of it; on the wire it is the body of the trunk. */
export const trunkField: Field = {
  name: 'trunk',
  set: 'create',
  extra: true,
  isWorthSaying: isBody,
  codec,
  schema,
};
