import { assignmentId } from './grants.ts';
import type { Assignment, Domain, Project, Role, User } from './rows.ts';
import { IMPLIED_ROLES, type IdentityState } from './state.ts';

export interface ProjectSeed {
  readonly name: string;
  /** A name; Default if not said. */
  readonly domain?: string;
  readonly description?: string;
}

export interface UserSeed {
  readonly name: string;
  readonly domain?: string;
  /** Made at random if not said; `auth()` tells it. */
  readonly password?: string;
  /** Roles by the name of the project; a project of another domain as `domain/project`. */
  readonly projects?: Readonly<Record<string, readonly string[]>>;
  /** Roles by the name of the domain. */
  readonly domains?: Readonly<Record<string, readonly string[]>>;
  readonly system?: readonly string[];
  /** What a password opens without a scope, by name. */
  readonly defaultProject?: string;
}

export interface IdentitySeed {
  readonly domains: readonly string[];
  readonly projects: readonly ProjectSeed[];
  readonly users: readonly UserSeed[];
  readonly roles: readonly string[];
}

/** The project in which the services' own users live. */
export const SERVICE_PROJECT = 'service';
const TENANTS = ['src', 'dst', 'partner', 'bench'];

/** The people and projects of every cloud: those of the test bed. */
export const USUAL_SEED: IdentitySeed = {
  domains: ['Default'],
  // What another one brings along comes first.
  roles: ['reader', 'member', 'admin', 'service'],
  projects: [
    { name: 'admin', description: 'Of the administrator' },
    { name: SERVICE_PROJECT },
    ...TENANTS.map((name) => ({ name, description: `The tenant ${name}` })),
  ],
  users: [
    {
      name: 'admin',
      projects: Object.fromEntries(['admin', ...TENANTS].map((name) => [name, ['admin']])),
      system: ['admin'],
    },
    ...TENANTS.map((name) => ({ name, projects: { [name]: ['member'] }, defaultProject: name })),
  ],
};

/** Fills an identity service. Names that are there already are left as they are. */
export function seedIdentity(state: IdentityState, seed: IdentitySeed): void {
  for (const name of seed.domains) findOrAdd(state.domains.by('name', name), () => addDomain(state, name));
  for (const name of seed.roles) findOrAdd(state.roles.by('name', name), () => addRole(state, name));
  for (const project of seed.projects) {
    const domain = domainNamed(state, project.domain);
    const same = state.projects.by('name', project.name).filter((each) => each.domain_id === domain.id);
    findOrAdd(same, () => addProject(state, project, domain));
  }
  for (const user of seed.users) addUser(state, user);
}

function findOrAdd<Row>(found: readonly Row[], add: () => Row): Row {
  return found[0] ?? add();
}

function addDomain(state: IdentityState, name: string): Domain {
  return state.domains.insert({
    id: name === 'Default' ? 'default' : state.ids.hex(),
    name,
    description: name === 'Default' ? 'The default domain' : '',
    enabled: true,
    tags: [],
    options: {},
  });
}

function addRole(state: IdentityState, name: string): Role {
  const options = name === 'service' ? {} : { immutable: true };
  const implies = (IMPLIED_ROLES[name] ?? []).flatMap((implied) => state.roles.by('name', implied));
  return state.roles.insert({
    id: state.ids.hex(),
    name,
    domain_id: null,
    description: null,
    options,
    implies: implies.map(({ id }) => id),
  });
}

function addProject(state: IdentityState, seed: ProjectSeed, domain: Domain): Project {
  return state.projects.insert({
    id: state.ids.hex(),
    name: seed.name,
    domain_id: domain.id,
    description: seed.description ?? '',
    enabled: true,
    parent_id: domain.id,
    is_domain: false,
    tags: [],
    options: {},
  });
}

function addUser(state: IdentityState, seed: UserSeed): User {
  const domain = domainNamed(state, seed.domain);
  const found = state.users.by('name', seed.name).find((each) => each.domain_id === domain.id);
  const user =
    found ??
    state.users.insert({
      id: state.ids.hex(),
      name: seed.name,
      domain_id: domain.id,
      enabled: true,
      ...(seed.defaultProject === undefined
        ? {}
        : { default_project_id: projectNamed(state, seed.defaultProject).id }),
      extra: {},
      options: {},
      password: seed.password ?? state.ids.secret(18),
    });
  if (found && seed.password !== undefined) state.users.replace({ ...found, password: seed.password });
  const actor = { kind: 'user', id: user.id } as const;
  for (const [name, roles] of Object.entries(seed.projects ?? {})) {
    grant(state, actor, { kind: 'project', id: projectNamed(state, name).id }, roles);
  }
  for (const [name, roles] of Object.entries(seed.domains ?? {})) {
    grant(state, actor, { kind: 'domain', id: domainNamed(state, name).id }, roles);
  }
  grant(state, actor, { kind: 'system', id: 'all' }, seed.system ?? []);
  return user;
}

function grant(
  state: IdentityState,
  actor: Assignment['actor'],
  target: Assignment['target'],
  roles: readonly string[],
): void {
  for (const name of roles) {
    const role = findOrAdd(state.roles.by('name', name), () => addRole(state, name));
    const row = { role: role.id, actor, target, isInherited: false };
    const id = assignmentId(row);
    if (!state.assignments.get(id)) state.assignments.insert({ id, ...row });
  }
}

/** The domain with this name; Default if none is said. Throws if there is none. */
export function domainNamed(state: IdentityState, name = 'Default'): Domain {
  const [domain] = state.domains.by('name', name);
  if (!domain) throw new Error(`This cloud has no domain '${name}'.`);
  return domain;
}

/** The project with this name, or `domain/project`. Throws if there is none. */
export function projectNamed(state: IdentityState, name: string): Project {
  const parts = name.split('/');
  const domain = parts.length > 1 ? domainNamed(state, parts[0]) : undefined;
  const wanted = parts.at(-1) ?? '';
  const found = state.projects.by('name', wanted).find((each) => !domain || each.domain_id === domain.id);
  if (!found) throw new Error(`This cloud has no project '${name}'.`);
  return found;
}
