import type { RoleInstance } from '../plan/planned.ts';
import type { HostState } from './host-state.ts';
import type { PlayState } from './run-state.ts';

/** How far a host has come in a role: a task of it has run, or it has come to its end. */
export type RoleProgress = 'begun' | 'finished';

/** Notes that a task of a role has run on a host. */
export function beginRole(play: PlayState, host: HostState, { key }: RoleInstance): void {
  const known = play.roleProgress.get(host) ?? new Map<string, RoleProgress>();
  play.roleProgress.set(host, known);
  if (!known.has(key)) known.set(key, 'begun');
}

/** The end of a role. One whose tasks were all skipped has not run: the next that calls it finds it anew. */
export function finishRole(play: PlayState, host: HostState, { key }: RoleInstance): void {
  const known = play.roleProgress.get(host);
  if (known?.has(key) === true) known.set(key, 'finished');
}

/** Whether a role is not to run again on a host. */
export function isFinished(play: PlayState, host: HostState, role: RoleInstance): boolean {
  return !role.allowDuplicates && play.roleProgress.get(host)?.get(role.key) === 'finished';
}
