import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf } from '../kind/collection.ts';
import { descriptionField, nameField } from '../kind/common-fields.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { defineKind, type Preparation, type SetField } from '../kind/kind.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { idOf, isBody } from '../kind/wire.ts';
import { groups, users } from './collections.ts';
import { calledIn, domainField, domainInfo, foundInDomain } from './common.ts';

const MEMBERS = 'member_refs';

/** Ids of users on the wire, references in the file. A member that the destination does not have is put into words. */
const memberList: Codec = {
  refersTo: [users],
  read: async (wire, names) => {
    if (!Array.isArray(wire)) return null;
    const found = await Promise.all(wire.map((id) => names.reference(users, String(id))));
    return found.filter((member) => member !== undefined);
  },
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.map(async (member) => (await ids.find(users, member)) ?? { missing: calledIn(member) }),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((reference: unknown, index) =>
          isBody(reference) ? [{ collection: users, reference, path: [index] }] : [],
        )
      : [],
};

/** Groups of users, with their members. Rules of the fields: the identity API reference, "Groups". */
export const group = defineKind({
  collection: groups,
  type: 'openstack.identity.Group',
  file: 'groups.yml',
  plural: 'groups',
  about: 'Users who are given roles together. Administrators make them.',
  ...foundInDomain('group'),
  fields: [
    domainField,
    nameField,
    { ...descriptionField, born: '' },
    {
      name: MEMBERS,
      wire: 'members',
      set: 'always',
      empty: [],
      born: [],
      sorted: [],
      codec: memberList,
      call: setMembers,
      schema: {
        type: 'array',
        nullable: true,
        items: requiredReferenceSchema('A user.'),
        description:
          'The users in it. Of those whom the destination has beyond these, the ones that an import has brought are taken out; others stay.',
      },
    },
  ],
  info: domainInfo,
  complete: withMembers,
  behaviour: { prepare },
});

/** Lists do not say who is in a group. */
async function withMembers(body: Body, { session }: IndexOfCloud): Promise<Body> {
  if (Array.isArray(body['members'])) return body;
  const members = await session.list('identity', `${pathOf(groups, idOf(body))}/users`, 'users');
  return { ...body, members: members.map(idOf) };
}

/**
 * Leaves out members that the destination does not have, and leaves in those that only the destination has: to be in a
 * group is to have its rights, and whom no import has brought, none takes out.
 */
async function prepare({ index, wanted, found, idMap }: Preparation): Promise<Wanted> {
  const asked = wanted.values.get(MEMBERS);
  if (!Array.isArray(asked)) return wanted;
  const { userId } = await index.identity();
  const members = new Set(asked.filter((member) => typeof member === 'string'));
  const missing = asked.filter(isBody).map((member) => `"${String(member['missing'])}"`);
  const there = Array.isArray(found?.['members']) ? found['members'].map(String) : [];
  const staying = there.filter(
    (id) => !members.has(id) && (id === userId || idMap.ofDestination(users, id) === undefined),
  );
  const values = new Map(wanted.values).set(MEMBERS, [...members, ...staying]);
  const notes =
    staying.length === 0 ? [] : [`${counted(staying.length)} of the destination's own in it stay.`];
  const warnings =
    missing.length === 0
      ? []
      : [
          `${MEMBERS}: the destination has no user ${missing.join(', ')}, or several of that name. Import users first, or mend the list.`,
        ];
  return { values, notes: [...wanted.notes, ...notes], warnings: [...wanted.warnings, ...warnings] };
}

function counted(members: number): string {
  return members === 1 ? '1 member' : `${members} members`;
}

/** Puts users into a group and takes them out, one by one. */
async function setMembers({ id, value, found, facts, writer }: Target): Promise<Body> {
  const wanted = textsIn(value);
  const before = textsIn(found['members']);
  const write = async (user: string, method: 'PUT' | 'DELETE', back: 'PUT' | 'DELETE'): Promise<void> => {
    const path = `${pathOf(groups, id)}/users/${encodeURIComponent(user)}`;
    const undo = facts.found === undefined ? 'with-parent' : ({ method: back, path } as const);
    await writer.write({ operation: 'act', collection: groups, id, method, path, undo });
  };
  for (const user of wanted.filter((one) => !before.includes(one))) await write(user, 'PUT', 'DELETE');
  for (const user of before.filter((one) => !wanted.includes(one))) await write(user, 'DELETE', 'PUT');
  return { members: wanted };
}

type Target = Parameters<SetField>[0];

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
