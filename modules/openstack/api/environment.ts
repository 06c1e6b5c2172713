import { authKeyOf } from './auth-keys.ts';
import type { RawCloud, Setting } from './raw-cloud.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that say where to look, and are no part of a cloud. */
const SELECTORS: ReadonlySet<string> = new Set([
  'OS_CLOUD',
  'OS_CLOUD_NAME',
  'OS_CLIENT_CONFIG_FILE',
  'OS_CLIENT_SECURE_FILE',
  'OS_CLIENT_VENDOR_FILE',
]);

/** The cloud that `OS_*` variables describe, or undefined if they say nothing of how to authenticate. */
export function cloudOfEnvironment(environment: Environment): RawCloud | undefined {
  const auth = new Map<string, Setting>();
  const settings = new Map<string, Setting>();
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('OS_') || SELECTORS.has(name) || value === undefined || value === '') continue;
    const key = name.slice(3).toLowerCase();
    const authKey = authKeyOf(key);
    if (authKey === undefined) settings.set(key, { value, name });
    else auth.set(key, { value, name });
  }
  if (auth.size === 0) return undefined;
  return { label: 'the OS_* variables', auth, settings, nameOfAuth: nameOfVariable };
}

/** `OS_PASSWORD` for `password`. */
export function nameOfVariable(key: string): string {
  return `OS_${key.toUpperCase()}`;
}
