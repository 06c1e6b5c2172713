import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { messageOfBody } from './body-message.ts';
import { callFacts, type CallContext } from './errors.ts';
import { listAt, textAt } from './json.ts';
import type { Ask } from './keystone.ts';
import { didYouMean, quotedList } from './nearest.ts';
import type { ParsedAnswer } from './retry.ts';
import type { CloudCredentials } from './session.types.ts';
import { authBody, DEFAULT_DOMAIN_ID } from './token.ts';

export interface Refusal {
  readonly credentials: CloudCredentials;
  readonly label: string;
  readonly answer: ParsedAnswer;
  readonly base: string;
  readonly ask: Ask;
  readonly context: CallContext;
  /** Whether these credentials were good before. */
  readonly isRenewal: boolean;
}

type Auth = Readonly<Record<string, string>>;

/**
 * The error for refused credentials. Keystone answers alike to a wrong password and to a user without a role in the
 * project; one further request without scope tells them apart.
 */
export async function explainRefusal(refusal: Refusal): Promise<DroverError> {
  const { credentials, isRenewal, answer } = refusal;
  const hasScope = scopeText(credentials.auth) !== undefined;
  if (credentials.authType === 'password' && hasScope && !isRenewal && answer.status === 401) {
    const projects = await projectsOfUser(refusal);
    if (projects !== undefined) return noRole(refusal, projects);
  }
  return refused(refusal);
}

/** The names of the user's projects, or undefined if the user cannot even log in without a scope. */
async function projectsOfUser({ credentials, base, ask }: Refusal): Promise<readonly string[] | undefined> {
  const unscoped = await ask('POST', `${base}/auth/tokens`, { body: authBody(credentials, false) });
  const token = unscoped.headers['x-subject-token'];
  if (unscoped.status !== 201 || typeof token !== 'string') return undefined;
  const { body } = await ask('GET', `${base}/auth/projects`, { token });
  return listAt(body, 'projects').flatMap((project) => textAt(project, 'name') ?? []);
}

function noRole(refusal: Refusal, projects: readonly string[]): DroverError {
  const { credentials, label, context, answer } = refusal;
  const { auth } = credentials;
  const wanted = auth['project_name'] ?? '';
  const have =
    projects.length === 0
      ? 'The user has a role in no project.'
      : `The user's projects: ${quotedList([...projects].sort())}.`;
  return new DroverError('openstack-auth', {
    detail:
      `The cloud ${label} accepts the password of ${userText(credentials)}, but not for ${scopeText(auth) ?? 'this scope'}: ` +
      `it does not exist, or the user has no role there. ${have}`,
    help:
      'Name what the user has a role in (project_name with project_domain_name, project_id, or domain_name), ' +
      `or have a role assigned.${suggestion(wanted, projects)}`,
    call: callFacts(context, answer),
  });
}

function suggestion(wanted: string, projects: readonly string[]): string {
  return projects.includes(wanted)
    ? ` A project of the name "${wanted}" is in another domain: check project_domain_name.`
    : didYouMean(wanted, projects);
}

function refused({ credentials, label, context, answer, isRenewal }: Refusal): DroverError {
  const said = messageOfBody(answer.text, context.redact);
  const words = said === undefined ? '' : ` It says: ${said}`;
  const before = isRenewal ? ' They were accepted before in this run.' : '';
  const scope = scopeText(credentials.auth);
  const goal =
    scope === undefined || credentials.authType === 'v3applicationcredential' ? '' : ` for ${scope}`;
  return new DroverError('openstack-auth', {
    detail: `The cloud ${label} refused ${userText(credentials)}${goal} (${answer.status}).${before}${words}`,
    help: HELP[credentials.authType](credentials.auth),
    call: callFacts(context, answer),
  });
}

const HELP: Readonly<Record<CloudCredentials['authType'], (auth: Auth) => string>> = {
  password: (auth) =>
    'Check the user name, its domain and the password.' +
    (assumesDomain(auth)
      ? ` No user domain was named, so the domain "${DEFAULT_DOMAIN_ID}" was taken: set user_domain_name if it is another.`
      : ''),
  token: () =>
    'The token is wrong, has expired, or may not be used for this scope: get a new one, or use a password or an application credential.',
  v3applicationcredential: () =>
    'Check application_credential_id and application_credential_secret; the credential may have expired, have been deleted, ' +
    'or belong to a user that is disabled.',
};

function assumesDomain(auth: Auth): boolean {
  return (
    auth['user_id'] === undefined &&
    auth['user_domain_id'] === undefined &&
    auth['user_domain_name'] === undefined
  );
}

function userText({ authType, auth }: CloudCredentials): string {
  if (authType === 'token') return 'the token';
  if (authType === 'v3applicationcredential') {
    const id = auth['application_credential_id'];
    return `the application credential "${id ?? auth['application_credential_name'] ?? ''}"`;
  }
  if (auth['user_id'] !== undefined) return `the user with id "${auth['user_id']}"`;
  return `user "${auth['username'] ?? ''}" of domain "${domainText(auth, 'user_domain')}"`;
}

function scopeText(auth: Auth): string | undefined {
  if (auth['project_id'] !== undefined) return `the project with id "${auth['project_id']}"`;
  if (auth['project_name'] !== undefined) {
    return `project "${auth['project_name']}" of domain "${domainText(auth, 'project_domain')}"`;
  }
  const domain = auth['domain_id'] ?? auth['domain_name'];
  if (domain !== undefined) return `the domain "${domain}"`;
  return auth['system_scope'] === undefined ? undefined : 'the system scope';
}

function domainText(auth: Auth, prefix: string): string {
  return auth[`${prefix}_name`] ?? auth[`${prefix}_id`] ?? DEFAULT_DOMAIN_ID;
}
