import type { CloudReply, CloudRequest } from '../http/exchange.ts';
import type { Context } from './context.ts';
import { jsonBody } from './crud.ts';
import { invalidInput, refuse } from './errors.ts';
import type { Kind } from './kind.ts';
import type { StandardRow } from './rows.ts';
import { touched } from './standard-row.ts';
import { listOf, text } from './values/check.ts';
import { folded } from './listing/collation.ts';

/** A kind whose rows have tags. */
type Tagged = Kind<StandardRow>;

/** `/v2.0/{collection}/{id}/tags[/{tag}]` */
export function answerTags(
  kind: Tagged,
  id: string,
  tag: string | undefined,
  request: CloudRequest,
  context: Context,
): CloudReply {
  const row = findTagged(kind, id, context);
  const { method } = request;
  if (tag === undefined) {
    if (method === 'GET') return { status: 200, body: { tags: [...row.tags].sort() } };
    if (method === 'PUT') return replaceAll(kind, row, request, context);
    if (method === 'DELETE') return write(kind, row, [], context, { status: 204 });
    throw refuse(404, 'HTTPNotFound', 'not supported');
  }
  if (method === 'PUT') {
    checkTag(tag);
    const tags = has(row, tag) ? row.tags : [...row.tags, tag];
    return write(kind, row, tags, context, { status: 201, body: null });
  }
  if (!has(row, tag)) throw refuse(404, 'TagNotFound', `Tag ${tag} could not be found.`);
  if (method === 'GET') return { status: 204 };
  if (method !== 'DELETE') throw refuse(404, 'HTTPNotFound', 'not supported');
  const rest = row.tags.filter((each) => folded(each) !== folded(tag));
  return write(kind, row, rest, context, { status: 204 });
}

function findTagged(kind: Tagged, id: string, context: Context): StandardRow {
  const row = kind.table(context.state).get(id);
  const { who } = context;
  // Tags of what is only shared with the caller are none of his business.
  if (row && (who.isAdmin || row.tenant_id === who.projectId || kind.isVisible(row, context))) return row;
  const name = kind.path.split('/').at(-1)!.replace(/-/g, '_');
  throw refuse(404, 'TagResourceNotFound', `Resource ${name} ${id} could not be found.`);
}

function replaceAll(kind: Tagged, row: StandardRow, request: CloudRequest, context: Context): CloudReply {
  const body = jsonBody(request);
  const tags = body['tags'];
  if (tags === undefined) throw invalidInput('Invalid tags body');
  const wrong = listOf(text(255))(tags);
  if (wrong !== undefined || !Array.isArray(tags)) throw invalidInput(wrong ?? 'Invalid tags body');
  return write(kind, row, tags.map(String), context, { status: 200, body: { tags } });
}

function checkTag(tag: string): void {
  const wrong = text(255)(tag);
  if (wrong !== undefined) throw invalidInput(wrong);
}

function has(row: StandardRow, tag: string): boolean {
  return row.tags.some((each) => folded(each) === folded(tag));
}

function write(
  kind: Tagged,
  row: StandardRow,
  tags: readonly string[],
  context: Context,
  reply: CloudReply,
): CloudReply {
  const sorted = [...tags].sort();
  if (sorted.join('\n') !== [...row.tags].sort().join('\n')) {
    kind.table(context.state).replace(touched(context.state, { ...row, tags: sorted }));
  }
  return reply;
}
