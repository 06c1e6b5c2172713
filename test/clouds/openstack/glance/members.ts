import { isObject, type CloudReply } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import { membersOf } from './access.ts';
import { jsonBody, refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { badRequest, conflict, forbidden, refuse } from './errors.ts';
import type { Image, ImageMember } from './rows.ts';
import { memberKey, timeOf } from './state.ts';
import { findOr404 } from './tags.ts';
import { viewMember } from './view.ts';

const ONLY_SHARED = 'Only shared images have members.';

/** `GET /v2/images/{image}/members` */
export function listMembers(id: string, context: Context): CloudReply {
  refuseBody(context.request);
  const image = findOr404(id, context);
  if (image.visibility !== 'shared') {
    throw forbidden(`Not allowed to list members for image ${image.id}: ${ONLY_SHARED}`);
  }
  const members = membersOf(image, context).map(viewMember);
  return { status: 200, body: { members, schema: '/v2/schemas/members' } };
}

/** `GET /v2/images/{image}/members/{member}` */
export function showMember(id: string, memberId: string, context: Context): CloudReply {
  refuseBody(context.request);
  const image = findOr404(id, context);
  if (image.visibility !== 'shared') throw refuse(404, ONLY_SHARED);
  return { status: 200, body: viewMember(findMember(image, memberId, context)) };
}

/** `POST /v2/images/{image}/members`: the owner of an image offers it to a project. */
export function addMember(id: string, context: Context): CloudReply {
  const { state } = context;
  const body = jsonBody(context.request);
  if (!isObject(body)) throw badRequest('Expected a member in the form: {"member": "image_id"}');
  const given = body['member'];
  if (!('member' in body)) throw badRequest('Member to be added not specified');
  if (!given) throw badRequest("Member can't be empty");
  const image = findOr404(id, context);
  if (!mayShare(image, context)) throw forbidden(`Not allowed to create members for image ${id}.`);
  const memberId = pythonText(given);
  const count = state.members.count('image', image.id) + 1;
  if (state.most.members >= 0 && count > state.most.members) throw tooMany(id, count, state.most.members);
  if (state.members.get(memberKey(image.id, memberId))) {
    throw conflict(`Member ${memberId} is duplicated for image ${id}`);
  }
  const now = timeOf(state);
  const member = state.members.insert({
    id: memberKey(image.id, memberId),
    image_id: image.id,
    member_id: memberId,
    status: 'pending',
    created_at: now,
    updated_at: now,
  });
  // The answer repeats what was asked for, a number too.
  return { status: 200, body: { ...viewMember(member), member_id: given } };
}

function mayShare(image: Image, { who }: Context): boolean {
  if (image.visibility !== 'shared') return false;
  return who.isAdmin || (image.owner !== null && image.owner === who.projectId);
}

function tooMany(id: string, count: number, most: number): Error {
  return refuse(
    413,
    `Image member limit exceeded for image ${id}: The limit has been exceeded on the number of allowed image members ` +
      `for this image. Attempted: ${count}, Maximum: ${most}:`,
  );
}

/** `PUT /v2/images/{image}/members/{member}`: the project says whether it wants the image in its lists. */
export function updateMember(id: string, memberId: string, context: Context): CloudReply {
  const { state, who } = context;
  const body = jsonBody(context.request);
  if (!isObject(body)) throw badRequest('Expected a status in the form: {"status": "status"}');
  if (!('status' in body)) throw badRequest('Status not specified');
  const image = findOr404(id, context);
  const isOwner = image.owner === who.projectId;
  if (image.visibility !== 'shared' || (isOwner && !who.isAdmin)) {
    throw forbidden(`Not allowed to update members for image ${id}.`);
  }
  const member = findMember(image, memberId, context);
  const { status } = body;
  if (status !== 'pending' && status !== 'accepted' && status !== 'rejected') {
    throw badRequest('Incorrect request: Status must be "pending", "accepted" or "rejected".');
  }
  const changed = state.members.replace({ ...member, status, updated_at: timeOf(state) });
  return { status: 200, body: viewMember(changed) };
}

/** `DELETE /v2/images/{image}/members/{member}` */
export function removeMember(id: string, memberId: string, context: Context): CloudReply {
  refuseBody(context.request);
  const image = findOr404(id, context);
  if (!mayShare(image, context)) throw forbidden(`Not allowed to delete members for image ${id}.`);
  context.state.members.remove(findMember(image, memberId, context).id);
  return { status: 204 };
}

function findMember(image: Image, memberId: string, context: Context): ImageMember {
  const member = membersOf(image, context).find((each) => each.member_id === memberId);
  if (member) return member;
  throw refuse(404, `${memberId} not found in the member list of the image ${image.id}.`);
}
