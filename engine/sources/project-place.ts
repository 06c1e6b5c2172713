import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Requirements and the lock that belongs to them. */
export interface Project {
  readonly folder: string;
  /** Those that there are: `requirements.yml`, `roles/requirements.yml`, `collections/requirements.yml`. */
  readonly requirementFiles: readonly string[];
  readonly lockPath: string;
}

export const lockName = 'requirements.lock.yml';
const places = ['.', 'roles', 'collections'];
const names = ['requirements.yml', 'requirements.yaml'];

/** The project of a folder; files may be named instead of found. */
export function projectOf(
  folder: string,
  named: { readonly requirements?: string | undefined; readonly lock?: string | undefined } = {},
): Project {
  const found = places.flatMap((place) => {
    const paths = names.map((name) => join(folder, place, name));
    return paths.find((path) => existsSync(path)) ?? [];
  });
  const own = named.requirements === undefined ? undefined : resolve(named.requirements);
  const base = own === undefined ? folder : resolve(own, '..');
  return {
    folder: base,
    requirementFiles: own === undefined ? found : [own],
    lockPath: named.lock === undefined ? join(base, lockName) : resolve(named.lock),
  };
}
