import type { RunWorld } from './options.ts';

/** A path with `~` and environment variables (`$HOME`, `${HOME}`) put in; unknown variables stand as written. */
export function expandPath(path: string, world: Pick<RunWorld, 'environment' | 'ports'>): string {
  const tilde = path.replace(/^~(?=\/|$)/, () => world.ports.homeDirectory());
  return tilde.replace(/\$(?:(\w+)|\{([^}]+)\})/g, (written, plain?: string, braced?: string) => {
    return world.environment[plain ?? braced ?? ''] ?? written;
  });
}
