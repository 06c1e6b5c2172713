import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import { systemClock } from '../api/clock.ts';
import type { Session } from '../api/session.types.ts';
import { hostKeysOnConsole, readConsole } from '../conversion/deploy/console-keys.ts';
import { waitFor } from '../kind/wait-for.ts';

/** The server that a hook is about to reach. */
export interface ReachedServer {
  readonly side: 'source' | 'destination';
  readonly id: string;
  /** It may be starting for the first time, and has not shown all yet. */
  readonly isNew: boolean;
}

/** What cloud-init says last: it has shown keys by then. */
const finished = /Cloud-init v\. .* finished/;
/** How long a console says nothing more, or has said nothing at all, until it is taken at its word. */
const quietMs = { something: 30_000, nothing: 60_000 } as const;

/**
 * Reads host keys from the consoles of servers: a new server has none in known_hosts, and its address may have been
 * another's. A new one is waited for, `wait` seconds at most, until it has shown keys or has started without. What a
 * console has shown stays known, as it scrolls by; the disk of a server brings its keys along.
 */
export function consoleReader(
  clouds: Readonly<Record<'source' | 'destination', Session>>,
  { warn, stopping }: Pick<TaskContext, 'warn' | 'stopping'>,
) {
  const known = new Set<string>();
  const waitedFor = new Set<string>();
  return async ({ side, id, isNew }: ReachedServer, wait: number): Promise<readonly string[]> => {
    const isQuiet = quietness();
    const look = async (): Promise<true | undefined> => {
      const text = await readConsole(id, clouds[side]);
      const keys = hostKeysOnConsole(text);
      for (const key of keys) known.add(key);
      return keys.length > 0 || finished.test(text) || isQuiet(text) ? true : undefined;
    };
    try {
      const timeoutMs = isNew && !waitedFor.has(id) ? wait * 1000 : 0;
      waitedFor.add(id);
      await waitFor(look, { timeoutMs, signal: stopping });
    } catch (error) {
      if (stopping.aborted) throw error;
      warn(
        `The console of server ${id} cannot be read: ${messageOf(error)} Its host key has to stand in known_hosts.`,
      );
    }
    return [...known];
  };
}

/** Whether a console that is looked at again and again has come to its end. */
function quietness(): (text: string) => boolean {
  let last: string | undefined;
  let since = 0;
  return (text) => {
    const now = systemClock.now();
    if (text !== last) since = now;
    last = text;
    return now - since >= (text.trim() === '' ? quietMs.nothing : quietMs.something);
  };
}
