import { at, isObject, listAt, textAt } from './json.ts';
import type { CloudCredentials, Identity } from './session.types.ts';

/** One endpoint of the catalogue, flattened. */
export interface Endpoint {
  readonly type: string;
  readonly interface: string;
  readonly region: string | undefined;
  readonly url: string;
}

export interface Token {
  readonly value: string;
  readonly identity: Identity;
  readonly endpoints: readonly Endpoint[];
  /** By our clock, in milliseconds: from then on a new token is asked for. */
  readonly renewAt: number;
  /** By our clock, in milliseconds. */
  readonly expiresAt: number;
}

type Auth = Readonly<Record<string, string>>;

/** The domain that users and projects are looked up in when nobody names one; every Keystone has it. */
export const DEFAULT_DOMAIN_ID = 'default';

/** The body of `POST /v3/auth/tokens`. `scoped: false` leaves the scope out. */
export function authBody(credentials: Pick<CloudCredentials, 'authType' | 'auth'>, scoped = true): unknown {
  const { authType, auth } = credentials;
  const scope = scoped && authType !== 'v3applicationcredential' ? scopeOf(auth) : undefined;
  return { auth: { identity: identityOf(authType, auth), ...(scope === undefined ? {} : { scope }) } };
}

function identityOf(authType: CloudCredentials['authType'], auth: Auth): unknown {
  switch (authType) {
    case 'token':
      return { methods: ['token'], token: { id: auth['token'] } };
    case 'v3applicationcredential':
      return { methods: ['application_credential'], application_credential: applicationCredential(auth) };
    case 'password':
      return {
        methods: ['password'],
        password: { user: { ...userOf(auth), password: auth['password'] ?? '' } },
      };
  }
}

function applicationCredential(auth: Auth): unknown {
  const secret = auth['application_credential_secret'];
  const id = auth['application_credential_id'];
  if (id !== undefined) return { id, secret };
  return { name: auth['application_credential_name'], secret, user: userOf(auth) };
}

function userOf(auth: Auth): Record<string, unknown> {
  if (auth['user_id'] !== undefined) return { id: auth['user_id'] };
  return { name: auth['username'], domain: domainOf(auth, 'user_domain') };
}

function domainOf(auth: Auth, prefix: 'user_domain' | 'project_domain'): { id: string } | { name: string } {
  const id = auth[`${prefix}_id`];
  if (id !== undefined) return { id };
  const name = auth[`${prefix}_name`];
  return name === undefined ? { id: DEFAULT_DOMAIN_ID } : { name };
}

function scopeOf(auth: Auth): unknown {
  if (auth['project_id'] !== undefined) return { project: { id: auth['project_id'] } };
  if (auth['project_name'] !== undefined) {
    return { project: { name: auth['project_name'], domain: domainOf(auth, 'project_domain') } };
  }
  if (auth['domain_id'] !== undefined) return { domain: { id: auth['domain_id'] } };
  if (auth['domain_name'] !== undefined) return { domain: { name: auth['domain_name'] } };
  return auth['system_scope'] === undefined ? undefined : { system: { all: true } };
}

/** A token that lives for less than this is renewed at half its life. */
const RENEW_BEFORE_MS = 120_000;

/**
 * Reads Keystone's answer; undefined if it is none. Life times are counted from our clock, so that a clock that
 * is wrong on either side does no harm.
 */
export function readToken(value: string | undefined, body: unknown, now: number): Token | undefined {
  const token = at(body, 'token');
  if (value === undefined || value === '' || !isObject(token)) return undefined;
  const lifeMs = lifeOf(token);
  return {
    value,
    identity: identityOfToken(token),
    endpoints: readCatalogue(token),
    expiresAt: now + lifeMs,
    renewAt: now + Math.max(lifeMs - RENEW_BEFORE_MS, lifeMs / 2),
  };
}

function lifeOf(token: unknown): number {
  const issued = Date.parse(textAt(token, 'issued_at') ?? '');
  const expires = Date.parse(textAt(token, 'expires_at') ?? '');
  const life = expires - issued;
  return Number.isFinite(life) && life > 0 ? life : 3_600_000;
}

function identityOfToken(token: unknown): Identity {
  const roles = listAt(token, 'roles').flatMap((role) => textAt(role, 'name') ?? []);
  return {
    userId: textAt(token, 'user', 'id') ?? '',
    userName: textAt(token, 'user', 'name') ?? '',
    userDomainId: textAt(token, 'user', 'domain', 'id') ?? '',
    userDomainName: textAt(token, 'user', 'domain', 'name') ?? '',
    projectId: textAt(token, 'project', 'id'),
    projectName: textAt(token, 'project', 'name'),
    projectDomainId: textAt(token, 'project', 'domain', 'id'),
    projectDomainName: textAt(token, 'project', 'domain', 'name'),
    domainId: textAt(token, 'domain', 'id'),
    domainName: textAt(token, 'domain', 'name'),
    roles,
    isAdmin: roles.includes('admin'),
  };
}

function readCatalogue(token: unknown): readonly Endpoint[] {
  return listAt(token, 'catalog').flatMap((service) => {
    const type = textAt(service, 'type');
    if (type === undefined) return [];
    return listAt(service, 'endpoints').flatMap((endpoint) => {
      const url = textAt(endpoint, 'url');
      if (url === undefined || url === '') return [];
      return {
        type,
        url,
        interface: (textAt(endpoint, 'interface') ?? 'public').replace(/URL$/, ''),
        region: textAt(endpoint, 'region_id') ?? textAt(endpoint, 'region'),
      };
    });
  });
}
