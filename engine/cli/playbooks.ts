import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { packageFolder } from './package-folder.ts';

/** A playbook that is not there, but that comes with drover under this name, is taken from drover. */
export function findPlaybooks(paths: readonly string[]): readonly string[] {
  return paths.map((path) => {
    if (existsSync(path)) return path;
    const isOurs = path === basename(path) || path === join('playbooks', basename(path));
    const own = join(packageFolder(), 'playbooks', basename(path));
    return isOurs && existsSync(own) ? own : path;
  });
}
