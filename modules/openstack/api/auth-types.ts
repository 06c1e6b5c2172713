import type { AuthValues } from './auth-keys.ts';
import { didYouMean } from './nearest.ts';
import type { Problem, RawCloud } from './raw-cloud.ts';
import type { CloudCredentials } from './session.types.ts';

export type AuthType = CloudCredentials['authType'];

const NAMES: Readonly<Record<string, AuthType>> = {
  password: 'password',
  v3password: 'password',
  token: 'token',
  v3token: 'token',
  v3applicationcredential: 'v3applicationcredential',
  application_credential: 'v3applicationcredential',
};

/** Types that exist elsewhere, each with what to do in place of it. */
const OTHERS: Readonly<Record<string, string>> = {
  v2password: 'Keystone v2 is no more: use the type password with the cloud’s v3 address.',
  v2token: 'Keystone v2 is no more: use the type token with the cloud’s v3 address.',
  v3totp: 'Log in with it elsewhere and use the token (auth type token), or make an application credential.',
  v3multifactor:
    'Log in with it elsewhere and use the token (auth type token), or make an application credential.',
  v3oidcpassword: 'Make an application credential, or use a token (auth type token).',
  v3oidcclientcredentials: 'Make an application credential, or use a token (auth type token).',
  v3oidcauthcode: 'Make an application credential, or use a token (auth type token).',
  v3oidcaccesstoken: 'Make an application credential, or use a token (auth type token).',
  v3oidcdeviceauthz: 'Make an application credential, or use a token (auth type token).',
  v3samlpassword: 'Make an application credential, or use a token (auth type token).',
  v3adfspassword: 'Make an application credential, or use a token (auth type token).',
  v3kerberos: 'Make an application credential, or use a token (auth type token).',
  v3oauth1: 'Make an application credential, or use a token (auth type token).',
  v3tokenlessauth: 'Make an application credential, or use a token (auth type token).',
  admin_token: 'Use the password of an administrator.',
  http_basic: 'Clouds without Keystone are not supported.',
  none: 'Clouds without Keystone are not supported.',
  noauth: 'Clouds without Keystone are not supported.',
};

/** How to authenticate: as `auth_type` says, or as the keys of `auth` show. */
export function authTypeOf(raw: RawCloud, auth: AuthValues, problems: Problem[]): AuthType | undefined {
  const setting = raw.settings.get('auth_type') ?? raw.settings.get('auth_plugin');
  if (setting === undefined) return guessed(auth, problems);
  const word = String(setting.value).toLowerCase();
  const known = Object.hasOwn(NAMES, word) ? NAMES[word] : undefined;
  if (known !== undefined) return known;
  const instead = Object.hasOwn(OTHERS, word) ? OTHERS[word] : undefined;
  problems.push({
    detail:
      `${setting.name} is "${String(setting.value)}", which drover ` +
      (instead === undefined ? `does not know.${didYouMean(word, Object.keys(NAMES))}` : 'does not support.'),
    help: instead ?? 'Use password, token or v3applicationcredential.',
  });
  return undefined;
}

function guessed(auth: AuthValues, problems: Problem[]): AuthType | undefined {
  const ways: AuthType[] = [];
  const credential = auth.get('application_credential_id') ?? auth.get('application_credential_name');
  const secret = auth.get('application_credential_secret');
  const password = auth.get('password');
  const token = auth.get('token');
  if (credential !== undefined || secret !== undefined) ways.push('v3applicationcredential');
  if (token !== undefined) ways.push('token');
  if (password !== undefined) ways.push('password');
  if (ways.length < 2) return ways[0] ?? 'password';
  const names = [secret ?? credential, token, password].flatMap((each) => each?.name ?? []);
  problems.push({
    detail: `${names.join(' and ')} contradict each other: they are different ways to authenticate.`,
    help: `Keep one of them, or say which to use with auth_type (${ways.join(', ')}).`,
  });
  return undefined;
}
