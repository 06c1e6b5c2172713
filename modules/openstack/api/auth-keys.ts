import { nearest } from './nearest.ts';
import type { Problem, RawCloud, Setting } from './raw-cloud.ts';
import { isSecretKey } from './redact.ts';

/** The keys of an auth dictionary, each with what it is. */
export const AUTH_KEYS = {
  auth_url: "The address of the cloud's identity service (Keystone), such as https://cloud.example:5000/v3.",
  username: 'The name of the user.',
  user_id: 'The id of the user, in place of name and domain.',
  password: "The user's password.",
  user_domain_name: "The name of the user's domain.",
  user_domain_id: "The id of the user's domain.",
  project_name: 'The name of the project to work in.',
  project_id: 'The id of the project to work in, in place of name and domain.',
  project_domain_name: "The name of the project's domain.",
  project_domain_id: "The id of the project's domain.",
  domain_name: 'The name of a domain to work in, in place of a project.',
  domain_id: 'The id of a domain to work in, in place of a project.',
  system_scope: 'The word `all`, to work on the whole system, in place of a project.',
  token: 'A token, with the auth type `token`.',
  application_credential_id: 'The id of an application credential.',
  application_credential_name: 'The name of an application credential, together with its user.',
  application_credential_secret: 'The secret of the application credential.',
  default_domain_name: 'The name of the domain of user and project where neither names its own.',
  default_domain_id: 'The id of the domain of user and project where neither names its own.',
} as const;

export type AuthKey = keyof typeof AUTH_KEYS;

/** Older names of keys. */
const ALIASES: Readonly<Record<string, AuthKey>> = {
  tenant_name: 'project_name',
  tenant_id: 'project_id',
  user_name: 'username',
  auth_token: 'token',
};

/** Keys that people put inside of `auth` but that belong beside it. */
const BESIDE_AUTH: ReadonlySet<string> = new Set([
  'auth_type',
  'region_name',
  'interface',
  'verify',
  'validate_certs',
  'insecure',
  'cacert',
  'ca_cert',
  'cert',
  'client_cert',
  'key',
  'client_key',
  'api_timeout',
  'identity_api_version',
]);

export function isAuthKey(key: string): key is AuthKey {
  return Object.hasOwn(AUTH_KEYS, key);
}

/** The key's present name, or undefined if there is no such key. */
export function authKeyOf(key: string): AuthKey | undefined {
  if (isAuthKey(key)) return key;
  return Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
}

export type AuthValues = ReadonlyMap<AuthKey, { readonly text: string; readonly name: string }>;

export interface ReadAuth {
  readonly values: AuthValues;
  /** Keys that a wrong key was probably meant to be: not to be reported as missing too. */
  readonly meant: ReadonlySet<AuthKey>;
}

/** Reads the values of `auth` as texts under their present names, and reports every key and value that cannot be one. */
export function readAuth(raw: RawCloud, problems: Problem[]): ReadAuth {
  const values = new Map<AuthKey, { readonly text: string; readonly name: string }>();
  const meant = new Set<AuthKey>();
  for (const [written, setting] of raw.auth) {
    const key = authKeyOf(written);
    if (key === undefined) {
      const guess = BESIDE_AUTH.has(written.toLowerCase()) ? undefined : guessKey(written);
      if (guess !== undefined) meant.add(guess);
      problems.push(unknownKey(written, setting, guess));
      continue;
    }
    const text = textOf(setting.value);
    if (text === undefined) {
      meant.add(key);
      problems.push(notText(key, setting));
      continue;
    }
    const before = values.get(key);
    if (before !== undefined && before.text !== text) {
      problems.push({
        detail: `${before.name} and ${setting.name} are two names of one thing, but have different values.`,
        help: `Keep ${raw.nameOfAuth(key)} only.`,
      });
      continue;
    }
    values.set(key, { text, name: setting.name });
  }
  return { values, meant };
}

/** YAML makes numbers of passwords such as 123456: they are texts again. What would lose digits is none. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

function notText(key: AuthKey, { name, value }: Setting): Problem {
  const kind = Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a mapping' : undefined;
  const shown = isSecretKey(key) ? '' : ` (${String(value)})`;
  return {
    detail: `${name} must be a text, but is ${kind ?? `the ${typeof value === 'boolean' ? 'truth value' : 'number'}${shown} that YAML made of it`}.`,
    help: kind === undefined ? 'Put the value in quotes.' : `${name} is ${lowerFirst(AUTH_KEYS[key])}`,
  };
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** The key that a wrong one was meant to be: the same in small letters, or one much like it. */
function guessKey(key: string): AuthKey | undefined {
  const folded = key.toLowerCase().replaceAll(/[\s-]/g, '_');
  return (
    authKeyOf(folded) ??
    authKeyOf(nearest(folded, [...Object.keys(AUTH_KEYS), ...Object.keys(ALIASES)]) ?? '')
  );
}

function unknownKey(key: string, { name }: Setting, guess: AuthKey | undefined): Problem {
  if (BESIDE_AUTH.has(key.toLowerCase())) {
    return {
      detail: `${name} stands among the keys of auth, but it is a setting of its own.`,
      help: `Move ${key.toLowerCase()} out of auth, beside it.`,
    };
  }
  return {
    detail: `${name} is no key of auth.${guess === undefined ? '' : ` Did you mean "${guess}"?`}`,
    help: `Write it as OpenStack knows it, or take it out. The keys are: ${Object.keys(AUTH_KEYS).join(', ')}.`,
  };
}
