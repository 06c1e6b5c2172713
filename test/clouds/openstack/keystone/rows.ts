import type { JsonObject } from '../http/exchange.ts';

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly parent_id: string;
  readonly is_domain: false;
  readonly tags: readonly string[];
  readonly options: JsonObject;
  /** What a client may put there of its own. */
  readonly extra?: JsonObject;
}

export interface Domain {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly tags: readonly string[];
  readonly options: JsonObject;
}

export interface User {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly enabled: boolean;
  readonly default_project_id?: string;
  /** What a client may put there: description, email. */
  readonly extra: JsonObject;
  readonly options: JsonObject;
  readonly password: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string;
  readonly description: string;
  readonly users: readonly string[];
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly domain_id: string | null;
  readonly description: string | null;
  readonly options: JsonObject;
  /** The ids of the roles that it brings along. */
  readonly implies: readonly string[];
}

/** A role that a user or a group has in a project, a domain, or all of the system. */
export interface Assignment {
  readonly id: string;
  readonly role: string;
  readonly actor: { readonly kind: 'user' | 'group'; readonly id: string };
  readonly target: { readonly kind: 'project' | 'domain' | 'system'; readonly id: string };
  /** It holds in the projects below, and not in the place itself. */
  readonly isInherited: boolean;
}

export interface Region {
  readonly id: string;
  readonly description: string;
  readonly parent_region_id: string | null;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly description?: string;
}

export interface Endpoint {
  readonly id: string;
  readonly interface: string;
  readonly region_id: string;
  readonly service_id: string;
  /** May hold `%(project_id)s`. Begins with `/` if it is on this server, wherever the client found that. */
  readonly url: string;
  readonly enabled: boolean;
}

export interface ApplicationCredential {
  readonly id: string;
  readonly name: string;
  readonly description: string | null;
  readonly user_id: string;
  readonly project_id: string;
  readonly roles: readonly string[];
  /** Null if nobody said. */
  readonly unrestricted: boolean | null;
  readonly expires_at: string | null;
  readonly secret: string;
}

export type Scope =
  | { readonly kind: 'project'; readonly id: string }
  | { readonly kind: 'domain'; readonly id: string }
  | { readonly kind: 'system' }
  | { readonly kind: 'none' };

export interface Token {
  readonly id: string;
  readonly methods: readonly string[];
  readonly userId: string;
  readonly scope: Scope;
  /** Milliseconds since the epoch. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly auditIds: readonly string[];
  readonly applicationCredentialId?: string;
}

/** Who is calling: what every service gets to know from a token. */
export interface Caller {
  readonly token: Token;
  readonly userId: string;
  /** Undefined for a token of a domain, of the system, or without scope. */
  readonly projectId: string | undefined;
  /** The domain of the project. */
  readonly projectDomainId: string | undefined;
  readonly domainId: string | undefined;
  readonly isSystem: boolean;
  /** Names, those that are implied included. */
  readonly roles: ReadonlySet<string>;
}
