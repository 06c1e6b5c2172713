import { asText, isObject, type JsonObject } from '../http/exchange.ts';
import { Refusal } from '../http/refusal.ts';
import { authOf } from './auth-body.ts';
import { rolesOf } from './grants.ts';
import { challenge, missing, notFound, refuse, unauthorized, unknownToken } from './refusals.ts';
import type { ApplicationCredential, Domain, Project, Scope, Token, User } from './rows.ts';
import type { IdentityState } from './state.ts';
import { issueToken, verifyToken } from './tokens.ts';

interface Proof {
  readonly method: string;
  readonly user: User;
  readonly token?: Token;
  readonly credential?: ApplicationCredential;
}

/** What a usual installation can be asked for; the others of them nobody has set up here. */
const METHODS = ['external', 'password', 'token', 'oauth1', 'mapped', 'application_credential'];

/** A token for what the body of `POST /v3/auth/tokens` proves and asks. */
export function authenticate(state: IdentityState, body: JsonObject, origin: string): Token {
  const auth = authOf(body);
  // Boundary: its shape was checked.
  const identity = auth['identity'] as JsonObject & { readonly methods: readonly unknown[] };
  const { methods } = identity;
  const proofs = methods.map((method) => prove(state, String(method), identity, origin));
  const [first] = proofs;
  if (!first || proofs.some((proof) => proof.user.id !== first.user.id)) throw unauthorized(origin);
  const scope = findScope(state, auth, first, origin);
  if (scope.kind !== 'none' && rolesOf(state, first.user.id, scope).length === 0) throw unauthorized(origin);
  return issueToken(state, {
    methods: [...new Set(proofs.flatMap((proof) => [proof.method, ...(proof.token?.methods ?? [])]))].sort(),
    userId: first.user.id,
    scope,
    ...(first.credential ? { applicationCredentialId: first.credential.id } : {}),
    ...(first.token ? { expiresAt: first.token.expiresAt, parent: first.token } : {}),
  });
}

function scopeWithCredential(): Refusal {
  const message =
    'Error authenticating with application credential: Application credentials cannot request a scope.';
  return new Refusal(
    { status: 401, body: { error: { code: 401, identity: {}, message, title: 'Unauthorized' } } },
    message,
  );
}

function unsupportedMethod(origin: string): Refusal {
  const message = 'Attempted to authenticate with an unsupported method.';
  const error = { code: 401, identity: { methods: METHODS }, message, title: 'Unauthorized' };
  return new Refusal({ status: 401, headers: challenge(origin), body: { error } }, message);
}

function prove(state: IdentityState, method: string, identity: JsonObject, origin: string): Proof {
  const given = identity[method];
  if (given === undefined) throw missing(method, 'identity');
  if (!PROOFS.has(method)) throw unsupportedMethod(origin);
  if (!isObject(given)) throw refuse(400, `Invalid input for field 'identity/${method}'`);
  return PROOFS.get(method)!(state, given, unauthorized(origin));
}

const PROOFS: ReadonlyMap<string, (state: IdentityState, given: JsonObject, refused: Refusal) => Proof> =
  new Map([
    ['password', provePassword],
    ['token', proveToken],
    ['application_credential', proveApplicationCredential],
  ]);

function provePassword(state: IdentityState, given: JsonObject, refused: Refusal): Proof {
  const wanted = given['user'];
  if (!isObject(wanted)) throw missing('user', 'None');
  const user = findUser(state, wanted);
  if (user?.enabled !== true || wanted['password'] !== user.password) throw refused;
  return { method: 'password', user };
}

function proveToken(state: IdentityState, given: JsonObject, refused: Refusal): Proof {
  const id = asText(given['id']);
  if (!state.tokens.get(id)) throw unknownToken(id);
  const caller = verifyToken(state, id);
  if (!caller) throw refused;
  return { method: 'token', user: state.users.get(caller.userId)!, token: caller.token };
}

function proveApplicationCredential(state: IdentityState, given: JsonObject, refused: Refusal): Proof {
  const credential = findCredential(state, given);
  const user = credential && state.users.get(credential.user_id);
  if (!credential || user?.enabled !== true || credential.secret !== given['secret']) throw refused;
  if (credential.expires_at !== null && Date.parse(`${credential.expires_at}Z`) <= state.now()) throw refused;
  return { method: 'application_credential', user, credential };
}

function findCredential(state: IdentityState, given: JsonObject): ApplicationCredential | undefined {
  if (given['id'] !== undefined) {
    const found = state.applicationCredentials.get(asText(given['id']));
    if (!found) throw notFound('Application Credential', asText(given['id']));
    return found;
  }
  if (!isObject(given['user'])) throw missing('user', 'application_credential');
  const user = findUser(state, given['user']);
  return state.applicationCredentials.by('user', user?.id ?? '').find((each) => each.name === given['name']);
}

function findUser(state: IdentityState, wanted: JsonObject): User | undefined {
  if (wanted['id'] !== undefined) return state.users.get(asText(wanted['id']));
  if (!isObject(wanted['domain'])) throw missing('domain', 'user');
  const domain = findDomain(state, wanted['domain']);
  return state.users.by('name', asText(wanted['name'])).find((user) => user.domain_id === domain?.id);
}

function findDomain(state: IdentityState, wanted: JsonObject): Domain | undefined {
  if (wanted['id'] !== undefined) return state.domains.get(asText(wanted['id']));
  return state.domains.by('name', asText(wanted['name']))[0];
}

function findProject(state: IdentityState, wanted: JsonObject): Project | undefined {
  if (wanted['id'] !== undefined) return state.projects.get(asText(wanted['id']));
  if (!isObject(wanted['domain'])) throw missing('domain', 'project');
  const domain = findDomain(state, wanted['domain']);
  return state.projects
    .by('name', asText(wanted['name']))
    .find((project) => project.domain_id === domain?.id);
}

const SCOPES = 'system, project, domain, OS-TRUST:trust or unscoped';

function findScope(state: IdentityState, auth: JsonObject, proof: Proof, origin: string): Scope {
  const asked = auth['scope'];
  if (proof.credential) {
    if (asked !== undefined) throw scopeWithCredential();
    return { kind: 'project', id: proof.credential.project_id };
  }
  if (asked === undefined) return defaultScope(state, proof);
  if (asked === 'unscoped' || (isObject(asked) && 'unscoped' in asked)) return { kind: 'none' };
  if (!isObject(asked)) throw refuse(400, "Invalid input for field 'scope'");
  if (Object.keys(asked).length !== 1) throw missing(SCOPES, 'scope');
  if (isObject(asked['system'])) return { kind: 'system' };
  if (isObject(asked['domain'])) {
    const domain = findDomain(state, asked['domain']);
    if (domain?.enabled !== true) throw unauthorized(origin);
    return { kind: 'domain', id: domain.id };
  }
  if (!isObject(asked['project'])) throw missing(SCOPES, 'scope');
  const project = findProject(state, asked['project']);
  if (project?.enabled !== true) throw unauthorized(origin);
  return { kind: 'project', id: project.id };
}

/** Without a scope in the request, a password or a token opens the user's default project, if there is one. */
function defaultScope(state: IdentityState, proof: Proof): Scope {
  const id = proof.user.default_project_id;
  if (id === undefined || state.projects.get(id)?.enabled !== true) return { kind: 'none' };
  const scope: Scope = { kind: 'project', id };
  return rolesOf(state, proof.user.id, scope).length === 0 ? { kind: 'none' } : scope;
}
