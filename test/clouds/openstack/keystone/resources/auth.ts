import type { CloudReply } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { authenticate } from '../authenticate.ts';
import { catalogueFor } from '../catalogue.ts';
import { bodyOf, listReply, valuesOf, type IdentityContext, type OpenContext } from '../entity.ts';
import { projectsOf, rolesOf } from '../grants.ts';
import { enforce } from '../policy.ts';
import { refuse, unauthorized, unknownToken } from '../refusals.ts';
import type { Token } from '../rows.ts';
import { viewToken } from '../token-view.ts';
import { verifyToken } from '../tokens.ts';
import { viewProject } from './projects.ts';

/** `POST /v3/auth/tokens`, which needs no token. */
export function postToken({ state, request }: OpenContext): CloudReply {
  const token = authenticate(state, bodyOf(request), request.origin);
  return tokenReply(201, { state, request }, token);
}

/** `POST /v3/users/{user}/password`, which needs the old password and no token. */
export function postPassword({ state, request }: OpenContext, userId: string): CloudReply {
  const given = valuesOf(request, 'user');
  const row = state.users.get(userId);
  if (!row || row.password !== given['original_password'] || typeof given['password'] !== 'string') {
    throw unauthorized(request.origin);
  }
  state.users.replace({ ...row, password: given['password'] });
  return { status: 204 };
}

/** What a caller may ask about tokens and about what his own token opens. */
export const authRoutes: readonly Route<IdentityContext>[] = [
  {
    method: 'GET',
    path: '/v3/auth/tokens',
    handle: (context) => tokenReply(200, context, subjectOf(context, 'validate_token')),
  },
  {
    method: 'HEAD',
    path: '/v3/auth/tokens',
    handle: (context) => tokenReply(200, context, subjectOf(context, 'check_token')),
  },
  {
    method: 'DELETE',
    path: '/v3/auth/tokens',
    handle(context) {
      context.state.tokens.remove(subjectOf(context, 'revoke_token').id);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/v3/auth/catalog',
    handle({ state, caller, request }) {
      if (caller.token.scope.kind === 'none') {
        throw refuse(403, 'You are not authorized to perform the requested action.');
      }
      const catalog = catalogueFor(state, caller.token, request.origin);
      return { status: 200, body: { catalog, links: { self: `${request.origin}/v3/auth/catalog` } } };
    },
  },
  {
    method: 'GET',
    path: '/v3/auth/projects',
    handle: (context) => ownProjects(context, context.caller.userId),
  },
  {
    method: 'GET',
    path: '/v3/users/:user/projects',
    handle(context, { user = '' }) {
      enforce('list_user_projects', context.caller, { userId: user });
      return ownProjects(context, user);
    },
  },
  {
    method: 'GET',
    path: '/v3/auth/domains',
    handle({ state, caller, request }) {
      const rows = state.domains
        .all()
        .filter(
          (row) => row.enabled && rolesOf(state, caller.userId, { kind: 'domain', id: row.id }).length > 0,
        );
      return listReply('domains', rows, request);
    },
  },
  {
    method: 'GET',
    path: '/v3/auth/system',
    handle({ state, caller, request }) {
      const has = rolesOf(state, caller.userId, { kind: 'system' }).length > 0;
      return {
        status: 200,
        body: { system: has ? [{ all: true }] : [], links: { self: `${request.origin}/v3/auth/system` } },
      };
    },
  },
  {
    method: 'GET',
    path: '/v3/credentials',
    handle: ({ request }) => listReply('credentials', [], request),
  },
];

function ownProjects({ state, request }: IdentityContext, userId: string): CloudReply {
  const rows = projectsOf(state, userId).flatMap((id) => state.projects.get(id) ?? []);
  return listReply(
    'projects',
    rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map((row) => viewProject(row, request.origin)),
    request,
  );
}

/** The token that the request is about. */
function subjectOf({ state, request, caller }: IdentityContext, action: string): Token {
  const id = request.headers['x-subject-token'];
  const subject = typeof id === 'string' ? state.tokens.get(id) : undefined;
  if (id === undefined) enforce(action, caller);
  if (!subject) throw unknownToken(typeof id === 'string' ? id : undefined);
  enforce(action, caller, { userId: subject.userId });
  if (!verifyToken(state, subject.id)) throw unknownToken(subject.id);
  return subject;
}

function tokenReply(status: number, { state, request }: OpenContext, token: Token): CloudReply {
  const withCatalogue = !request.query.has('nocatalog');
  return {
    status,
    headers: { 'X-Subject-Token': token.id },
    body: { token: viewToken(state, token, request.origin, withCatalogue) },
  };
}
