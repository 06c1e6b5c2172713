import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { Limiter } from '../api/limiter.ts';
import { adaptiveLimiter } from '../api/limiter.ts';
import { systemClock } from '../api/clock.ts';
import { servers } from '../compute/collections.ts';
import { readNow } from '../kind/await-state.ts';
import type { IdMap } from '../kind/id-map.ts';
import type { NameMaps } from '../kind/name-maps.ts';
import type { Arguments } from '../kind/kind.ts';
import { idOf, textOf } from '../kind/wire.ts';
import type { Writer } from '../kind/write.ts';
import { importVolume } from '../volume/moving/import-volume.ts';
import { thenPutBack } from '../volume/moving/in-order.ts';
import { lendingsOf } from '../volume/moving/lendings.ts';
import { moversFor } from '../volume/moving/movers.ts';
import type { Movers } from '../volume/moving/moving.types.ts';
import type { Swing } from '../volume/moving/swing.ts';
import { removeVolume, volumeBehaviour } from '../volume/moving/volume-behaviour.ts';
import { settingsOf } from '../volume/moving/arguments.ts';
import { moveOf, type DiskOwner } from './disks/move-disk.ts';
import type { DiskPlan, MovedDisk } from './disks/plan-disks.ts';
import { isClean, type Leftovers } from './leftovers.ts';
import { cleanUp } from './leftovers/clean-up.ts';
import { makeServer } from './server/create-server.ts';
import { finishServer } from './server/finish-server.ts';
import type { ServerRequest } from './server/server-request.ts';
import { settleSource, startServer, stopServer, type SourceRequest } from './source-server.ts';
import type { BootDisk, MigrationParams, WantedServer } from './workload.types.ts';
import { workloadState } from './workload-state.ts';

/** A server that is migrated, and all that this takes. */
export interface Migration {
  readonly args: Arguments;
  readonly context: TaskContext;
  /** Of the destination. */
  readonly writer: Writer;
  /** The server as it is at the source. */
  readonly server: Body;
  readonly name: string;
  /** `server "web"` */
  readonly label: string;
  readonly params: MigrationParams;
  readonly wanted: WantedServer;
  readonly disks: DiskPlan;
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  /** Where both clouds see one backend, and volumes change hands there. */
  readonly swing: Swing | undefined;
  /** What earlier runs that were cut off have left of it. */
  readonly left: Leftovers;
}

/** What a migration came to, for the task's result. */
export interface Migrated {
  /** The server at the destination. */
  readonly server: Body;
  /** Seconds from the stop of the source to the server that passed its checks; undefined where it was not stopped. */
  readonly downtime: number | undefined;
}

/** Milliseconds as seconds, with one digit. */
const secondsSince = (start: number): number => Math.round((systemClock.now() - start) / 100) / 10;

/**
 * Migrates a server: its data, then the server itself, then what is to become of the source. What an earlier run has
 * done already is found and kept. The source is as it was if it fails.
 */
export async function migrate(migration: Migration): Promise<Migrated> {
  const { args, context, label, server } = migration;
  const turns = await turnsOf(args, context);
  return turns.run(async () => {
    const state = workloadState(context.state, idOf(server));
    await state.begin();
    const movers = await moversFor(
      { ...migration, destination: migration.writer },
      { name: label, mark: idOf(server) },
    );
    const stage = (text: string | undefined): void => {
      context.progress({ key: migration.name, ...(text === undefined ? { isOver: true } : { stage: text }) });
    };
    try {
      await putInOrder(migration, movers, stage);
      const result = await inOrder({ ...migration, server: await asItIs(migration, movers) }, movers, stage);
      await state.finish(idOf(result.server));
      return result;
    } finally {
      stage(undefined);
    }
  }, context.stopping);
}

/** What earlier runs have left is put back before anything else; volumes of the destination are gone on with. */
async function putInOrder(
  { left, context, writer, label }: Migration,
  { source, settings }: Movers,
  stage: (text: string) => void,
): Promise<void> {
  if (isClean(left)) return;
  stage('clean up');
  await cleanUp(
    left,
    { source, destination: writer },
    {
      timeoutMs: settings.timeoutMs,
      warn: (message) => {
        context.warn(`${label}: ${message}`);
      },
    },
  );
}

/** A plan may be hours old when its turn comes. */
async function asItIs({ server }: Migration, { source }: Movers): Promise<Body> {
  return (await readNow({ index: source.index, collection: servers, id: idOf(server) })) ?? server;
}

