import type { JsonObject } from '../http/exchange.ts';
import { catalogueFor } from './catalogue.ts';
import type { Token } from './rows.ts';
import type { IdentityState } from './state.ts';
import { rolesOfToken } from './tokens.ts';

/** A token's body as Keystone shows it. */
export function viewToken(
  state: IdentityState,
  token: Token,
  origin: string,
  withCatalogue = true,
): JsonObject {
  const user = state.users.get(token.userId)!;
  const base = {
    methods: token.methods,
    user: {
      domain: domainOf(state, user.domain_id),
      id: user.id,
      name: user.name,
      password_expires_at: null,
    },
    audit_ids: token.auditIds,
    expires_at: microseconds(token.expiresAt),
    issued_at: microseconds(token.issuedAt),
  };
  if (token.scope.kind === 'none') return base;
  const roles = rolesOfToken(state, token)
    .map(({ id, name }) => ({ id, name }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ...base,
    ...viewScope(state, token),
    roles,
    ...(withCatalogue ? { catalog: catalogueFor(state, token, origin) } : {}),
    ...viewCredential(state, token),
  };
}

function viewScope(state: IdentityState, token: Token): JsonObject {
  if (token.scope.kind === 'system') return { system: { all: true } };
  if (token.scope.kind === 'domain') return { domain: domainOf(state, token.scope.id) };
  if (token.scope.kind !== 'project') return {};
  const project = state.projects.get(token.scope.id)!;
  return {
    project: { domain: domainOf(state, project.domain_id), id: project.id, name: project.name },
    is_domain: false,
  };
}

function viewCredential(state: IdentityState, token: Token): JsonObject {
  const credential = state.applicationCredentials.get(token.applicationCredentialId ?? '');
  if (!credential) return {};
  return {
    application_credential: {
      id: credential.id,
      name: credential.name,
      restricted: credential.unrestricted !== true,
    },
  };
}

function domainOf(state: IdentityState, id: string): JsonObject {
  return { id, name: state.domains.get(id)?.name ?? id };
}

function microseconds(time: number): string {
  return new Date(time).toISOString().replace(/\.(\d{3})Z$/, '.$1000Z');
}
