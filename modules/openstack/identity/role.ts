import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { reference } from '../kind/codecs.ts';
import { pathOf } from '../kind/collection.ts';
import { descriptionField, nameField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import { defineKind, type Preparation, type SetField } from '../kind/kind.ts';
import { referenceSchema, requiredReferenceSchema } from '../kind/schemas.ts';
import { isBody } from '../kind/wire.ts';
import { domains, roles } from './collections.ts';
import { foundInDomain } from './common.ts';
import { bodyWithOptions, leaveImmutable, optionsField, undoOfCreate } from './options.ts';
import { roleReference } from './role-reference.ts';

const IMPLIED = 'implied_role_refs';

const impliedRoles: Codec = {
  refersTo: [roles],
  read: async (wire, names) =>
    Array.isArray(wire) ? Promise.all(wire.map((id) => roleReference.read(id, names))) : null,
  write: async (value, ids) =>
    Array.isArray(value) ? Promise.all(value.map((role) => roleReference.write(role, ids))) : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((role: unknown, index) =>
          isBody(role) ? [{ collection: roles, reference: role, path: [index] }] : [],
        )
      : [],
};

/** Roles. Rules of the fields: the identity API reference, "Roles". */
export const role = defineKind({
  collection: roles,
  type: 'openstack.identity.Role',
  file: 'roles.yml',
  plural: 'roles',
  about:
    'What users and groups are allowed, by name. Administrators make them; what a role allows is written in the policies of the services.',
  ...foundInDomain('role'),
  fields: [
    {
      name: 'domain_ref',
      wire: 'domain_id',
      set: 'create',
      identifies: true,
      codec: reference(domains),
      schema: referenceSchema('The domain that it is for. Null: a role of the whole cloud.'),
    },
    nameField,
    { ...descriptionField, born: '' },
    optionsField(roles, 'Options: immutable.'),
    {
      name: IMPLIED,
      wire: 'implied',
      set: 'always',
      empty: [],
      born: [],
      sorted: [],
      codec: impliedRoles,
      call: implyRoles,
      schema: {
        type: 'array',
        nullable: true,
        items: requiredReferenceSchema('A role.'),
        description: 'The roles that it brings along. Those that it brings along at the destination stay.',
      },
    },
  ],
  info: [{ name: 'domain_id' }, { name: 'id' }],
  behaviour: {
    prepare,
    createBody: bodyWithOptions,
    createUndo: (body) => undoOfCreate(roles, body),
  },
});

/** What a role brings along is never taken from it: somebody may live by it. */
function prepare({ wanted, found }: Preparation): Promise<Wanted> {
  const values = new Map(wanted.values);
  const implied = textsIn(found?.['implied']);
  if (values.has(IMPLIED)) values.set(IMPLIED, [...new Set([...textsIn(values.get(IMPLIED)), ...implied])]);
  return Promise.resolve(leaveImmutable(role, { ...wanted, values }, found));
}

async function implyRoles({ id, value, found, facts, writer }: Parameters<SetField>[0]): Promise<Body> {
  const before = textsIn(found['implied']);
  const wanted = textsIn(value);
  for (const implied of wanted.filter((one) => !before.includes(one))) {
    const path = `${pathOf(roles, id)}/implies/${encodeURIComponent(implied)}`;
    const undo = facts.found === undefined ? 'with-parent' : ({ method: 'DELETE', path } as const);
    await writer.write({ operation: 'act', collection: roles, id, method: 'PUT', path, undo, doneAt: [409] });
  }
  return { implied: [...new Set([...before, ...wanted])] };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
