import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { flavors, servers } from '../compute/collections.ts';
import { settleServer, withoutParts } from '../compute/server/settle.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import { images } from '../image/collections.ts';
import { hardwareProperties } from '../image/hardware-properties.ts';
import type { Completion } from '../kind/completion.ts';
import type { Wanted } from '../kind/import-facts.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Arguments, Behaviour, Kind, Made, Preparation } from '../kind/kind.ts';
import { nameMapsIn } from '../kind/name-maps.ts';
import { bodyOf } from '../kind/wanted.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import { noted, type Writer } from '../kind/write.ts';
import { recordsOf } from '../conversion/hosts-of.ts';
import { settingsOf } from '../volume/moving/arguments.ts';
import { checkHosts, type ReadFrom } from '../volume/moving/check-hosts.ts';
import { sourceOf } from '../volume/moving/movers.ts';
import { swingOf } from '../volume/moving/swing.ts';
import { canSwing } from './disks/move-disk.ts';
import type { Direct, DirectRequest } from './direct/direct.types.ts';
import { readDirect } from './direct/read-direct.ts';
import { planDisks, type DiskPlan } from './disks/plan-disks.ts';
import { planNotes } from './disks/plan-notes.ts';
import { findLeftovers, NOTHING_LEFT, type Leftovers } from './leftovers.ts';
import { migrate } from './migrate.ts';
import type { Migration } from './migration.types.ts';
import { migrationParams } from './migration-params.ts';
import { ephemeralSize } from './preflight/check-local-disks.ts';
import { preflight } from './preflight/preflight.ts';
import { rehearseHooks, serverHooks, tellOfServer } from './server-hooks.ts';
import { workloadState } from './workload-state.ts';
import type { MigrationParams, WantedServer } from './workload.types.ts';

/** What an import of a server does beyond the table: its data are moved, and the server is made of them. */
export function workloadBehaviour(
  table: Pick<Kind, 'fields'>,
  args: Arguments,
  context: TaskContext,
): Behaviour {
  /** Set while the plan is made. */
  let ready: Omit<Migration, 'writer'> | undefined;
  const migrateWith = async (writer: Writer): Promise<Made & { readonly result: Body }> => {
    if (ready === undefined) throw new Error('a server is migrated after it was prepared');
    const { server, downtime } = await migrate({ ...ready, writer });
    const body = await noted(writer, servers, server);
    return { body, isNew: true, result: downtime === undefined ? {} : { downtime } };
  };
  return {
    passOver: async (record) => {
      const why = await whyPassedOver(record, args, context);
      if (why !== undefined) await tellOfServer(record, context, 'stays');
      return why;
    },
    async prepare(preparation): Promise<Wanted> {
      const { record, found, options } = preparation;
      const wanted = await settleServer(preparation);
      const id = sourceIdOf(record);
      const isUnderWay = id !== undefined && (await workloadState(context.state, id).isUnderWay());
      if (options.fields !== undefined) return wanted;
      if (found !== undefined && !isUnderWay) {
        await tellOfServer(record, context, 'moved before');
        return wanted;
      }
      // As the record says, and not as one that is half made has it.
      const prepared = await prepare({ ...preparation, isUnderWay }, table, args, context);
      ready = prepared.migration;
      return {
        values: found === undefined ? wanted.values : withoutParts(wanted),
        notes: [...preparation.wanted.notes, ...prepared.notes],
        warnings: [...wanted.warnings, ...prepared.warnings],
      };
    },
    rehearse: async () => {
      if (ready !== undefined) await rehearseHooks(ready);
    },
    create: (_facts, _body, writer) => migrateWith(writer),
    completion: (found): Promise<Completion | undefined> =>
      Promise.resolve(
        ready === undefined
          ? undefined
          : {
              reason: 'Its migration was begun and not brought to its end.',
              changes: [{ pointer: '/migration', before: 'begun', after: 'finished' }],
              after: found,
              apply: migrateWith,
            },
      ),
  };
}

async function whyPassedOver(
  record: ExportRecord,
  args: Arguments,
  context: TaskContext,
): Promise<string | undefined> {
  if (args['direct_only'] === true && record._migration_params['use_nbdkit_direct'] !== true)
    return 'Its record does not say that its disks are read directly: import_workloads.yml moves it.';
  const hosts = await recordsOf('source', args, context);
  const isHost = hosts.some(({ server_id: id }) => id === sourceIdOf(record));
  return isHost ? 'It is a conversion host, and stays where it is.' : undefined;
}

