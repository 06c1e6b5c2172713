import type { CloudReply, CloudRequest, CloudService, JsonObject } from '../http/exchange.ts';
import { replyOf } from '../http/refusal.ts';
import { createRouter } from '../http/routes.ts';
import { entityRoutes, type IdentityContext } from './entity.ts';
import { unauthorized } from './refusals.ts';
import { applicationCredentialRoutes } from './resources/application-credentials.ts';
import { authRoutes, postPassword, postToken } from './resources/auth.ts';
import { endpoints, regions, services } from './resources/catalogue-entities.ts';
import { domains } from './resources/domains.ts';
import { groupMemberRoutes, groups } from './resources/groups.ts';
import { projectTagRoutes } from './resources/project-tags.ts';
import { projects } from './resources/projects.ts';
import { roleAssignmentRoutes } from './resources/role-assignments.ts';
import { impliedRoleRoutes, roles } from './resources/roles.ts';
import { users } from './resources/users.ts';
import type { IdentityState } from './state.ts';
import { verifyToken } from './tokens.ts';

const NOT_FOUND_PAGE = `<!doctype html>
<html lang=en>
<title>404 Not Found</title>
<h1>Not Found</h1>
<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>
`;

/** Keystone v3 on this state. */
export function createIdentityService(state: IdentityState): CloudService {
  const route = createRouter<IdentityContext>([
    ...authRoutes,
    ...applicationCredentialRoutes,
    ...roleAssignmentRoutes,
    ...groupMemberRoutes,
    ...projectTagRoutes,
    ...impliedRoleRoutes,
    ...entityRoutes(projects),
    ...entityRoutes(domains),
    ...entityRoutes(users),
    ...entityRoutes(groups),
    ...entityRoutes(roles),
    ...entityRoutes(regions),
    ...entityRoutes(services),
    ...entityRoutes(endpoints),
  ]);
  const tables = Object.values(state).filter(isTable);
  return {
    type: 'identity',
    name: 'keystone',
    mount: '',
    endpoint: '/v3/',
    save() {
      const restores = tables.map((table) => table.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    answer: (request) =>
      withHeaders(
        state,
        replyOf(() => state.journal.run(() => dispatch(state, request, route))),
      ),
  };
}

function dispatch(
  state: IdentityState,
  request: CloudRequest,
  route: ReturnType<typeof createRouter<IdentityContext>>,
): CloudReply {
  const path = request.path.replace(/\/+$/, '');
  if (path === '') return versions(request);
  if (path === '/v3') return { status: 200, body: { version: version(request.origin) } };
  if (path === '/v3/auth/tokens' && request.method === 'POST') return postToken({ state, request });
  if (path === '/healthcheck') return { status: 200, body: { detailed: false, reasons: [] } };
  const withPassword = /^\/v3\/users\/([^/]+)\/password$/.exec(path);
  if (withPassword && request.method === 'POST') return postPassword({ state, request }, withPassword[1]!);
  const match = matchOf(route, request);
  if (match === 'no such path') {
    return { status: 404, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: NOT_FOUND_PAGE };
  }
  const token = request.headers['x-auth-token'];
  if (match === 'no such method') {
    return { status: 405, body: { message: 'The method is not allowed for the requested URL.' } };
  }
  const caller = verifyToken(state, typeof token === 'string' ? token : undefined);
  if (!caller) throw unauthorized(request.origin);
  return match.route.handle({ state, request, caller }, match.parameters);
}

/** What can be got can be asked for without its body. */
function matchOf(
  route: ReturnType<typeof createRouter<IdentityContext>>,
  request: CloudRequest,
): ReturnType<typeof route> {
  const match = route(request);
  if (match !== 'no such method' || request.method !== 'HEAD') return match;
  return route({ method: 'GET', path: request.path });
}

function versions(request: CloudRequest): CloudReply {
  return {
    status: 300,
    headers: { Location: `${request.origin}/v3/` },
    body: { versions: { values: [version(request.origin)] } },
  };
}

function version(origin: string): JsonObject {
  return {
    id: 'v3.14',
    status: 'stable',
    updated: '2020-04-07T00:00:00Z',
    links: [{ rel: 'self', href: `${origin}/v3/` }],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.identity-v3+json' }],
  };
}

function withHeaders(state: IdentityState, reply: CloudReply): CloudReply {
  return {
    ...reply,
    headers: { Vary: 'X-Auth-Token', 'x-openstack-request-id': `req-${state.ids.uuid()}`, ...reply.headers },
  };
}

interface Saveable {
  readonly save: () => () => void;
}

function isTable(value: unknown): value is Saveable {
  return typeof value === 'object' && value !== null && 'save' in value;
}
