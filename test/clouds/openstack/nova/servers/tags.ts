import type { CloudReply } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { linksOf } from '../links.ts';
import { get, ok, put, remove, since, type ComputeRoute } from '../route.ts';
import type { Server } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { findFlaw } from '../schema/find-flaw.ts';
import { TAG } from '../schemas/server-create.ts';
import { WHOLE_TAGS } from '../schemas/server-parts.ts';
import { compareIds } from './compare.ts';
import { changeServer, findMapped } from './find.ts';

const ALL = '/servers/:id/tags';
const ONE = `${ALL}/:tag`;
const STATES = ['active', 'paused', 'suspended', 'stopped'];
const MOST = 50;

/** Short words by which servers are found. */
export const tagRoutes: readonly ComputeRoute[] = [
  get(
    ALL,
    since(26, (context, { id = '' }) => ok({ tags: find(context, id, 'index').tags })),
  ),
  put(
    ALL,
    since(26, (context, { id = '' }) => {
      checkBody(WHOLE_TAGS, context.body);
      // Boundary: its shape was checked.
      const { tags } = context.body as { readonly tags: readonly string[] };
      const server = find(context, id, 'update_all');
      return ok({ tags: store(context, server, tags, 'update tags').tags });
    }),
  ),
  remove(
    ALL,
    since(26, (context, { id = '' }) => {
      store(context, find(context, id, 'delete_all'), [], 'delete tags');
      return { status: 204 };
    }),
  ),
  get(
    ONE,
    since(26, (context, { id = '', tag = '' }) => {
      if (find(context, id, 'show').tags.includes(tag)) return { status: 204 };
      throw notFound(`Server ${id} has no tag '${tag}'`);
    }),
  ),
  put(ONE, since(26, addTag)),
  remove(
    ONE,
    since(26, (context, { id = '', tag = '' }) => {
      const server = find(context, id, 'delete');
      refuseState(server, 'delete tag');
      if (!server.tags.includes(tag)) throw notFound(`Instance ${id} has no tag '${tag}'`);
      store(
        context,
        server,
        server.tags.filter((each) => each !== tag),
        'delete tag',
      );
      return { status: 204 };
    }),
  ),
];

const find = (context: Context, id: string, verb: string): Server =>
  findMapped(context, id, `os-server-tags:${verb}`);

function addTag(context: Context, { id = '', tag = '' }: Readonly<Record<string, string>>): CloudReply {
  const server = find(context, id, 'update');
  refuseState(server, 'update tag');
  const flaw = findFlaw(TAG, tag);
  if (flaw) {
    throw badRequest(
      `Tag '${tag}' is invalid. It must be a non empty string without characters '/' and ','. Validation error message: ${flaw.message}`,
    );
  }
  if (server.tags.length >= MOST) {
    throw badRequest(`The number of tags exceeded the per-server limit ${MOST}`);
  }
  if (server.tags.includes(tag)) return { status: 204 };
  store(context, server, [...server.tags, tag], 'update tag');
  const [self] = linksOf(context, 'servers', server.id);
  return { status: 201, headers: { Location: `${String(self!['href'])}/tags/${tag}` } };
}

function refuseState(server: Server, verb: string): void {
  if (STATES.includes(server.vm_state)) return;
  throw conflict(`Cannot '${verb}' instance ${server.id} while it is in vm_state ${server.vm_state}`);
}

function store(context: Context, server: Server, tags: readonly string[], verb: string): Server {
  refuseState(server, verb);
  const sorted = [...new Set(tags)].sort(compareIds);
  return changeServer(context.state, server.id, { tags: sorted })!;
}
