import type { CloudReply, CloudRequest, CloudService, JsonObject } from '../http/exchange.ts';
import { segmentsOf } from '../http/exchange.ts';
import { replyOf } from '../http/refusal.ts';
import type { Caller } from '../keystone/rows.ts';
import type { Context, Who } from './context.ts';
import { act, create, remove, show, update } from './crud.ts';
import { httpNotFound, invalidInput, refuse } from './errors.ts';
import { listExtensions, notFoundPage, showExtension, wantsJson } from './extensions.ts';
import type { Kind } from './kind.ts';
import { KINDS } from './kinds.ts';
import { list } from './listing/list.ts';
import { answerQosRules } from './qos-rules.ts';
import { answerPortForwardings } from './port-forwardings.ts';
import { answerQuotas } from './quota-routes.ts';
import { answerReadOnly } from './read-only.ts';
import { qosPolicyKind } from './resources/qos-policy.ts';
import { ensureDefaultGroup } from './resources/security-group.ts';
import type { StandardRow } from './rows.ts';
import type { NetworkState } from './state.ts';
import { answerTags } from './tags.ts';

/** Tells who holds a token. */
export type Verify = (token: string | undefined) => Caller | undefined;

/** Neutron v2.0 on this state. */
export function createNetworkService(state: NetworkState, verify: Verify): CloudService {
  const tables = Object.values(state).filter(isTable);
  return {
    type: 'network',
    name: 'neutron',
    mount: '/network',
    endpoint: '/network',
    save() {
      const restores = tables.map((table) => table.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    answer: (request) =>
      withHeaders(
        state,
        replyOf(() => dispatch(state, request, verify)),
      ),
  };
}

function dispatch(state: NetworkState, request: CloudRequest, verify: Verify): CloudReply {
  const [version, ...parts] = segmentsOf(request.path);
  if (version === undefined) return { status: 200, body: { versions: [versionOf(request)] } };
  if (version !== 'v2.0') return noSuchPage(request);
  const token = request.headers['x-auth-token'];
  const caller = verify(typeof token === 'string' ? token : undefined);
  if (!caller) return unauthorized(state, request);
  const context: Context = { state, who: whoIs(caller), base: `${request.base}/v2.0` };
  return state.journal.run(() => route(parts, request, context));
}

function whoIs(caller: Caller): Who {
  return {
    userId: caller.userId,
    projectId: caller.projectId ?? '',
    isAdmin: caller.roles.has('admin'),
    roles: caller.roles,
  };
}

function route(parts: readonly string[], request: CloudRequest, context: Context): CloudReply {
  const [first, ...rest] = parts.map((part) => part.replace(/\.json$/, ''));
  if (first === undefined) {
    if (!request.path.endsWith('/')) throw httpNotFound();
    return { status: 200, body: { resources: CORE.map((names) => coreResource(names, context)) } };
  }
  if (first === 'extensions') {
    return rest[0] === undefined ? listExtensions(context) : showExtension(rest[0], request, context);
  }
  if (first === 'quotas') return answerQuotas(rest, KINDS, request, context);
  if (first === 'policies' && rest[1] === 'tags') return answerPolicyTags(rest, request, context);
  const kind = kindAt(parts, context);
  if (!kind) {
    const reply = answerReadOnly([first, ...rest], request, context);
    if (reply) return reply;
    throw httpNotFound();
  }
  const below = parts.slice(kind.path.split('/').length);
  return answerKind(
    kind,
    below.map((part) => part.replace(/\.json$/, '')),
    request,
    context,
  );
}

/** The tags of QoS policies are not below them, but beside: `/v2.0/policies/{id}/tags`. */
function answerPolicyTags(parts: readonly string[], request: CloudRequest, context: Context): CloudReply {
  const [id = '', , tag] = parts;
  const { extensions } = context.state;
  if (!extensions.has('qos') || !extensions.has('standard-attr-tag')) throw httpNotFound();
  // Boundary: policies have standard rows.
  return answerTags(qosPolicyKind as unknown as Kind<StandardRow>, id, tag, request, context);
}

function kindAt(parts: readonly string[], { state }: Context): Kind | undefined {
  const paths = [
    parts[0]!.replace(/\.json$/, ''),
    parts
      .slice(0, 2)
      .join('/')
      .replace(/\.json$/, ''),
  ];
  return KINDS.find(
    (kind) =>
      paths.includes(kind.path) && (kind.extension === undefined || state.extensions.has(kind.extension)),
  );
}

function answerKind(
  kind: Kind,
  below: readonly string[],
  request: CloudRequest,
  context: Context,
): CloudReply {
  const [id, part, last, ...rest] = below;
  const { method } = request;
  if (rest.length > 0) throw httpNotFound();
  if (id === undefined) return answerCollection(kind, request, context);
  if (part === 'tags') {
    if (kind.member === 'policy') throw invalidInput('Invalid tags body');
    if (kind.hasTags !== true || !context.state.extensions.has('standard-attr-tag')) throw httpNotFound();
    // Boundary: kinds with tags have standard rows.
    return answerTags(kind as unknown as Kind<StandardRow>, id, last, request, context);
  }
  if (part !== undefined) return answerBelow(kind, id, part, last, request, context);
  if (method === 'GET') return show(kind, id, request, context);
  if (method === 'PUT') return update(kind, id, request, context);
  if (method === 'DELETE') return remove(kind, id, request, context);
  throw methodNotAllowed();
}

/** What stands below a resource: its rules, or an action. */
function answerBelow(
  kind: Kind,
  id: string,
  part: string,
  last: string | undefined,
  request: CloudRequest,
  context: Context,
): CloudReply {
  const nested =
    kind.member === 'policy'
      ? answerQosRules(id, part, last, request, context)
      : kind.member === 'floatingip'
        ? answerPortForwardings(id, part, last, request, context)
        : undefined;
  if (nested) return nested;
  if (last !== undefined) throw httpNotFound();
  if (kind.member === 'trunk' && part === 'get_subports') {
    const { trunk } = show(kind, id, request, context).body as { trunk: JsonObject };
    return { status: 200, body: { sub_ports: trunk['sub_ports'] } };
  }
  if (kind.actions?.[part] === undefined) throw httpNotFound();
  if (request.method !== 'PUT') throw methodNotAllowed();
  return act(kind, id, part, request, context);
}

function answerCollection(kind: Kind, request: CloudRequest, context: Context): CloudReply {
  if (request.method === 'GET') {
    // Who asks for another project's has that one given its default group.
    const asked = request.query.get('project_id') ?? request.query.get('tenant_id');
    if (kind.path.startsWith('security-group'))
      ensureDefaultGroup(context.state, asked ?? context.who.projectId);
    return list(kind, request, context);
  }
  if (request.method === 'POST') return create(kind, request, context);
  if (request.method === 'PUT' || request.method === 'DELETE') throw kind.notFound('None');
  throw methodNotAllowed();
}

function methodNotAllowed(): Error {
  return refuse(
    405,
    'HTTPMethodNotAllowed',
    'The server could not comply with the request since it is either malformed or otherwise incorrect.',
  );
}

const CORE = [
  ['network', 'networks'],
  ['subnet', 'subnets'],
  ['subnetpool', 'subnetpools'],
  ['port', 'ports'],
] as const;

function coreResource([name, collection]: (typeof CORE)[number], { base }: Context): JsonObject {
  return { name, collection, links: [{ rel: 'self', href: `${base}/${collection}` }] };
}

function versionOf(request: CloudRequest): JsonObject {
  return { id: 'v2.0', status: 'CURRENT', links: [{ rel: 'self', href: `${request.base}/v2.0/` }] };
}

function unauthorized(state: NetworkState, request: CloudRequest): CloudReply {
  return {
    status: 401,
    headers: { 'Www-Authenticate': `Keystone uri="${request.origin}${state.identityPath}"` },
    body: {
      error: {
        code: 401,
        title: 'Unauthorized',
        message: 'The request you have made requires authentication.',
      },
    },
  };
}

function noSuchPage(request: CloudRequest): CloudReply {
  if (wantsJson(request)) return { status: 404, body: { code: 404, title: 'Not Found', description: null } };
  return { status: 404, headers: { 'Content-Type': 'text/html; charset=UTF-8' }, body: notFoundPage() };
}

function withHeaders(state: NetworkState, reply: CloudReply): CloudReply {
  return { ...reply, headers: { 'X-Openstack-Request-Id': `req-${state.ids.uuid()}`, ...reply.headers } };
}

interface Saveable {
  readonly save: () => () => void;
}

function isTable(value: unknown): value is Saveable {
  return typeof value === 'object' && value !== null && 'save' in value;
}
