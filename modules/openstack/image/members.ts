import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import type { Codec } from '../kind/codec.ts';
import { pathOf } from '../kind/collection.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Field, Preparation, SetField } from '../kind/kind.ts';
import { nameIn } from '../kind/labels.ts';
import { readOne } from '../kind/read-one.ts';
import { requiredReferenceSchema } from '../kind/schemas.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import type { Undo } from '../kind/write.ts';
import { images } from './collections.ts';

/*
 * The members of a shared image are the projects that may use it. The owner names them; each says for itself whether it
 * takes the image (or an administrator does it for all).
 */

const NAME = 'members';

const memberList: Codec = {
  refersTo: [projects],
  read: async (wire, names) => {
    if (!Array.isArray(wire)) return null;
    const members: unknown[] = [];
    for (const member of wire.filter(isBody)) {
      const id = textOf(member, 'member_id') ?? '';
      const project = await names.reference(projects, id);
      if (project === undefined)
        names.warn(
          `A shared image has the member ${id}, a project that these credentials cannot see: the record names it by its id. Put the name that it has at the destination in its place, or take it out.`,
        );
      members.push({
        project_ref: project ?? { name: id, project_name: null, domain_name: null },
        status: member['status'] ?? 'pending',
      });
    }
    return members;
  },
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.filter(isBody).map(async (member) => ({
            member_id: (await ids.find(projects, member['project_ref'])) ?? null,
            name: nameIn(member['project_ref']),
            status: member['status'] ?? 'pending',
          })),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((member: unknown, index) =>
          isBody(member) && isBody(member['project_ref'])
            ? [{ collection: projects, reference: member['project_ref'], path: [index, 'project_ref'] }]
            : [],
        )
      : [],
};

/** The projects that a shared image is shared with. */
export const membersField: Field = {
  name: NAME,
  set: 'always',
  extra: true,
  empty: [],
  born: [],
  sorted: ['member_id'],
  normalise: (value) => (Array.isArray(value) ? value.filter(isBody).map(comparable) : value),
  isWorthSaying: (wire) => Array.isArray(wire) && wire.length > 0,
  codec: memberList,
  call: setMembers(),
  schema: {
    type: 'array',
    nullable: true,
    items: {
      type: 'object',
      description: 'A project.',
      properties: {
        project_ref: requiredReferenceSchema('The project.'),
        status: {
          type: 'string',
          enum: ['pending', 'accepted', 'rejected'],
          nullable: true,
          description:
            'Whether the project has taken the image. Only the project itself or an administrator can say so.',
        },
      },
      required: ['project_ref'],
    },
    description: 'The projects that may use it, if its visibility is shared.',
  },
};

function comparable(member: Body): Body {
  return { member_id: member['member_id'] ?? null, status: member['status'] ?? 'pending' };
}

/** Reads who an image is shared with. Only its owner and administrators may, and only if it is shared. */
export async function withMembers(body: Body, index: IndexOfCloud): Promise<Body> {
  if (body['visibility'] !== 'shared' || body[NAME] !== undefined) return body;
  const { projectId, isAdmin } = await index.identity();
  if (!isAdmin && body['project_id'] !== projectId) return body;
  try {
    const answer = await readOne(index, images, `${pathOf(images, idOf(body))}/members`);
    return { ...body, [NAME]: bodiesAt(answer, 'members') };
  } catch (error) {
    if (error instanceof DroverError && ['openstack-forbidden', 'openstack-not-found'].includes(error.code))
      return body;
    throw error;
  }
}

/**
 * Leaves out members that the destination does not have, and what only they themselves can say. What is not shared has
 * no members.
 */
export function settleMembers({ wanted, found, isAdmin }: Preparation, visibility: unknown): Wanted {
  const asked = wanted.values.get(NAME);
  if (!Array.isArray(asked)) return wanted;
  const values = new Map(wanted.values);
  if (visibility !== 'shared') {
    values.delete(NAME);
    return { ...wanted, values };
  }
  const have = bodiesAt(found ?? {}, NAME);
  const statusOf = (id: unknown): unknown => have.find((member) => member['member_id'] === id)?.['status'];
  const known = asked.filter(isBody).filter(({ member_id: id }) => typeof id === 'string');
  const unknown = asked.filter(isBody).filter(({ member_id: id }) => typeof id !== 'string');
  const silent = known.filter(
    ({ member_id: id, status }) => !isAdmin && status !== 'pending' && status !== statusOf(id),
  );
  values.set(
    NAME,
    known.map((member) =>
      silent.includes(member) ? { ...member, status: statusOf(member['member_id']) ?? 'pending' } : member,
    ),
  );
  return {
    ...wanted,
    values,
    warnings: [...wanted.warnings, ...unknownText(unknown), ...silentText(silent)],
  };
}

function unknownText(members: readonly Body[]): readonly string[] {
  if (members.length === 0) return [];
  return [
    `members: ${namesOf(members)} cannot be found at the destination with these credentials, so the image is not shared there. Import the projects first, use credentials that may list them, or put their ids into the record.`,
  ];
}

function silentText(members: readonly Body[]): readonly string[] {
  if (members.length === 0) return [];
  return [
    `members: ${namesOf(members)} must say by itself that it takes the image (openstack image set --accept IMAGE, with credentials of that project), as only a member or an administrator can.`,
  ];
}

function namesOf(members: readonly Body[]): string {
  return members.map((member) => `project "${String(member['name'])}"`).join(', ');
}

function setMembers(): SetField {
  return async ({ id, value, found, facts, writer }) => {
    const path = `${pathOf(images, id)}/members`;
    const wanted = Array.isArray(value) ? value.filter(isBody) : [];
    const before = bodiesAt(found, NAME);
    const back = (undo: Undo): Undo => (facts.found === undefined ? 'with-parent' : undo);
    const pathOfMember = (member: Body): string =>
      `${path}/${encodeURIComponent(String(member['member_id']))}`;
    const call = { operation: 'act', collection: images, id } as const;
    const same = (list: readonly Body[], { member_id: project }: Body): Body | undefined =>
      list.find((other) => other['member_id'] === project);
    for (const member of before.filter((one) => same(wanted, one) === undefined))
      await writer.write({
        ...call,
        method: 'DELETE',
        path: pathOfMember(member),
        before: comparable(member),
        undo: { method: 'POST', path, body: { member: member['member_id'] } },
      });
    for (const member of wanted.filter((one) => same(before, one) === undefined))
      await writer.write({
        ...call,
        method: 'POST',
        path,
        body: { member: member['member_id'] },
        findMade: async () => same(bodiesAt(await readOne(writer.index, images, path), 'members'), member),
        undo: back({ method: 'DELETE', path: pathOfMember(member) }),
      });
    for (const member of wanted) {
      const was = same(before, member)?.['status'] ?? 'pending';
      if (member['status'] === was) continue;
      const put = { method: 'PUT', path: pathOfMember(member) } as const;
      await writer.write({
        ...call,
        ...put,
        body: { status: member['status'] },
        undo: back({ ...put, body: { status: was } }),
      });
    }
    return { [NAME]: wanted.map(comparable) };
  };
}
