import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import type { Limiter } from '../api/limiter.ts';
import { adaptiveLimiter } from '../api/limiter.ts';
import { systemClock } from '../api/clock.ts';
import { servers } from '../compute/collections.ts';
import { readNow } from '../kind/await-state.ts';
import type { Arguments } from '../kind/kind.ts';
import { recordingWriter, type RecordingWriter } from '../kind/recording-writer.ts';
import { idOf, textOf } from '../kind/wire.ts';
import { moversFor } from '../volume/moving/movers.ts';
import type { Movers } from '../volume/moving/moving.types.ts';
import { removeVolume } from '../volume/moving/volume-behaviour.ts';
import { settingsOf } from '../volume/moving/arguments.ts';
import { bootDisks, bringAll, withVolumes, type Brought } from './bring-disks.ts';
import type { MovedDisk } from './disks/plan-disks.ts';
import { isClean } from './leftovers.ts';
import { cleanUp } from './leftovers/clean-up.ts';
import type { Migrated, Migration } from './migration.types.ts';
import { makeServer } from './server/create-server.ts';
import { finishServer } from './server/finish-server.ts';
import type { ServerRequest } from './server/server-request.ts';
import { asksForRollback } from './server-hooks.ts';
import { settleSource, startServer, stopServer, type SourceRequest } from './source-server.ts';
import { takeBack } from './take-back.ts';
import { workloadState } from './workload-state.ts';

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
      const now = { ...migration, server: await asItIs(migration, movers) };
      const result = await inOrder(now, movers, stage);
      await state.finish(idOf(result.server));
      await migration.hooks.end(server, 'migrated');
      return result;
    } catch (error) {
      await migration.hooks.end(server, 'failed');
      throw error;
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

/** One migration while it is carried out. */
interface Course {
  readonly migration: Migration;
  readonly movers: Movers;
  readonly stage: (text: string | undefined) => void;
  /** When its source was stopped, if it was running. */
  stoppedAt: number | undefined;
  /** The server of the destination, once it is there. */
  born: Body | undefined;
}

async function inOrder(migration: Migration, movers: Movers, stage: Course['stage']): Promise<Migrated> {
  const course: Course = { migration, movers, stage, stoppedAt: undefined, born: undefined };
  try {
    await beforehand(course);
    return await carriedOver(course);
  } catch (error) {
    await afterFailure(course, error);
    throw error;
  }
}

/** What is done as long as the source runs, and its stop. */
async function beforehand(course: Course): Promise<void> {
  const { migration, movers, stage } = course;
  const { params, server, disks, hooks } = migration;
  const hasData = disks.moved.length > 0;
  const isRunning = textOf(server, 'status') !== 'SHUTOFF';
  await hooks.run('pre_migration', server);
  // What changes hands does so in a moment: nothing is copied before.
  let first: ReadonlyMap<MovedDisk, Brought> = new Map();
  if (params.warm && isRunning && hasData && migration.swing === undefined) {
    stage('first copy');
    first = await bringAll(migration, movers, true);
  }
  // What has moved is not to run at both clouds, unless it was never to be stopped.
  const mustStop = hasData || (migration.args['stop_before_migration'] === true && params.dataCopy);
  if (isRunning && mustStop) {
    // First copies of a server that does not stop are of no use to anybody.
    await withVolumes(migration, movers, first, async () => {
      await hooks.run('pre_stop', server);
      course.stoppedAt = systemClock.now();
      stage('stop');
      await stopServer(sourceRequest(migration, movers));
    });
  }
  if (mustStop) await hooks.run('post_stop', { ...server, status: 'SHUTOFF' });
}

/** Disks and server, and what is done once it is there. */
async function carriedOver(course: Course): Promise<Migrated> {
  const { migration, movers, stage } = course;
  const { params, server, hooks } = migration;
  stage('disks');
  const volumes = await bringAll(migration, movers, false);
  stage('create');
  const writer = recordingWriter(migration.writer);
  const request = serverRequest({ ...migration, writer }, movers, volumes, stage);
  const born = await withVolumes(migration, movers, volumes, () => makeServer(request));
  course.born = born;
  try {
    const made = await finishServer(born, request, {
      created: (there, floating) => hooks.run('post_create', server, { server: there, floating }),
      verified: (there, floating) => hooks.run('post_migration', server, { server: there, floating }),
    });
    const downtime = course.stoppedAt === undefined ? undefined : secondsSince(course.stoppedAt);
    await settleSource({
      ...sourceRequest(migration, movers),
      postMigration: params.postMigration,
      destination: idOf(made),
    });
    return { server: made, downtime };
  } catch (error) {
    if (asksForRollback(error)) await rollBack(course, writer, volumes);
    throw error;
  }
}

/** What a hook asks for: nothing of it stays at the destination, and the source is as it was. */
async function rollBack(
  course: Course,
  writer: RecordingWriter,
  volumes: ReadonlyMap<MovedDisk, Brought>,
): Promise<void> {
  const { migration, movers, stage, born } = course;
  if (born === undefined) return;
  const { context, label } = migration;
  const { settings } = movers;
  stage('roll back');
  const warn = (message: string): void => {
    context.warn(`${label}: ${message}`);
  };
  const { timeoutMs } = settings;
  if (!(await takeBack({ server: born, made: writer.made, writer: migration.writer, timeoutMs, warn })))
    return;
  course.born = undefined;
  for (const { id, isNew } of volumes.values())
    if (isNew) await removeVolume(id, migration.writer, settings, context);
}

async function afterFailure({ migration, movers, stoppedAt, born }: Course, error: unknown): Promise<void> {
  const { context, left, hooks } = migration;
  const source = sourceRequest(migration, movers);
  // Once it runs at the destination, what the source would write is lost: it stays off, and a later run goes on.
  const wasStopped = stoppedAt !== undefined || left.stopped.some(({ id }) => id === source.server);
  if (wasStopped && born === undefined) await startAgain(source, context);
  if (context.stopping.aborted) return;
  try {
    await hooks.run('on_failure', await asItIs(migration, movers));
  } catch (further) {
    context.warn(`${migration.label}: after its failure (${messageOf(error)}) ${messageOf(further)}`);
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

/** How many servers are on their way at once: each is down for as long as its data take. */
function turnsOf(args: Arguments, { pool }: Pick<TaskContext, 'pool'>): Promise<Limiter> {
  const { workloadsAtOnce } = settingsOf(args);
  return pool.get('openstack:workloads', () =>
    Promise.resolve(adaptiveLimiter(workloadsAtOnce, systemClock)),
  );
}
