import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { isBody, projectOf, textOf } from '../kind/wire.ts';
import { readServer } from './server/new-servers.ts';
import { DELETE_AFTER, MIGRATED_TO } from './source-server.ts';

/** Both clouds of a migration. */
export interface Sides {
  readonly source: IndexOfCloud;
  readonly destination: IndexOfCloud;
}

/** A server of the source that was migrated, and whose day has come. */
export interface MigratedServer {
  readonly server: Body;
  /** Why it is not deleted; undefined where it may be. */
  readonly kept: string | undefined;
}

interface Rules {
  /** `2026-11-24`, in UTC. */
  readonly today: string;
  readonly acceptStopped: boolean;
}

/**
 * The servers of the source's project that may be deleted from today on or before, as their migrations noted it, with what
 * stands against it. Those whose day is to come are not among them.
 */
export async function migratedServers(
  { source, destination }: Sides,
  rules: Rules,
): Promise<readonly MigratedServer[]> {
  const { projectId } = await source.identity();
  const due = (await source.load(servers, { fresh: true })).all().filter((server) => {
    const day = noteOf(server, DELETE_AFTER);
    return projectOf(server) === projectId && day !== undefined && day <= rules.today;
  });
  return Promise.all(
    due.map(async (server) => ({ server, kept: await whyKept(server, destination, rules) })),
  );
}

async function whyKept(
  server: Body,
  destination: IndexOfCloud,
  { acceptStopped }: Rules,
): Promise<string | undefined> {
  const status = textOf(server, 'status') ?? '';
  const day = noteOf(server, DELETE_AFTER) ?? '';
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day))
    return `its metadata ${DELETE_AFTER} is "${day}", which is no day (2026-11-24).`;
  if (status !== 'SHUTOFF') return `it is ${status}, so somebody uses it.`;
  if (server['locked'] === true) return 'it is locked.';
  const where = destination.session.label;
  const id = noteOf(server, MIGRATED_TO);
  if (id === undefined)
    return `its metadata does not say (${MIGRATED_TO}) which server of ${where} stands for it.`;
  const other = await readServer(destination, id);
  if (other === undefined) return `${where} does not have server ${id}, which stood for it.`;
  const there = textOf(other, 'status') ?? '';
  if (there === 'ACTIVE' || (acceptStopped && there === 'SHUTOFF')) return undefined;
  return `server ${id} of ${where}, which stands for it, is ${there}.`;
}

function noteOf({ metadata }: Body, key: string): string | undefined {
  return isBody(metadata) ? textOf(metadata, key) : undefined;
}
