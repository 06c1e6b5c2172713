import type { CloudReply } from '../http/exchange.ts';
import { imageWithId, isVisible } from './access.ts';
import type { Context } from './context.ts';
import { badRequest, forbidden } from './errors.ts';
import { conditionOf } from './filters.ts';
import type { Image } from './rows.ts';
import { memberKey } from './state.ts';
import { inOrder, sortingOf } from './sorting.ts';
import { viewImage } from './view.ts';

/** `GET /v2/images` */
export function listImages(context: Context): CloudReply {
  const { state } = context;
  const asked = new URLSearchParams(context.request.query);
  const limitText = take(asked, 'limit');
  const marker = take(asked, 'marker');
  const memberStatus = take(asked, 'member_status') ?? 'accepted';
  const tags = asked.getAll('tag').map((tag) => tag.trim());
  asked.delete('tag');
  const visibility = visibilityOf(asked);
  if (!['pending', 'accepted', 'rejected', 'all'].includes(memberStatus)) {
    throw badRequest(`Invalid status: ${memberStatus}`);
  }
  const limit = Math.min(limitText === null ? state.pageSize : limitOf(limitText), state.pageLimit);
  const sorting = sortingOf(asked);
  const condition = conditionOf(asked, tags);
  const found = state.images
    .all()
    .filter((image) => isListed(image, visibility, memberStatus, context) && condition(image));
  const sorted = inOrder(found, sorting);
  const start = marker === null ? 0 : sorted.indexOf(markedBy(marker, context)) + 1;
  const page = sorted.slice(start, start + limit);
  return {
    status: 200,
    body: {
      images: page.map(viewImage),
      first: linkTo(context, undefined),
      ...(page.length > 0 && page.length === limit ? { next: linkTo(context, page.at(-1)!.id) } : {}),
      schema: '/v2/schemas/images',
    },
  };
}

/** Takes the first value of a parameter away; a second one stays, and filters. */
function take(query: URLSearchParams, name: string): string | null {
  const [first, ...others] = query.getAll(name);
  query.delete(name);
  for (const other of others) query.append(name, other);
  return first ?? null;
}

function limitOf(text: string): number {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw badRequest('limit param must be an integer');
  const limit = Number(text);
  if (limit < 0) throw badRequest('limit param must be positive');
  return limit;
}

function visibilityOf(query: URLSearchParams): string | undefined {
  const visibility = query.getAll('visibility').at(-1);
  query.delete('visibility');
  if (visibility !== undefined && visibility !== '') {
    if (!['community', 'public', 'private', 'shared', 'all'].includes(visibility)) {
      throw badRequest(`Invalid visibility value: ${visibility}`);
    }
  }
  if (query.get('changes-since')) {
    throw badRequest('The "changes-since" filter is no longer available on v2.');
  }
  return visibility;
}

/** Whether a list shows an image at all, which is less than who names it can see. */
function isListed(
  image: Image,
  visibility: string | undefined,
  memberStatus: string,
  context: Context,
): boolean {
  const { who } = context;
  const isOwn = who.projectId !== null && image.owner === who.projectId;
  if (visibility === undefined && image.visibility === 'community' && !isOwn) return false;
  if (visibility !== undefined && visibility !== 'all' && image.visibility !== visibility) return false;
  if (who.isAdmin || isOwn || image.visibility === 'public' || image.visibility === 'community') return true;
  if (image.visibility !== 'shared' || who.projectId === null) return false;
  const member = context.state.members.get(memberKey(image.id, who.projectId));
  return member !== undefined && (memberStatus === 'all' || member.status === memberStatus);
}

function markedBy(marker: string, context: Context): Image {
  const image = imageWithId(marker, context);
  if (!image) throw badRequest(`No image found with ID ${marker}`);
  if (!isVisible(image, context)) throw forbidden(`Forbidding request, image ${marker} not visible`);
  return image;
}

/** The address of a page: what was asked for, of each parameter the last value. */
function linkTo({ request }: Context, marker: string | undefined): string {
  const parameters = new Map([...request.query].filter(([name]) => name !== 'marker'));
  if (marker !== undefined) parameters.set('marker', marker);
  const query = new URLSearchParams([...parameters]).toString();
  return query === '' ? '/v2/images' : `/v2/images?${query}`;
}
