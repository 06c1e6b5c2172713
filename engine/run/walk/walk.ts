import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';

/** Where in the tree of blocks a walk is. */
export interface Walk {
  readonly play: PlayState;
  /** A rescue of a block around will take failures up. */
  readonly rescuable: boolean;
  /** A rescue or always of a block around has still to run: hosts that fail are not out of the play yet. */
  readonly guarded: boolean;
  /** Hosts that have left the role at hand (`meta: end_role`). */
  readonly left: Set<HostState>;
  /** Handlers run even on hosts that have failed, if the play says so. */
  readonly handlers: boolean;
}

/** Which hosts go on after some nodes, and which failed in them. Unreachable and ended ones are in neither. */
export interface Walked {
  readonly going: readonly HostState[];
  readonly failed: readonly HostState[];
  /** A failure that ends the play for all hosts, when what guards it has run. */
  readonly fatal: boolean;
}

export function openWalk(play: PlayState, handlers = false): Walk {
  return { play, rescuable: false, guarded: false, left: new Set(), handlers };
}

/** The hosts of a list that may go on. */
export function alive(hosts: readonly HostState[], walk: Walk): readonly HostState[] {
  const { play, left } = walk;
  if (play.stopped !== undefined) return [];
  if (play.ended.size + play.unreachable.size + left.size === 0) return hosts;
  return hosts.filter((host) => !play.ended.has(host) && !play.unreachable.has(host) && !left.has(host));
}

/** Hosts in the order of the batch. */
export function inBatchOrder(hosts: Iterable<HostState>, play: PlayState): readonly HostState[] {
  const wanted = new Set(hosts);
  return play.batch.filter((host) => wanted.has(host));
}
