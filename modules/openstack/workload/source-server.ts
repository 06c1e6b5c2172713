import type { Body } from '../api/session.types.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { systemClock } from '../api/clock.ts';
import { pathOf } from '../kind/collection.ts';
import { isBody, textOf } from '../kind/wire.ts';
import { noted, updateOne, type Writer } from '../kind/write.ts';
import { newServers, readServer } from './server/new-servers.ts';
import { startAndWait, stopAndWait } from './server/server-state.ts';
import type { MigrationParams } from './workload.types.ts';

/** A server at the source, and with what it is worked on. */
export interface SourceRequest {
  /** Its id. */
  readonly server: string;
  /** `server "web"` */
  readonly label: string;
  /** Of the source. */
  readonly writer: Writer;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The key of the metadata of a server at the source that says from which day on it may be deleted. */
export const DELETE_AFTER = 'drover_delete_after';

/** Which server at the destination stands for it. */
export const MIGRATED_TO = 'drover_migrated_to';

/** What is put before the name of a server that was migrated. */
const MIGRATED = 'migrated-';

/** The longest name that Nova takes. */
const LONGEST_NAME = 255;

const DAY_MS = 86_400_000;

/** Stops it, and waits until it is off. Undo starts it again. Throws `cloud-timeout` and `server-error`. */
export async function stopServer(request: SourceRequest): Promise<Body> {
  const { label, writer, timeoutMs, signal } = request;
  const now = await there(request);
  const stopped = await stopAndWait(now, label, writer, { timeoutMs, signal });
  return noted(writer, newServers, stopped);
}

/** Starts one again that was stopped for a migration which failed, and waits until it runs. One that runs stays. */
export async function startServer(request: SourceRequest): Promise<Body> {
  const { label, writer, timeoutMs, signal } = request;
  const started = await startAndWait(await there(request), label, writer, { timeoutMs, signal });
  return noted(writer, newServers, started);
}

/**
 * What is to become of it once it is migrated: it stays as it is now (`keep`), is stopped, gets another name, or is noted
 * to be deleted in some days, which `openstack.delete_migrated_servers` does then. What is so already stays. `destination`:
 * the id of the server that stands for it.
 */
export async function settleSource(
  request: SourceRequest & {
    readonly postMigration: MigrationParams['postMigration'];
    readonly destination?: string;
  },
): Promise<void> {
  const { postMigration } = request;
  switch (postMigration.source) {
    case 'keep':
      return;
    case 'stop':
      await stopServer(request);
      return;
    case 'rename':
      await rename(request);
      return;
    case 'delete-after-days':
      await stopServer(request);
      await mark(request, postMigration.days, request.destination);
  }
}

async function rename(request: SourceRequest): Promise<void> {
  const { writer } = request;
  const now = await there(request);
  const name = textOf(now, 'name') ?? '';
  if (name.startsWith(MIGRATED)) return;
  await updateOne(
    writer,
    newServers,
    request.server,
    { name: `${MIGRATED}${name}`.slice(0, LONGEST_NAME) },
    now,
  );
}

async function mark(request: SourceRequest, days: number, destination: string | undefined): Promise<void> {
  const { writer, server } = request;
  const now = await there(request);
  const metadata = isBody(now['metadata']) ? now['metadata'] : {};
  if (typeof metadata[DELETE_AFTER] === 'string') return;
  const day = new Date(systemClock.now() + days * DAY_MS).toISOString().slice(0, 10);
  const path = `${pathOf(newServers, server)}/metadata`;
  const added = {
    [DELETE_AFTER]: day,
    ...(destination === undefined ? {} : { [MIGRATED_TO]: destination }),
  };
  await writer.write({
    operation: 'update',
    collection: newServers,
    method: 'POST',
    path,
    id: server,
    body: { metadata: added },
    before: { metadata },
    isRepeatable: true,
    undo: { method: 'PUT', path, body: { metadata } },
  });
  await noted(writer, newServers, { ...now, metadata: { ...metadata, ...added } });
}

async function there({ server, label, writer: { index } }: SourceRequest): Promise<Body> {
  const now = await readServer(index, server);
  if (now !== undefined) return now;
  throw new DroverError('resource-missing', {
    detail: `${label} (${server}) is not at ${index.session.label} any more.`,
    help: 'Export the workloads again: its record stands for nothing.',
  });
}
