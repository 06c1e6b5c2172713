import type { Ids } from '../store/ids.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { createTable, type Table } from '../store/table.ts';
import type {
  ApplicationCredential,
  Assignment,
  Domain,
  Endpoint,
  Group,
  Project,
  Region,
  Role,
  Service,
  Token,
  User,
} from './rows.ts';

/** Everything that the identity service knows. */
export interface IdentityState {
  readonly journal: Journal;
  readonly ids: Ids;
  readonly now: () => number;
  readonly tokenLifetimeMs: number;
  readonly domains: Table<Domain>;
  readonly projects: Table<Project>;
  readonly users: Table<User>;
  readonly groups: Table<Group>;
  readonly roles: Table<Role>;
  readonly assignments: Table<Assignment>;
  readonly regions: Table<Region>;
  readonly services: Table<Service>;
  readonly endpoints: Table<Endpoint>;
  readonly applicationCredentials: Table<ApplicationCredential>;
  readonly tokens: Table<Token>;
}

export interface IdentitySettings {
  readonly ids: Ids;
  readonly now: () => number;
  readonly tokenLifetimeMs: number;
}

/** An identity service that knows nobody. */
export function createIdentityState(settings: IdentitySettings): IdentityState {
  const journal = createJournal();
  return {
    ...settings,
    journal,
    domains: createTable(journal, { name: (row) => [row.name] }),
    projects: createTable(journal, { name: (row) => [row.name] }),
    users: createTable(journal, { name: (row) => [row.name] }),
    groups: createTable(journal),
    roles: createTable(journal, { name: (row) => [row.name] }),
    assignments: createTable(journal, { actor: (row) => [row.actor.id] }),
    regions: createTable(journal),
    services: createTable(journal),
    endpoints: createTable(journal),
    applicationCredentials: createTable(journal, { user: (row) => [row.user_id] }),
    tokens: createTable(journal),
  };
}

/** What the roles of a new cloud bring along: an administrator is a member, a member is a reader. */
export const IMPLIED_ROLES: Readonly<Record<string, readonly string[]>> = {
  admin: ['member'],
  member: ['reader'],
};

/** A role and those that it brings along, by their ids. Keystone allows no circles. */
export function withImpliedRoles(state: Pick<IdentityState, 'roles'>, id: string): string[] {
  return [id, ...(state.roles.get(id)?.implies ?? []).flatMap((implied) => withImpliedRoles(state, implied))];
}
