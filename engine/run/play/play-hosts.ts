import { str } from '../../language/expression/python-text.ts';
import { matchPattern } from '../../language/inventory/host-pattern.ts';
import { findHost } from '../find-host.ts';
import type { HostState } from '../host-state.ts';
import { limitedHosts } from '../hosts-of-pattern.ts';
import type { RunState } from '../run-state.ts';
import type { OpenedPlay } from './open-play.ts';

/**
 * The hosts of a play in its `order`, without those that have failed before, and `all` of them. `matched` is false where its pattern
 * (within `--limit`) finds none at all.
 */
export function hostsOfPlay(
  opened: OpenedPlay,
  run: RunState,
): { readonly hosts: readonly HostState[]; readonly all: readonly HostState[]; readonly matched: boolean } {
  const pattern = patternOf(opened);
  const names = limitedHosts(pattern, run);
  warnOfPattern(pattern, run);
  const hosts = names.flatMap((name) => findHost(name, run) ?? []);
  const left = hosts.filter(
    (host) => !run.failedHosts.has(host.name) && !run.unreachableHosts.has(host.name),
  );
  return { hosts: ordered(left, opened, run), all: hosts, matched: hosts.length > 0 };
}

/** Names the parts of a pattern that nothing answers to, and says so where there is no inventory at all. */
function warnOfPattern(pattern: string | readonly string[], run: RunState): void {
  const { hosts, unmatched } = matchPattern(pattern, run.inventory);
  const messages = unmatched.map(
    (part) => `Could not match supplied host pattern, ignoring: ${part.replace(/^[&!]/, '')}`,
  );
  if (run.inventory.hosts.size === 0 && hosts.length === 0) {
    messages.push(
      "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'",
    );
  }
  for (const message of messages) run.emit({ type: 'warning', message });
}

export function patternOf(opened: OpenedPlay): string | readonly string[] {
  const value = opened.evaluate(opened.planned.play.hosts, 'hosts');
  return Array.isArray(value) ? value.map(str) : str(value);
}

function ordered(hosts: readonly HostState[], opened: OpenedPlay, run: RunState): readonly HostState[] {
  const { order } = opened.planned.play;
  if (order === undefined) return hosts;
  const byName = (): readonly HostState[] => [...hosts].sort((a, b) => (a.name < b.name ? -1 : 1));
  switch (str(opened.evaluate(order, 'order'))) {
    case 'reverse_inventory':
      return [...hosts].reverse();
    case 'sorted':
      return byName();
    case 'reverse_sorted':
      return [...byName()].reverse();
    case 'shuffle':
      return shuffled(hosts, run);
    default:
      return hosts;
  }
}

function shuffled(hosts: readonly HostState[], run: RunState): readonly HostState[] {
  const keyed = hosts.map((host) => ({
    host,
    key: Buffer.from(run.world.ports.randomBytes(8)).toString('hex'),
  }));
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ host }) => host);
}
