import type { CloudReply, CloudRequest, CloudService } from '../http/exchange.ts';
import { segmentsOf } from '../http/exchange.ts';
import { replyOf } from '../http/refusal.ts';
import { createRouter } from '../http/routes.ts';
import type { Caller } from '../keystone/rows.ts';
import { parseBody } from './body.ts';
import type { Context } from './context.ts';
import { badRequest, fault } from './errors.ts';
import { parseVersion, versionHeaders, wantedVersion } from './microversion.ts';
import { noRoute } from './no-route.ts';
import type { ComputeRoute } from './route.ts';
import { ROUTES } from './routes.ts';
import type { ComputeState } from './state.ts';
import { listChoices, listVersions, showVersion } from './versions.ts';
import { wholly } from './wholly.ts';

/** What the compute service asks the identity service. */
export interface IdentityForCompute {
  /** Tells who holds a token. */
  readonly verify: (token: string | undefined) => Caller | undefined;
  /** Whether this caller is told that there is no such project, rather than that he may not know. */
  readonly isUnknownProject: (caller: Caller, projectId: string) => boolean;
}

/** Nova's API 2.1 on this state, without the legacy v2. */
export function createComputeService(state: ComputeState, identity: IdentityForCompute): CloudService {
  const route = createRouter<Context>(ROUTES);
  const kept = Object.values(state).filter(isTable);
  return {
    type: 'compute',
    name: 'nova',
    mount: '/compute',
    endpoint: '/compute/v2.1',
    save() {
      const restores = kept.map((each) => each.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    answer: (request) => answer(state, request, identity, route),
  };
}

type Router = ReturnType<typeof createRouter<Context>>;

function answer(
  state: ComputeState,
  request: CloudRequest,
  identity: IdentityForCompute,
  router: Router,
): CloudReply {
  const [version, ...rest] = segmentsOf(request.path);
  if (version === undefined) return listVersions(request, state.highest);
  if (version !== 'v2.1' && version !== 'v2') return listChoices(request);
  const requestId = `req-${state.ids.uuid()}`;
  if (rest.length === 0) return withIds(requestId, describe(state, request, version));
  const token = request.headers['x-auth-token'];
  const caller = identity.verify(typeof token === 'string' ? token : undefined);
  if (!caller) return withIds(requestId, unauthorized(state, request));
  const found = version === 'v2.1' ? findRoute(router, request, rest) : undefined;
  if (!found) return withIds(requestId, noRoute(request));
  const work = (): CloudReply => run({ state, request, requestId, found, caller, identity });
  return withIds(
    requestId,
    versioned(request, () => wholly(state, work), state),
  );
}

interface Found {
  readonly route: ComputeRoute;
  readonly parameters: Readonly<Record<string, string>>;
  /** The project that the address names. */
  readonly projectId: string | undefined;
}

/** The route of a path, with or without a project in front. What ends with a slash is another path. */
function findRoute(router: Router, request: CloudRequest, parts: readonly string[]): Found | undefined {
  const [first = '', ...others] = parts;
  const hasProject = /^[0-9a-f-]+$/.test(first);
  const isRoot = request.path.endsWith('/');
  if (isRoot && !(hasProject && others.length === 0)) return undefined;
  // Nova takes the bytes of a path for characters.
  const bytes = (hasProject ? others : parts).map((part) => Buffer.from(part).toString('latin1'));
  const path = `/${bytes.map(encodeURIComponent).join('/')}`;
  if (hasProject && others.length === 0 && !isRoot) return undefined;
  const match = router({ method: request.method, path });
  if (typeof match === 'string') return undefined;
  return { ...match, projectId: hasProject ? first : undefined };
}

interface Work {
  readonly state: ComputeState;
  readonly request: CloudRequest;
  readonly requestId: string;
  readonly found: Found;
  readonly caller: Caller;
  readonly identity: IdentityForCompute;
}

function run({ state, request, requestId, found, caller, identity }: Work): CloudReply {
  const { route, parameters, projectId } = found;
  const version = parseVersion(wantedVersion(request.headers), state.highest);
  refuseOtherMedia(request);
  const body = parseBody(request);
  if (projectId !== undefined && projectId !== caller.projectId) {
    throw badRequest(
      `Malformed request URL: URL's project_id '${projectId}' doesn't match Context's project_id ` +
        `'${caller.projectId ?? 'None'}'`,
    );
  }
  const who = {
    userId: caller.userId,
    projectId: caller.projectId,
    isAdmin: caller.roles.has('admin'),
  };
  const isUnknownProject = (id: string): boolean => identity.isUnknownProject(caller, id);
  return route.handle({ state, who, request, requestId, version, body, isUnknownProject }, parameters);
}

function refuseOtherMedia({ headers }: CloudRequest): void {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const known = ['', 'text/plain', 'application/json', 'application/vnd.openstack.compute+json'];
  if (!known.includes(type.trim())) throw fault(415, 'Unsupported Content-Type');
}

function describe(state: ComputeState, request: CloudRequest, version: string): CloudReply {
  const show = (): CloudReply =>
    showVersion(request, version === 'v2' ? 'v2.0' : 'v2.1', version, state.highest);
  // The legacy API knows no versions within.
  if (version === 'v2') return show();
  const work = (): CloudReply => {
    parseVersion(wantedVersion(request.headers), state.highest);
    return show();
  };
  return versioned(request, work, state);
}

/** A reply with the version that was asked for, or a refusal, even if that version is none that this cloud has. */
function versioned(request: CloudRequest, work: () => CloudReply, { highest }: ComputeState): CloudReply {
  const wanted = wantedVersion(request.headers);
  const shown = wanted === 'latest' ? `2.${highest}` : wanted;
  const reply = typed(replyOf(work));
  if (!/^[1-9]\d*\.([1-9]\d*|0)$/.test(shown)) return reply;
  return { ...reply, headers: { ...versionHeaders(shown), ...reply.headers } };
}

/** Nova says JSON even where there is nothing. */
function typed(reply: CloudReply): CloudReply {
  if (reply.body !== undefined) return reply;
  return { ...reply, headers: { 'Content-Type': 'application/json', ...reply.headers } };
}

function unauthorized(state: ComputeState, request: CloudRequest): CloudReply {
  const message = 'The request you have made requires authentication.';
  return {
    status: 401,
    headers: { 'WWW-Authenticate': `Keystone uri="${request.origin}${state.identityPath}"` },
    body: { error: { code: 401, title: 'Unauthorized', message } },
  };
}

function withIds(id: string, reply: CloudReply): CloudReply {
  const headers = { 'x-openstack-request-id': id, 'x-compute-request-id': id };
  return { ...reply, headers: { ...headers, ...reply.headers } };
}

interface Saveable {
  readonly save: () => () => void;
}

function isTable(value: unknown): value is Saveable {
  return typeof value === 'object' && value !== null && 'save' in value;
}
