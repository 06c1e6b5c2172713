import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { ExportRecord } from '../files/record.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Identity } from '../api/session.types.ts';
import { journaledAs, type Collection } from './collection.ts';
import { projectOf, textOf } from './wire.ts';

/** What a resource of the source has become at the destination. */
export interface Mapping {
  /** As in journals: `openstack.network`. */
  readonly kind: string;
  readonly source: string;
  readonly destination: string;
  /** The name that the record had then: what differs from it has been renamed since. */
  readonly name: string | null;
}

/**
 * The id map of two projects: which resource of the destination a record stands for, whatever the two are called. It is
 * kept in the state folder and only ever added to; of two lines about one resource the later one counts.
 */
export interface IdMap {
  /** `isThere`: where several destinations have got it, which of them are meant. */
  ofSource(
    collection: Collection,
    source: string,
    isThere?: (destination: string) => boolean,
  ): Mapping | undefined;
  ofDestination(collection: Collection, destination: string): Mapping | undefined;
  /** Those of a name, as records called them. */
  ofName(collection: Collection, name: string): readonly Mapping[];
  /** Notes what a record has become; durable when it returns, and known at once. */
  note(mapping: Mapping): Promise<void>;
}

/** What an id map needs of a task. */
export type IdMapContext = Pick<TaskContext, 'pool' | 'state' | 'journal'>;

/**
 * The map of the project that a record comes from and the one that it goes to, together with that of what no project
 * owns, which records refer to, and with those of other projects, whose things they refer to by ids.
 */
export async function idMapFor(
  record: ExportRecord,
  { owned }: Pick<Collection, 'owned'>,
  index: Pick<IndexOfCloud, 'identity' | 'base'>,
  context: IdMapContext,
): Promise<IdMap> {
  const source = sourceProjectOf(record);
  const [own, common, all] = await Promise.all([
    openMap(nameOfMap(source, await index.identity()), context),
    openMap(nameOfMap(NOBODY, await index.base.identity()), context),
    openAll(context),
  ]);
  const of = (collection: Pick<Collection, 'owned'>): IdMap => (collection.owned ? own : common);
  const others = (): readonly IdMap[] =>
    [...all].flatMap(([name, map]) => (isMapOf(name, source) ? [] : [map]));
  return {
    ofSource: (collection, id, isThere = () => true) =>
      of(collection).ofSource(collection, id) ??
      (collection.owned ? others() : [])
        .flatMap((map) => map.ofSource(collection, id) ?? [])
        .find(({ destination }) => isThere(destination)),
    ofDestination: (collection, id) => of(collection).ofDestination(collection, id),
    ofName: (collection, name) => of(collection).ofName(collection, name),
    // A role assignment has a project, and belongs to none.
    note: (mapping) => of({ owned }).note(mapping),
  };
}

/** The id map of what no project owns. */
export async function commonIdMap(index: Pick<IndexOfCloud, 'base'>, context: IdMapContext): Promise<IdMap> {
  return openMap(nameOfMap(NOBODY, await index.base.identity()), context);
}

const FOLDER = 'id-map';

/** Maps that the run has opened, by the names of their files. */
type OpenMaps = Map<string, GrowingMap>;

function openMaps({ pool }: IdMapContext): Promise<OpenMaps> {
  return pool.get('openstack:id-maps', () => Promise.resolve<OpenMaps>(new Map()));
}

/** All maps that earlier runs have left, and those of this one. */
async function openAll(context: IdMapContext): Promise<ReadonlyMap<string, IdMap>> {
  const { pool, state } = context;
  await pool.get('openstack:all-id-maps', async () => {
    for (const name of await state.names(FOLDER)) await openMap(name, context);
  });
  return openMaps(context);
}

function nameOfMap(sourceProject: string, { projectId }: Identity): string {
  return `${FOLDER}/${sourceProject}${BETWEEN}${fileWord(projectId)}.jsonl`;
}

const BETWEEN = '--';

function isMapOf(name: string, sourceProject: string): boolean {
  return name.startsWith(`${FOLDER}/${sourceProject}${BETWEEN}`);
}

