import { rolesOf } from './grants.ts';
import type { Caller, Role, Token } from './rows.ts';
import type { IdentityState } from './state.ts';

/** What a caller has proven, by which means, and what he asked for. */
export interface Proven extends Pick<Token, 'methods' | 'userId' | 'scope' | 'applicationCredentialId'> {
  /** The end of the token that was the proof. */
  readonly expiresAt?: number;
  readonly parent?: Token;
}

/** Makes a token of what was proven. */
export function issueToken(state: IdentityState, proven: Proven): Token {
  const { parent, expiresAt, ...basics } = proven;
  // Keystone keeps whole seconds only.
  const issuedAt = Math.floor(state.now() / 1000) * 1000;
  const lifetimeEnd = issuedAt + state.tokenLifetimeMs;
  return state.tokens.insert({
    ...basics,
    id: `gAAAAAB${state.ids.secret(120)}`,
    issuedAt,
    expiresAt: Math.min(lifetimeEnd, expiresAt ?? lifetimeEnd),
    auditIds: [state.ids.secret(16), ...(parent?.auditIds.slice(-1) ?? [])],
  });
}

/** The roles that a token carries. */
export function rolesOfToken(state: IdentityState, token: Token): Role[] {
  const held = rolesOf(state, token.userId, token.scope);
  const credential = state.applicationCredentials.get(token.applicationCredentialId ?? '');
  if (!credential) return held;
  return held.filter((role) => credential.roles.includes(role.id));
}

/** Who calls with this token; nothing if it is unknown, has expired or was revoked, or its grounds are gone. */
export function verifyToken(state: IdentityState, id: string | undefined): Caller | undefined {
  const token = id === undefined ? undefined : state.tokens.get(id);
  if (!token || token.expiresAt <= state.now()) return undefined;
  if (state.users.get(token.userId)?.enabled !== true) return undefined;
  if (token.scope.kind === 'project' && state.projects.get(token.scope.id)?.enabled !== true)
    return undefined;
  const roles = rolesOfToken(state, token).map((role) => role.name);
  if (token.scope.kind !== 'none' && roles.length === 0) return undefined;
  return {
    token,
    userId: token.userId,
    projectId: token.scope.kind === 'project' ? token.scope.id : undefined,
    projectDomainId:
      token.scope.kind === 'project' ? state.projects.get(token.scope.id)?.domain_id : undefined,
    domainId: token.scope.kind === 'domain' ? token.scope.id : undefined,
    isSystem: token.scope.kind === 'system',
    roles: new Set(roles),
  };
}
