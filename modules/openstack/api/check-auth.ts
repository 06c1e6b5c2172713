import { AUTH_KEYS, isAuthKey, type AuthKey, type AuthValues, type ReadAuth } from './auth-keys.ts';
import type { AuthType } from './auth-types.ts';
import type { Problem, RawCloud } from './raw-cloud.ts';
import { parseUrl } from './url.ts';

/** What one way to authenticate needs, each group being satisfied by any of its keys. */
const NEEDS: Readonly<Record<AuthType, readonly (readonly AuthKey[])[]>> = {
  password: [['username', 'user_id'], ['password']],
  token: [['token']],
  v3applicationcredential: [
    ['application_credential_id', 'application_credential_name'],
    ['application_credential_secret'],
  ],
};

const SCOPES: Readonly<Record<string, readonly AuthKey[]>> = {
  'a project': ['project_id', 'project_name'],
  'a domain': ['domain_id', 'domain_name'],
  'the system': ['system_scope'],
};

/** Reports everything that is missing or contradictory, all at once. */
export function checkAuth(
  raw: RawCloud,
  read: ReadAuth,
  type: AuthType | undefined,
  problems: Problem[],
): void {
  const { values: auth, meant } = read;
  if (!meant.has('auth_url')) checkUrl(raw, auth, problems);
  if (type === undefined) return;
  for (const group of NEEDS[type]) {
    if (!group.some((key) => auth.has(key) || meant.has(key))) problems.push(missing(raw, group));
  }
  if (type === 'v3applicationcredential') checkApplicationCredential(raw, auth, problems);
  else checkScope(raw, read, problems);
  if (type === 'password') checkDomain(raw, read, 'user', problems);
}

function missing(raw: RawCloud, [key, alternative]: readonly AuthKey[]): Problem {
  if (key === undefined) throw new Error('a group names at least one key');
  const other = alternative === undefined ? '' : ` (or ${raw.nameOfAuth(alternative)})`;
  return {
    detail: `${raw.nameOfAuth(key)}${other} is missing.`,
    help: `Set it: ${AUTH_KEYS[key].slice(0, 1).toLowerCase()}${AUTH_KEYS[key].slice(1)}`,
  };
}

function checkUrl(raw: RawCloud, auth: AuthValues, problems: Problem[]): void {
  const given = auth.get('auth_url');
  if (given === undefined) {
    problems.push(missing(raw, ['auth_url']));
    return;
  }
  const url = parseUrl(given.text.trim());
  if (url !== undefined && /^https?:$/.test(url.protocol) && url.host !== '' && url.username === '') return;
  const hasUser = url !== undefined && url.username !== '';
  problems.push({
    // The text is not shown where it may hold a password.
    detail: hasUser
      ? `${given.name} holds a user name or password before the host.`
      : `${given.name} is "${given.text.replace(/\/\/[^/]*@/, '//')}", which is no http or https address.`,
    help: hasUser
      ? 'Take it out of the address: user and password have keys of their own.'
      : 'It is the address of the identity service, such as https://cloud.example:5000/v3.',
  });
}

function checkScope(raw: RawCloud, read: ReadAuth, problems: Problem[]): void {
  const auth = read.values;
  const given = Object.entries(SCOPES).flatMap(([scope, keys]) => {
    const key = keys.find((each) => auth.has(each));
    return key === undefined ? [] : [{ scope, name: auth.get(key)?.name ?? key }];
  });
  if (given.length > 1) {
    problems.push({
      detail: `${given.map(({ name }) => name).join(' and ')} contradict each other: one asks for ${given.map(({ scope }) => scope).join(', the other for ')}.`,
      help: 'Keep one: work is done in a project, in a domain, or on the system.',
    });
  }
  const system = auth.get('system_scope');
  if (system !== undefined && system.text.toLowerCase() !== 'all') {
    problems.push({
      detail: `${system.name} is "${system.text}"; the only scope of the system is "all".`,
      help: 'Set it to all.',
    });
  }
  if (auth.has('project_name')) checkDomain(raw, read, 'project', problems);
}

/**
 * A name is unique in its domain only. If no domain is named anywhere, it is the default one, as in the times
 * before domains; if one is named for the user but not for the project, guessing could hit the wrong project.
 */
function checkDomain(
  raw: RawCloud,
  { values: auth, meant }: ReadAuth,
  of: 'user' | 'project',
  problems: Problem[],
): void {
  if (auth.has(of === 'user' ? 'user_id' : 'project_id')) return;
  if (of === 'user' && !auth.has('username')) return;
  if (auth.has(`${of}_domain_id`) || auth.has(`${of}_domain_name`) || hasDefaultDomain(auth)) return;
  if (meant.has(`${of}_domain_id`) || meant.has(`${of}_domain_name`)) return;
  const other = of === 'user' ? 'project' : 'user';
  const named = auth.get(`${other}_domain_name`) ?? auth.get(`${other}_domain_id`);
  if (named === undefined) return;
  problems.push({
    detail:
      `${raw.nameOfAuth(`${of}_domain_name`)} (or ${raw.nameOfAuth(`${of}_domain_id`)}) is missing: ` +
      `${named.name} is set, but the ${of} needs its own.`,
    help: `Set it: ${of}_domain_name is often "${named.text}" too.`,
  });
}

function hasDefaultDomain(auth: AuthValues): boolean {
  return auth.has('default_domain_id') || auth.has('default_domain_name');
}

function checkApplicationCredential(raw: RawCloud, auth: AuthValues, problems: Problem[]): void {
  const scope = Object.values(SCOPES)
    .flat()
    .flatMap((key) => auth.get(key)?.name ?? []);
  if (scope.length > 0) {
    problems.push({
      detail: `${scope.join(' and ')} cannot stand beside an application credential, which belongs to one project.`,
      help: `Take ${scope.length === 1 ? 'it' : 'them'} out.`,
    });
  }
  if (auth.has('application_credential_id') || !auth.has('application_credential_name')) return;
  if (!auth.has('username') && !auth.has('user_id')) problems.push(missing(raw, ['username', 'user_id']));
}

/** The checked values as plain texts; the default domain is put where a domain is not named. */
export function plainAuth(auth: AuthValues): Readonly<Record<string, string>> {
  const plain: Record<string, string> = {};
  for (const [key, { text }] of auth) plain[key] = key === 'auth_url' ? text.trim() : text;
  for (const of of ['user', 'project']) {
    if (plain[`${of}_domain_id`] !== undefined || plain[`${of}_domain_name`] !== undefined) continue;
    if (plain['default_domain_id'] !== undefined) plain[`${of}_domain_id`] = plain['default_domain_id'];
    else if (plain['default_domain_name'] !== undefined)
      plain[`${of}_domain_name`] = plain['default_domain_name'];
  }
  return Object.fromEntries(
    Object.entries(plain).filter(([key]) => isAuthKey(key) && !key.startsWith('default_domain')),
  );
}
