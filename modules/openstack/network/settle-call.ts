import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { pathOf } from '../kind/collection.ts';
import { readOne } from '../kind/read-one.ts';
import { isBody } from '../kind/wire.ts';
import type { Write, Writer } from '../kind/write.ts';

/**
 * A call that adds to a list of a resource or takes from it. One whose answer was lost is tried again, and refused then,
 * since it has been done: so a refusal counts only if the resource is not as it is to be.
 */
export async function settle(
  writer: Writer,
  write: Write & { readonly id: string },
  isDone: (now: Body) => boolean,
): Promise<Body> {
  try {
    return await writer.write(write);
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const { collection, id } = write;
    const answer = await readOne(writer.index, collection, pathOf(collection, id)).catch(() => ({}));
    const now = isBody(answer) ? answer[collection.one] : undefined;
    if (!isBody(now) || !isDone(now)) throw error;
    return now;
  }
}
