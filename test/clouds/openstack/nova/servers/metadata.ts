import type { CloudReply } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { get, ok, post, put, remove, type ComputeRoute } from '../route.ts';
import type { Server } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { ONE_METADATUM, WHOLE_METADATA } from '../schemas/server-parts.ts';
import { changeServer, findServer, refuseLocked, refuseState } from './find.ts';
import { checkMetadata } from './wanted-server.ts';

const ALL = '/servers/:id/metadata';
const ONE = `${ALL}/:key`;
const STATES = ['active', 'paused', 'suspended', 'stopped'];

type Texts = Server['metadata'];

/** Words that users keep at a server. */
export const metadataRoutes: readonly ComputeRoute[] = [
  get(ALL, (context, { id = '' }) => ok({ metadata: find(context, id, 'index').metadata })),
  post(ALL, (context, { id = '' }) => write(context, id, 'create')),
  put(ALL, (context, { id = '' }) => write(context, id, 'update_all')),
  get(ONE, (context, { id = '', key = '' }) => {
    const { metadata } = find(context, id, 'show');
    if (!Object.hasOwn(metadata, key)) throw notFound('Metadata item was not found');
    return ok({ meta: { [key]: metadata[key] } });
  }),
  put(ONE, setOne),
  remove(ONE, (context, { id = '', key = '' }) => {
    const server = find(context, id, 'delete');
    if (!Object.hasOwn(server.metadata, key)) throw notFound('Metadata item was not found');
    const left = Object.entries(server.metadata).filter(([name]) => name !== key);
    store(context, server, Object.fromEntries(left), 'delete metadata');
    return { status: 204 };
  }),
];

const find = (context: Context, id: string, verb: string): Server =>
  findServer(context, id, `server-metadata:${verb}`);

function write(context: Context, id: string, verb: 'create' | 'update_all'): CloudReply {
  checkBody(WHOLE_METADATA, context.body);
  // Boundary: its shape was checked.
  const { metadata } = context.body as { readonly metadata: Texts };
  const server = find(context, id, verb);
  const whole = verb === 'create' ? { ...server.metadata, ...metadata } : metadata;
  store(context, server, whole, 'update metadata');
  return ok({ metadata: whole });
}

function setOne(context: Context, { id = '', key = '' }: Readonly<Record<string, string>>): CloudReply {
  checkBody(ONE_METADATUM, context.body);
  // Boundary: as above.
  const { meta } = context.body as { readonly meta: Texts };
  const server = find(context, id, 'update');
  if (!Object.hasOwn(meta, key)) throw badRequest('Request body and URI mismatch');
  store(context, server, { ...server.metadata, ...meta }, 'update metadata');
  return ok({ meta });
}

function store(context: Context, server: Server, metadata: Texts, verb: string): void {
  refuseLocked(server, context);
  refuseState(server, { verb, states: STATES, whileBusy: true });
  checkMetadata(metadata, context);
  changeServer(context.state, server.id, { metadata });
}