interface Prepared {
  readonly migration: Omit<Migration, 'writer'>;
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/** All that is looked at before anything is touched. Throws `server-refused` with every problem there is. */
async function prepare(
  { record, wanted, found, label, index, idMap, isUnderWay }: Preparation & { readonly isUnderWay: boolean },
  table: Pick<Kind, 'fields'>,
  args: Arguments,
  context: TaskContext,
): Promise<Prepared> {
  const params = migrationParams(record);
  const source = await sourceOf(args, context);
  const server = await serverAtSource(sourceIdOf(record), label, source);
  // Boundary: the codecs of the table write these shapes.
  const asked = bodyOf(table, wanted.values) as WantedServer;
  const direct = await directOf(params, { record, server, source, args, context });
  const disks = planDisks({
    record,
    params,
    direct: direct?.disks,
    imageId: textOf(asked, 'image_id'),
    ...(await rootDiskFacts(server, source)),
  });
  const left = isUnderWay
    ? await findLeftovers(await context.journal.earlier(), idsOf(server, disks), {
        source,
        destination: index,
      })
    : NOTHING_LEFT;
  const hooks = serverHooks(record, context, { source: source.session, destination: index.session });
  const { problems, warnings, notes } = await preflight({
    record,
    wanted: asked,
    params,
    disks,
    direct,
    server: asItWas(server, left),
    source,
    destination: index,
    found,
    label,
    context,
    idMap,
    atOnce: settingsOf(args).workloadsAtOnce,
    mayStop: args['stop_before_migration'] === true,
  });
  const all = [...problems, ...(await hooks.problems(server))];
  if (all.length > 0)
    throw new DroverError('server-refused', {
      detail: `${label} cannot be migrated as things are: ${all.join(' ')}`,
      help: 'Nothing was touched. Mend this, and run again.',
    });
  const swing = params.storage === 'swing' ? swingOf(args, label) : undefined;
  const isCopied = disks.moved.some((disk) => swing === undefined || !canSwing(disk));
  if (isCopied) await checkHosts(args, context, { source, destination: index }, label, readFrom(disks));
  return {
    migration: {
      args,
      context,
      server,
      name: textOf(record.params, 'name') ?? idOf(server),
      label: `server "${textOf(record.params, 'name') ?? idOf(server)}"`,
      params,
      wanted: asked,
      disks,
      idMap,
      nameMaps: nameMapsIn(args['name_maps']),
      swing,
      left,
      hooks,
    },
    notes: [...planNotes(disks, params, server, args['stop_before_migration'] === true), ...notes],
    warnings,
  };
}

/** The disks that are read directly, where the record asks for that. */
async function directOf(
  { direct }: MigrationParams,
  request: Omit<DirectRequest, 'params' | 'ephemeralSize'>,
): Promise<Direct | undefined> {
  if (direct === undefined) return undefined;
  return readDirect({ ...request, params: direct, ephemeralSize: await ephemeralSize(request) });
}

/** Volumes, images and NBD servers are read by conversion hosts, and files of hypervisors there. */
function readFrom({ moved }: DiskPlan): ReadFrom {
  const hypervisors = moved.flatMap(({ way }) => (way.way === 'hypervisor' ? [way.hypervisor] : []));
  return {
    hosts: moved.some(({ way }) => way.way !== 'hypervisor'),
    hypervisors: [...new Set(hypervisors)],
  };
}

/** The ids at the source of a server and of all that is moved with it. */
function idsOf(server: Body, { moved }: DiskPlan): ReadonlySet<string> {
  return new Set([idOf(server), ...moved.map(({ record }) => String(record._info['id']))]);
}

/** A server whose volumes a run that was cut off has taken, with those volumes: they are given back first. */
function asItWas(server: Body, { taken }: Leftovers): Body {
  const own = taken.filter((one) => one.side === 'source' && one.server === idOf(server));
  const attached = bodiesAt(server, 'os-extended-volumes:volumes_attached');
  return {
    ...server,
    'os-extended-volumes:volumes_attached': [...attached, ...own.map(({ volume: id }) => ({ id }))],
  };
}

async function serverAtSource(id: string | undefined, label: string, source: IndexOfCloud): Promise<Body> {
  const server = id === undefined ? undefined : (await source.load(servers)).byId(id);
  if (server !== undefined) return server;
  const why =
    id === undefined
      ? 'its record names no server (_info.id)'
      : `${source.session.label} has no server ${id}`;
  throw new DroverError('server-refused', {
    detail: `${label}: ${why}.`,
    help: 'Export the workloads again, or take the record out of the file.',
  });
}

/** The size of the root disk of a server that boots from an image, and what its image says of the hardware. */
async function rootDiskFacts(
  server: Body,
  source: IndexOfCloud,
): Promise<{ readonly rootSize: number; readonly imageProperties: Body }> {
  const { flavor, image } = server;
  const imageId = isBody(image) ? textOf(image, 'id') : undefined;
  if (imageId === undefined) return { rootSize: 0, imageProperties: {} };
  const ofFlavor = isBody(flavor)
    ? (flavor['disk'] ?? (await source.load(flavors)).byId(idOf(flavor))?.['disk'])
    : 0;
  const found = (await source.load(images)).byId(imageId) ?? {};
  const stored = Math.ceil(Number(found['virtual_size'] ?? found['size'] ?? 0) / 1024 ** 3);
  return {
    rootSize: Math.max(1, Number(ofFlavor ?? 0), Number(found['min_disk'] ?? 0), stored),
    imageProperties: hardwareProperties(found),
  };
}
