import type { Body } from '../api/session.types.ts';
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { isNotFound } from '../api/errors.ts';
import type { MadeThing } from '../kind/recording-writer.ts';
import { deleteOne, type Writer } from '../kind/write.ts';
import { idOf } from '../kind/wire.ts';
import { removeServer } from './server/remove-server.ts';

const WHY = { impossible: 'a hook asked for its migration to be taken back.' };

/** A server of the destination that is to go again, with all that was made for it. */
export interface TakenBack {
  readonly server: Body;
  /** In the order in which it was made. */
  readonly made: readonly MadeThing[];
  readonly writer: Writer;
  readonly timeoutMs: number;
  readonly warn: (message: string) => void;
}

/**
 * Removes a server that was migrated, and what was made for it beside its volumes. False, with a warning, where it does
 * not go: then its source must not run.
 */
export async function takeBack({ server, made, writer, timeoutMs, warn }: TakenBack): Promise<boolean> {
  // The wish to end the run does not keep half of it there.
  const signal = new AbortController().signal;
  try {
    if (!(await removeServer(server, writer, { timeoutMs, signal }, WHY.impossible))) {
      warn(`The server at the destination was to be taken back, and does not go away: it stays.`);
      return false;
    }
  } catch (error) {
    warn(`The server at the destination was to be taken back, and stays: ${messageOf(error)}`);
    return false;
  }
  for (const { collection, id } of made.toReversed()) {
    if (id === idOf(server)) continue;
    try {
      await deleteOne(writer, collection, { id }, WHY);
    } catch (error) {
      if (!isNotFound(error))
        warn(`${collection.title} ${id} was to be taken back, and stays: ${messageOf(error)}`);
    }
  }
  return true;
}
