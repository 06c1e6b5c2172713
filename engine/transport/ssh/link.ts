import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientChannel } from 'ssh2';
import { messageOf, type DroverError } from '../../diagnostics/drover-error.ts';
import { openChannel, openClient, type Exit, type OpenChannel, type OpenClient } from './client.ts';
import { unreachable } from './errors.ts';
import type { SshSettings } from './settings.ts';

/** The one connection to a machine, with several programs side by side in it. */
export interface Link {
  readonly settings: SshSettings;
  /** Opens a channel for a command line and works with it; waits while there are too many. */
  withChannel<T>(
    line: string,
    use: (channel: ClientChannel, way: Way, exit: Promise<Exit>) => Promise<T>,
  ): Promise<T>;
  /** Calls when somebody has to wait for a channel, at once if that is so; the result takes the call back. */
  whenCrowded(call: () => void): () => void;
  /** The connection itself, opened if it is not; for what takes no session. */
  client(): Promise<OpenClient['client']>;
  close(): Promise<void>;
}

/** What a channel goes through. */
export type Way = Pick<OpenClient, 'client' | 'forwardsAgent' | 'failure' | 'whenClosed'>;

/** OpenSSH's servers allow ten sessions a connection (MaxSessions); some are left for ending programs. */
const mostChannels = 8;
/** How often a machine that starts no program though none runs is asked again. */
const mostRefusals = 4;

/**
 * A connection that is opened when it is first used, and again when it has been cut between two programs. A server
 * that takes fewer channels is noticed, and gets no more than it takes.
 */
export function createLink(settings: SshSettings): Link {
  let current: Promise<OpenClient> | undefined;
  let giveUp = new AbortController();
  let closed = 0;
  /** The one of now, and those that were given up for another one and have not gone yet. */
  const alive = new Set<OpenClient>();
  const slots = createSlots(mostChannels);
  const connect = (): Promise<OpenClient> => {
    if (current !== undefined) return current;
    giveUp = new AbortController();
    const opening = openClient(settings, giveUp.signal);
    current = opening;
    const forget = (): void => {
      if (current === opening) current = undefined;
    };
    opening.then((open) => {
      alive.add(open);
      open.whenClosed(() => {
        alive.delete(open);
        forget();
      });
    }, forget);
    return opening;
  };
  const open = async (
    line: string,
    isClosed: () => boolean,
  ): Promise<OpenChannel & { readonly way: Way }> => {
    let refusals = 0;
    for (let attempt = 1; ;) {
      // Nobody would close what was opened for somebody who has left.
      if (isClosed()) throw closedMeanwhile(settings);
      const way = await connect();
      try {
        return { ...(await openChannel(way, line)), way };
      } catch (error) {
        if (isClosed()) throw closedMeanwhile(settings, error);
        const isRefused = /channel open failure/i.test(messageOf(error));
        if (isRefused && (await slots.shrink())) continue;
        // A busy machine may not have noticed yet that others have ended.
        if (isRefused && refusals < mostRefusals) {
          refusals += 1;
          await sleep(refusals * 100);
          continue;
        }
        // Nothing has begun: a connection that was cut since it was last used is opened again.
        if (isRefused || attempt > 1) throw notOpened(settings, error);
        attempt += 1;
        const opening = current;
        // Others who had the same way may have opened another one meanwhile.
        if (opening !== undefined && (await opening) === way && current === opening) current = undefined;
        void way.close();
      }
    }
  };
  return {
    settings,
    withChannel: async (line, use) => {
      const before = closed;
      await slots.take();
      try {
        const { channel, way, exit } = await open(line, () => closed !== before);
        return await use(channel, way, exit);
      } finally {
        slots.give();
      }
    },
    whenCrowded: slots.whenCrowded,
    client: async () => (await connect()).client,
    close: async () => {
      const last = current;
      closed += 1;
      current = undefined;
      giveUp.abort();
      // One that could not be opened has nothing to close.
      await last?.catch(() => undefined);
      await Promise.all([...alive].map((way) => way.close()));
    },
  };
}

function closedMeanwhile(settings: SshSettings, error?: unknown): DroverError {
  return unreachable(
    settings,
    'the connection was closed before the program began.',
    'Whoever worked with the machine has ended, or was stopped: run again.',
    error,
  );
}

function notOpened(settings: SshSettings, error: unknown): DroverError {
  return unreachable(
    settings,
    `the machine starts no program: ${messageOf(error)}.`,
    'Check that its SSH server allows sessions (MaxSessions) and commands for this user.',
    error,
  );
}

interface Slots {
  take(): Promise<void>;
  give(): void;
  /** One slot less, and a wait for another one to be given back; false where nobody else has one. */
  shrink(): Promise<boolean>;
  readonly whenCrowded: (call: () => void) => () => void;
}

function createSlots(most: number): Slots {
  let limit = most;
  let used = 0;
  const waiting: (() => void)[] = [];
  const idle = new Set<() => void>();
  const next = (): void => {
    while (used < limit) {
      const first = waiting.shift();
      if (first === undefined) return;
      used += 1;
      first();
    }
  };
  const take = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      next();
      if (waiting.length > 0) for (const call of [...idle]) call();
    });
  const give = (): void => {
    used -= 1;
    next();
  };
  return {
    take,
    give,
    shrink: async () => {
      if (used <= 1) return false;
      limit = Math.max(1, used - 1);
      used -= 1;
      await take();
      return true;
    },
    whenCrowded: (call) => {
      if (waiting.length > 0) call();
      else idle.add(call);
      return () => void idle.delete(call);
    },
  };
}