async function inOrder(
  migration: Migration,
  movers: Movers,
  stage: (text: string | undefined) => void,
): Promise<Migrated> {
  const { params, server, context, disks } = migration;
  const source = sourceRequest(migration, movers);
  const hasData = disks.moved.length > 0;
  const isRunning = textOf(server, 'status') !== 'SHUTOFF';
  // What changes hands does so in a moment: nothing is copied before.
  let first: ReadonlyMap<MovedDisk, Brought> = new Map();
  if (params.warm && isRunning && hasData && migration.swing === undefined) {
    stage('first copy');
    first = await bringAll(migration, movers, true);
  }
  // What has moved is not to run at both clouds, unless it was never to be stopped.
  const mustStop = hasData || (migration.args['stop_before_migration'] === true && params.dataCopy);
  const stoppedAt = isRunning && mustStop ? systemClock.now() : undefined;
  if (stoppedAt !== undefined) {
    stage('stop');
    // First copies of a server that does not stop are of no use to anybody.
    await withVolumes(migration, movers, first, () => stopServer(source));
  }
  let isThere = false;
  try {
    stage('disks');
    const volumes = await bringAll(migration, movers, false);
    stage('create');
    const request = serverRequest(migration, movers, volumes, stage);
    const born = await withVolumes(migration, movers, volumes, () => makeServer(request));
    isThere = true;
    const made = await finishServer(born, request);
    const downtime = stoppedAt === undefined ? undefined : secondsSince(stoppedAt);
    await settleSource({ ...source, postMigration: params.postMigration, destination: idOf(made) });
    return { server: made, downtime };
  } catch (error) {
    // Once it runs at the destination, what the source would write is lost: it stays off, and a later run goes on.
    const wasStopped =
      stoppedAt !== undefined || migration.left.stopped.some(({ id }) => id === source.server);
    if (wasStopped && !isThere) await startAgain(source, context);
    throw error;
  }
}

/** A server that was running runs again, if it could not be migrated. */
async function startAgain(source: SourceRequest, context: Pick<TaskContext, 'warn'>): Promise<void> {
  try {
    await startServer(source);
  } catch (error) {
    context.warn(
      `${source.label} was stopped for its migration, and could not be started again: ${messageOf(error)}`,
    );
  }
}

/** A volume that a disk has become. */
interface Brought {
  readonly id: string;
  /** This run has made it, or brought its data to an end. */
  readonly isNew: boolean;
}

/** Does a work that uses the volumes; those that this run has made are removed again if it fails. */
async function withVolumes<T>(
  { writer, context }: Migration,
  { settings }: Movers,
  volumes: ReadonlyMap<MovedDisk, Brought>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (settings.cleanUp && !context.stopping.aborted)
      for (const { id, isNew } of volumes.values())
        if (isNew) await removeVolume(id, writer, settings, context);
    throw error;
  }
}

function serverRequest(
  { wanted, params, disks, writer, context, label, server }: Migration,
  { settings }: Movers,
  volumes: ReadonlyMap<MovedDisk, Brought>,
  stage: (text: string) => void,
): ServerRequest {
  return {
    wanted,
    params,
    disks: bootDisks(disks, volumes),
    writer,
    journal: context.journal,
    label,
    source: idOf(server),
    timeoutMs: settings.timeoutMs,
    signal: context.stopping,
    controller: context.controller,
    onStage: stage,
    warn: (message) => {
      context.warn(`${label}: ${message}`);
    },
  };
}

function sourceRequest({ server, label, context }: Migration, { source, settings }: Movers): SourceRequest {
  return {
    server: idOf(server),
    label,
    writer: source,
    timeoutMs: settings.timeoutMs,
    signal: context.stopping,
  };
}

/**
 * Brings all disks side by side, as far as the hosts have room. What was taken from the server for that has gone back when
 * it returns or throws.
 */
async function bringAll(
  migration: Migration,
  movers: Movers,
  isRunning: boolean,
): Promise<ReadonlyMap<MovedDisk, Brought>> {
  const { writer, idMap, nameMaps, context, label, name, server, disks, swing } = migration;
  const lendings = lendingsOf(movers, { server: idOf(server), label });
  const owner: DiskOwner = { server, label, name, swing, lendings, movers: () => Promise.resolve(movers) };
  const brought = new Map<MovedDisk, Brought>();
  const bring = async (disk: MovedDisk): Promise<void> => {
    const behaviour = volumeBehaviour(moveOf(disk, owner, isRunning));
    const { index } = writer;
    const of = ` of ${label}`;
    const one = { record: disk.record, behaviour, index, idMap, nameMaps, context, of };
    brought.set(disk, await importVolume(one));
  };
  const all = async (): Promise<void> => {
    // None is left half-way by another's failure: the first error is thrown when all have come to an end.
    const results = await Promise.allSettled(disks.moved.map(bring));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
  const giveBack = [() => lendings.giveBack()];
  const warn = (message: string): void => {
    context.warn(message);
  };
  await withVolumes(migration, movers, brought, () => thenPutBack(all, () => giveBack, warn));
  return brought;
}

/** The disks of the new server, in the order of the source; what it boots from comes first. */
function bootDisks(
  { moved, given }: DiskPlan,
  volumes: ReadonlyMap<MovedDisk, Brought>,
): readonly BootDisk[] {
  const brought = moved.map((disk): BootDisk => ({
    ...disk.boot,
    from: { volume: volumes.get(disk)?.id ?? '' },
  }));
  const order = ({ bootIndex }: BootDisk): number => (bootIndex === 0 ? 0 : 1);
  return [...given, ...brought].toSorted((one, other) => order(one) - order(other));
}

/** How many servers are on their way at once: each is down for as long as its data take. */
function turnsOf(args: Arguments, { pool }: Pick<TaskContext, 'pool'>): Promise<Limiter> {
  const { workloadsAtOnce } = settingsOf(args);
  return pool.get('openstack:workloads', () =>
    Promise.resolve(adaptiveLimiter(workloadsAtOnce, systemClock)),
  );
}
