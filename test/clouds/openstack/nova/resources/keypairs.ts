import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, fault, notFound } from '../errors.ts';
import { nextLink } from '../links.ts';
import { lastOf, limitOf } from '../paging.ts';
import { enforce, requireProject } from '../policy.ts';
import { limitFor } from '../quota.ts';
import { get, ok, post, remove, type ComputeRoute } from '../route.ts';
import type { Keypair } from '../rows.ts';
import { checkBody, checkQuery } from '../schema/check.ts';
import { keypairQuery, newKeypair } from '../schemas/keypairs.ts';
import { timeOf } from '../seed.ts';
import { keypairKey } from '../state.ts';
import { importKey, makeKey, type KeyValues } from './key-values.ts';

/** Keys that servers let in: each is one user's, in all his projects. */
export const keypairRoutes: readonly ComputeRoute[] = [
  get('/os-keypairs', list),
  post('/os-keypairs', create),
  get('/os-keypairs/:name', (context, { name = '' }) => {
    const row = find(context, name, 'show');
    const { created_at, user_id } = row;
    const more = {
      user_id,
      created_at,
      deleted: false,
      deleted_at: null,
      id: Number(row.id),
      updated_at: null,
    };
    return ok({ keypair: { ...viewBriefly(row, context), ...more } });
  }),
  remove('/os-keypairs/:name', (context, { name = '' }) => {
    context.state.keypairs.remove(find(context, name, 'delete').id);
    return { status: context.version === 1 ? 202 : 204 };
  }),
];

function list(context: Context): CloudReply {
  const { state, version, request } = context;
  const query = checkQuery(keypairQuery(version, true), request.query);
  const userId = userOf(context, query);
  enforce(context, 'os-keypairs:index', { userId });
  const rows = state.keypairs.by('user', userId).sort((a, b) => compareNames(a.name, b.name));
  const page = pageOf(context, query, userId, rows);
  const names = page.map((row) => row.name);
  return ok({
    keypairs: page.map((row) => ({ keypair: viewBriefly(row, context) })),
    ...(version >= 35 ? nextLink(context, { collection: 'os-keypairs' }, query, names) : {}),
  });
}

function pageOf(
  { state, version }: Context,
  query: URLSearchParams,
  userId: string,
  rows: readonly Keypair[],
): readonly Keypair[] {
  if (version < 35) return rows;
  const marker = lastOf(query, 'marker');
  const limit = limitOf(query, state.pageLimit);
  if (marker === undefined) return rows.slice(0, limit);
  if (state.keypairs.count('name', keypairKey(userId, marker)) === 0) {
    throw badRequest(`Marker ${marker} could not be found.`);
  }
  return rows.filter((row) => compareNames(row.name, marker) > 0).slice(0, limit);
}

function compareNames(a: string, b: string): number {
  const [first, second] = [folded(a), folded(b)];
  return first === second ? 0 : first < second ? -1 : 1;
}

function create(context: Context): CloudReply {
  const { state, version } = context;
  checkBody(newKeypair(version), context.body);
  // Boundary: its shape was checked.
  const { keypair: given } = context.body as { readonly keypair: Given };
  const userId = given.user_id === undefined || given.user_id === '' ? context.who.userId : given.user_id;
  enforce(context, 'os-keypairs:create', { userId });
  requireProject(context);
  const count = state.keypairs.count('user', userId);
  const limit = limitFor(context, 'key_pairs');
  if (limit >= 0 && count + 1 > limit) throw fault(403, 'Quota exceeded, too many key pairs.');
  const name = given.name.trim();
  const values = valuesOf(given, userId);
  if (state.keypairs.count('name', keypairKey(userId, name)) > 0) {
    throw conflict(`Key pair '${name}' already exists.`);
  }
  const row = state.keypairs.insert({
    id: String(state.nextNumber()),
    user_id: userId,
    name,
    type: values.type,
    public_key: values.publicKey,
    fingerprint: values.fingerprint,
    created_at: timeOf(state),
  });
  const secret = values.privateKey === undefined ? {} : { private_key: values.privateKey };
  const keypair = { ...secret, ...viewBriefly(row, context), user_id: userId };
  return { status: version === 1 ? 200 : 201, body: { keypair } };
}

interface Given {
  readonly name: string;
  readonly type?: 'ssh' | 'x509';
  readonly public_key?: string;
  readonly user_id?: string;
}

function valuesOf({ type = 'ssh', public_key: publicKey }: Given, userId: string): KeyValues {
  return publicKey === undefined ? makeKey(type, userId) : importKey(type, publicKey);
}

function find(context: Context, name: string, verb: string): Keypair {
  const query = checkQuery(keypairQuery(context.version, false), context.request.query);
  const userId = userOf(context, query);
  enforce(context, `os-keypairs:${verb}`, { userId });
  const [row] = context.state.keypairs.by('name', keypairKey(userId, name));
  if (!row) throw notFound(`Keypair ${name} not found for user ${userId}`);
  return row;
}

/** Whose keys are meant: the first that the query names, else the caller's own. */
function userOf({ who }: Context, query: URLSearchParams): string {
  const wanted = query.get('user_id');
  return wanted === null || wanted === '' ? who.userId : wanted;
}

function viewBriefly(row: Keypair, { version }: Context): JsonObject {
  return {
    name: row.name,
    public_key: row.public_key,
    fingerprint: row.fingerprint,
    ...(version >= 2 ? { type: row.type } : {}),
  };
}