/** The project of the destination that a map is about, as its name says. */
function destinationOf(name: string): string | undefined {
  const word = /--([\w-]+)\.jsonl$/.exec(name)?.[1];
  return word === NOBODY ? undefined : word;
}

async function openMap(name: string, context: IdMapContext): Promise<IdMap> {
  const { pool, state, journal } = context;
  const maps = await openMaps(context);
  return pool.get(`openstack:${name}`, async () => {
    const map = idMapOver((line) => state.append(name, line));
    maps.set(name, map);
    const projectId = destinationOf(name);
    for (const [number, line] of (await state.read(name)).entries())
      map.enter(parsed(line, `${name}:${number + 1}`));
    // A run that was cut off between making a thing and noting it here has left word in its journal.
    for (const { entry, state: end, id } of await journal.earlier()) {
      const { kind, source, project } = entry;
      if (entry.operation !== 'create' || end !== 'done' || source === undefined || id === undefined)
        continue;
      if (project !== projectId || map.ofKind(kind).has(source)) continue;
      map.enter({ kind, source, destination: id, name: null });
    }
    return map;
  });
}

/** The project that a record was exported from; kinds that no project owns have one map for all. */
function sourceProjectOf({ _info: info }: ExportRecord): string {
  return fileWord(projectOf(info) ?? textOf(info, 'owner_id'));
}

function fileWord(id: string | undefined): string {
  return id === undefined || !/^[\w-]+$/.test(id) ? NOBODY : id;
}

const NOBODY = 'none';

interface GrowingMap extends IdMap {
  enter(mapping: Mapping): void;
  ofKind(kind: string): ReadonlyMap<string, Mapping>;
}

const NOTHING: ReadonlyMap<string, Mapping> = new Map();

function idMapOver(append: (line: string) => Promise<void>): GrowingMap {
  const bySource = new Map<string, Map<string, Mapping>>();
  const byDestination = new Map<string, Mapping>();
  const byName = new Map<string, Set<Mapping>>();
  const nameKey = ({ kind, name }: Pick<Mapping, 'kind' | 'name'>): string => `${kind} ${name ?? ''}`;
  const ofKind = (kind: string): ReadonlyMap<string, Mapping> => bySource.get(kind) ?? NOTHING;

  const enter = (mapping: Mapping): void => {
    const { kind, source, destination } = mapping;
    const known = ofKind(kind).get(source);
    if (known !== undefined) {
      byName.get(nameKey(known))?.delete(known);
      if (byDestination.get(`${kind} ${known.destination}`) === known)
        byDestination.delete(`${kind} ${known.destination}`);
    }
    const sources = bySource.get(kind) ?? new Map<string, Mapping>();
    bySource.set(kind, sources.set(source, mapping));
    byDestination.set(`${kind} ${destination}`, mapping);
    const named = byName.get(nameKey(mapping)) ?? new Set<Mapping>();
    byName.set(nameKey(mapping), named.add(mapping));
  };
  return {
    enter,
    ofKind,
    ofSource: (collection, source) => ofKind(journaledAs(collection)).get(source),
    ofDestination: (collection, destination) =>
      byDestination.get(`${journaledAs(collection)} ${destination}`),
    ofName: (collection, name) => [...(byName.get(nameKey({ kind: journaledAs(collection), name })) ?? [])],
    note: async (mapping) => {
      enter(mapping);
      await append(JSON.stringify(mapping));
    },
  };
}

function parsed(line: string, place: string): Mapping {
  try {
    // Boundary: the file is our own.
    return JSON.parse(line) as Mapping;
  } catch (error) {
    throw new DroverError('journal-unreadable', {
      detail: `${place} in the state folder is no line of an id map: ${messageOf(error)}.`,
      help: 'The file was changed by hand or damaged. Restore it from a copy, or remove the line: what it said is then found by name.',
      cause: error,
    });
  }
}

/** The name that a record gives, as the id map keeps it. */
export function nameOf({ params }: ExportRecord): string | null {
  return textOf(params, 'name') ?? null;
}

/** A map that is kept in memory only. */
export function memoryIdMap(mappings: readonly Mapping[] = []): IdMap {
  const map = idMapOver(() => Promise.resolve());
  for (const mapping of mappings) map.enter(mapping);
  return map;
}
