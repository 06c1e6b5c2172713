import type { Body } from '../../api/session.types.ts';
import { idOf } from '../../kind/wire.ts';
import { deleteOne, type Writer } from '../../kind/write.ts';
import { ports, trunks } from '../../network/collections.ts';
import { isNotFound } from '../../api/errors.ts';
import { waitFor, type Patience } from '../../kind/wait-for.ts';
import { newServers, readServer } from './new-servers.ts';
import type { ServerPort } from './server-request.ts';

const FAILED = { impossible: 'it had failed, and was of no use.' };

/**
 * Removes a server, one that did not come up if nobody says otherwise, and waits until Nova has let go of its volumes.
 * False if that takes longer than it may. `impossible`: why nothing takes that back.
 */
export async function removeServer(
  server: Body,
  writer: Writer,
  patience: Patience,
  impossible: string = FAILED.impossible,
): Promise<boolean> {
  await unlessGone(() => deleteOne(writer, newServers, server, { impossible }));
  const gone = await waitFor(
    async () => ((await readServer(writer.index, idOf(server))) === undefined ? true : undefined),
    patience,
  );
  return gone === true;
}

/** Removes ports that were made for a server that is not there (any more), with their trunks. */
export async function removePorts(made: readonly ServerPort[], writer: Writer): Promise<void> {
  const ours = made.filter(({ isOurs }) => isOurs).map(({ body }) => body);
  const all = writer.index.loaded(trunks)?.all() ?? [];
  for (const port of ours.toReversed()) {
    const trunk = all.find((one) => one['port_id'] === idOf(port));
    if (trunk !== undefined) await unlessGone(() => deleteOne(writer, trunks, trunk, FAILED));
    await unlessGone(() => deleteOne(writer, ports, port, FAILED));
  }
}

async function unlessGone(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
