import type { DescribedObjectSchema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import type { Codec, Ids, Names } from '../kind/codec.ts';
import { reference } from '../kind/codecs.ts';
import type { Collection } from '../kind/collection.ts';
import { defineKind } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { isAssignmentOf } from './about-projects.ts';
import { assign, assumedAssignment } from './assign.ts';
import { SYSTEM, type Party } from './assignment.ts';
import { domains, groups, projects, roleAssignments, users } from './collections.ts';
import { calledIn } from './common.ts';
import { roleReference } from './role-reference.ts';

type PartyType = Party['type'];

const COLLECTIONS: Readonly<Partial<Record<PartyType, Collection>>> = {
  user: users,
  group: groups,
  project: projects,
  domain: domains,
};

/** The system is one, and has no name of its own. */
const SYSTEM_REFERENCE = { type: 'system', name: SYSTEM.id, project_name: null, domain_name: null };

/** Roles of users and groups anywhere but of users on projects. They are made and never taken away. */
export const roleAssignment = defineKind({
  collection: roleAssignments,
  type: 'openstack.identity.RoleAssignment',
  file: 'role_assignments.yml',
  plural: 'role_assignments',
  about:
    'A role that a group has on a project, or that a user or group has on a domain or on the whole system; inherited ones, too. Administrators assign it.',
  scopedToProject: false,
  adminOnly: true,
  needsAdmin: 'both',
  sameIsOne: true,
  keys: (body) => [
    [
      partyKey(body['assignee']),
      partyKey(body['scope_of']),
      textOf(body, 'role_id') ?? '',
      body['is_inherited'] === true ? 'inherited' : '',
    ].join(' '),
  ],
  label: (params) =>
    `${params['is_inherited'] === true ? 'inherited role' : 'role'} "${nameIn(params['role_ref'])}" of ${partyLabel(params['assignee_ref'])} on ${partyLabel(params['scope_ref'])}`,
  identity: (params) =>
    [
      partyLabel(params['assignee_ref']),
      partyLabel(params['scope_ref']),
      calledIn(params['role_ref']),
      String(params['is_inherited'] === true),
    ].join(' '),
  isAbout: isAssignmentOf,
  isExported: (body) =>
    textOf(body, 'user_id') === undefined ||
    textOf(body, 'project_id') === undefined ||
    body['is_inherited'] === true,
  fields: [
    {
      name: 'assignee_ref',
      wire: 'assignee',
      set: 'create',
      identifies: true,
      codec: party('user', 'group'),
      schema: partySchema('Who has the role.', 'user', 'group'),
    },
    {
      name: 'scope_ref',
      wire: 'scope_of',
      set: 'create',
      identifies: true,
      codec: party('project', 'domain', 'system'),
      schema: partySchema(
        'Where it holds. The whole system has the name "all".',
        'project',
        'domain',
        'system',
      ),
    },
    {
      name: 'role_ref',
      wire: 'role_id',
      set: 'create',
      identifies: true,
      codec: roleReference,
      schema: requiredReferenceSchema('The role, which has to be at the destination.'),
    },
    {
      name: 'is_inherited',
      set: 'create',
      identifies: true,
      schema: {
        type: 'boolean',
        nullable: true,
        description:
          'Whether it holds in all projects below the project or domain, and not in that itself. Null: it is not inherited.',
      },
    },
  ],
  info: [{ name: 'id' }, { name: 'role_id' }],
  roles: {
    filtered: 'params.assignee_ref.name',
    filterNames: 'users and groups',
    label:
      '{{ item.params.role_ref.name }} of {{ item.params.assignee_ref.name }} on {{ item.params.scope_ref.name }}',
  },
  behaviour: {
    create: (_facts, body, writer) =>
      assign(writer, roleAssignments, {
        assignee: partyIn(body['assignee']),
        scope: partyIn(body['scope_of']),
        role: textOf(body, 'role_id') ?? '',
        isInherited: body['is_inherited'] === true,
      }),
    assumed: assumedAssignment,
  },
});

/** A party on the wire, a reference with its type in the file. */
function party(...types: readonly PartyType[]): Codec {
  const collections = types.flatMap((type) => COLLECTIONS[type] ?? []);
  return {
    refersTo: collections,
    read: readParty,
    write: writeParty,
    references: (value) => {
      const collection = isBody(value) ? collectionOf(value) : undefined;
      return collection === undefined ? [] : [{ collection, reference: value, path: [] }];
    },
  };
}

async function readParty(wire: unknown, names: Names): Promise<unknown> {
  if (!isBody(wire)) return null;
  const collection = collectionOf(wire);
  if (collection === undefined) return SYSTEM_REFERENCE;
  const found = await reference(collection).read(wire['id'], names);
  return isBody(found) ? { type: wire['type'], ...found } : null;
}

async function writeParty(value: unknown, ids: Ids): Promise<Party> {
  const collection = isBody(value) ? collectionOf(value) : undefined;
  if (collection === undefined || !isBody(value)) return SYSTEM;
  return { type: typeOf(value), id: await ids.id(collection, value) };
}

function collectionOf(party: Body): Collection | undefined {
  return COLLECTIONS[typeOf(party)];
}

function typeOf(party: Body): PartyType {
  const { type } = party;
  return PARTY_TYPES.find((one) => one === type) ?? 'system';
}

const PARTY_TYPES: readonly PartyType[] = ['user', 'group', 'project', 'domain', 'system'];

function partyIn(value: unknown): Party {
  return isBody(value) ? { type: typeOf(value), id: textOf(value, 'id') ?? '' } : SYSTEM;
}

function partyKey(value: unknown): string {
  const { type, id } = partyIn(value);
  return `${type}/${id}`;
}

/** `group "ops"`, `the system`. */
function partyLabel(value: unknown): string {
  const type = isBody(value) ? typeOf(value) : 'system';
  return type === 'system' ? 'the system' : `${type} "${calledIn(value)}"`;
}

function partySchema(description: string, ...types: readonly PartyType[]): DescribedObjectSchema {
  const { properties } = requiredReferenceSchema(description);
  return {
    type: 'object',
    description,
    properties: {
      type: { type: 'string', enum: [...types], description: 'What it is.' },
      ...properties,
    },
    required: ['type', 'name'],
  };
}
