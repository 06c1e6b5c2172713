import type { JournalEntry, JournaledOperation } from '../../../engine/module.ts';
import type { Service } from '../api/session.types.ts';
import type { Undo, UndoCall } from '../kind/write.ts';
import { isBody, textOf } from '../kind/wire.ts';
import type { Side } from '../conversion/conversion-host.types.ts';
import { clonesTaken, swingNoteOf } from '../volume/moving/swing-journal.ts';
import { aspectOf } from './aspect.ts';
import { superseded, type Undoable } from './net-effects.ts';
import { attachmentsLast } from './attachments-last.ts';
import { sideOf } from './side.ts';

/** One thing that is done to take a run back. The whole of it is a value, so that it can stand in a loop of a playbook. */
export interface UndoStep {
  /** The number of the operation in the run's journal. */
  readonly number: number;
  /** `openstack.network` */
  readonly kind: string;
  /** `network "web"` */
  readonly name: string;
  /** What the run did. */
  readonly operation: 'create' | 'update' | 'delete' | 'act';
  readonly service: Service;
  /** The highest microversion that the run spoke there. */
  readonly microversion?: string;
  /** Which cloud of the migration it wrote to, and what that was called then: `source (cloud.example:5000)`. */
  readonly side: Side;
  readonly cloud?: string;
  /** Undefined where nothing takes it back. */
  readonly call: UndoCall | undefined;
  /** Why nothing does. */
  readonly impossible?: string;
  /** The thing that the run wrote; undefined where the run was cut off before it was told. */
  readonly id: string | undefined;
  /** Where the run worked: the id of a project there. */
  readonly project?: string;
  /** The fields that an update changed, as they were, as the run set them. */
  readonly before?: unknown;
  readonly after?: unknown;
  /** What the cloud made of them, as it answered. */
  readonly answered?: unknown;
}

/**
 * The steps that take a run back, last write first. What goes by itself is left out: changes of things that the run
 * made, things that it made and removed again, and what belongs to a thing that is removed. `all`: what other runs wrote,
 * too, which may have gone on with what this one began.
 */
export function undoSteps(
  operations: readonly JournaledOperation[],
  all: readonly JournaledOperation[] = operations,
): readonly UndoStep[] {
  const ours = operations.filter(({ entry, state }) => state !== 'failed' && isUndo(entry.undo));
  const written = { source: writtenAt('source', ours), destination: writtenAt('destination', ours) };
  const passed = superseded(ours.flatMap((operation) => undoableOf(operation) ?? []));
  // A volume that changed hands goes where it is now.
  const taken = clonesTaken(all);
  const steps = ours
    .filter((operation) => !passed.has(operation.number) && !isGoneOnWith(operation, taken))
    .filter((operation) => !goesByItself(operation, written[sideOf(operation.entry.cloud)]))
    .map(stepOf)
    .toReversed();
  return attachmentsLast(steps);
}

/** Whether it gave up a volume that some cloud has taken since: that is the one that goes. */
function isGoneOnWith(operation: JournaledOperation, taken: ReadonlySet<string>): boolean {
  const note = swingNoteOf(operation);
  return note?.step === 'given up' && taken.has(note.clone);
}

/** Ids are those of one cloud. */
function writtenAt(side: Side, operations: readonly JournaledOperation[]): Written {
  const all = operations.filter(({ entry }) => sideOf(entry.cloud) === side);
  const made = new Map(
    all.flatMap((operation) => {
      const { entry, id } = operation;
      return entry.operation === 'create' && id !== undefined ? [[id, operation] as const] : [];
    }),
  );
  const removed = new Set(
    all.flatMap(({ entry, id, state }) =>
      entry.operation === 'delete' && state === 'done' ? (entry.id ?? id ?? []) : [],
    ),
  );
  return { made, removed, all };
}

function undoableOf(operation: JournaledOperation): Undoable | undefined {
  // Boundary: only operations of which `isUndo` holds come here.
  const { call } = operation.entry.undo as JournaledUndo;
  return call !== 'with-parent' && 'method' in call ? { operation, call } : undefined;
}

interface JournaledUndo {
  readonly service: Service;
  readonly microversion?: string;
  readonly call: Undo;
}

function isUndo(value: unknown): value is JournaledUndo {
  return isBody(value) && typeof value['service'] === 'string' && 'call' in value;
}

interface Written {
  /** What the run made, by its id. */
  readonly made: ReadonlyMap<string, JournaledOperation>;
  /** The ids of what it removed. */
  readonly removed: ReadonlySet<string>;
  readonly all: readonly JournaledOperation[];
}

function goesByItself(operation: JournaledOperation, { made, removed, all }: Written): boolean {
  const { entry, id } = operation;
  // Boundary: only operations of which `isUndo` holds come here.
  const { call } = entry.undo as JournaledUndo;
  if (call === 'with-parent') return true;
  const of = id ?? entry.id;
  switch (entry.operation) {
    case 'create':
      return of !== undefined && removed.has(of);
    case 'update':
      return of !== undefined && (removed.has(of) || isPartOfMaking(operation, made.get(of), all));
    case 'delete':
      return (of !== undefined && made.has(of)) || ('method' in call && mentions(call.body, made));
    case 'act':
      return 'method' in call && concernsOnlyMade(call, made);
  }
}

/** Whether it says what a server does that is removed, or that such a server has a volume which goes, too. */
function concernsOnlyMade(call: UndoCall, made: Written['made']): boolean {
  const aspect = aspectOf(call);
  if (aspect === undefined || aspect.about === 'metadata' || !made.has(aspect.server)) return false;
  return aspect.about === 'power' || made.has(aspect.volume);
}

/**
 * Whether a change belongs to the making of a thing. One that came after things of other kinds may lean on them (the
 * routes of a router on its interfaces), and they could not be removed while it lasts.
 */
function isPartOfMaking(
  change: JournaledOperation,
  making: JournaledOperation | undefined,
  all: readonly JournaledOperation[],
): boolean {
  if (making === undefined) return false;
  return all.every(
    ({ number, entry }) =>
      number < making.number || number > change.number || entry.kind === making.entry.kind,
  );
}

/** Whether an id of these stands anywhere in a body. */
function mentions(value: unknown, ids: ReadonlyMap<string, unknown>): boolean {
  if (typeof value === 'string') return ids.has(value);
  if (Array.isArray(value)) return value.some((item) => mentions(item, ids));
  return isBody(value) && Object.values(value).some((item) => mentions(item, ids));
}

function stepOf({ number, entry, id, after }: JournaledOperation): UndoStep {
  // Boundary: only operations of which `isUndo` holds come here.
  const { service, call, microversion } = entry.undo as JournaledUndo;
  const of = id ?? entry.id;
  const common = {
    number,
    kind: entry.kind,
    name: nameOf(entry),
    operation: entry.operation,
    service,
    ...(microversion === undefined ? {} : { microversion }),
    side: sideOf(entry.cloud),
    ...(entry.cloud === undefined ? {} : { cloud: entry.cloud }),
    id: of,
    ...(entry.project === undefined ? {} : { project: entry.project }),
    ...(entry.before === undefined ? {} : { before: entry.before }),
    ...(entry.after === undefined ? {} : { after: entry.after }),
    ...(entry.operation === 'update' && after !== undefined ? { answered: after } : {}),
  };
  if (call === 'with-parent') return { ...common, call: undefined };
  if ('impossible' in call) return { ...common, call: undefined, impossible: call.impossible };
  return {
    ...common,
    call: filled(call, { ...(isBody(after) ? after : {}), ...(of === undefined ? {} : { id: of }) }),
  };
}

/** What it is called: of all that is written for a server or volume, the journal has the name of that. */
function nameOf({ kind, name, after, before, id }: JournalEntry): string {
  const one = kind.replace(/^openstack\./, '');
  const title = one.replaceAll('_', ' ');
  if (!/^(?:server|volume) "/.test(name) || name.startsWith(`${title} `)) return name;
  if (one === 'volume_attachment') return `attachment of volume ${id ?? ''} (${name})`;
  const written = [after, before].flatMap((value) => (isBody(value) ? [value[one], value] : [])).find(isBody);
  const own = written === undefined ? undefined : textOf(written, 'name');
  return `${title}${own === undefined || own === '' ? '' : ` "${own}"`} of ${name}`;
}

/** The call with the words in braces replaced by what the answer said. A word that it did not say stays. */
function filled(call: UndoCall, words: Readonly<Record<string, unknown>>): UndoCall {
  const fill = (path: string): string =>
    path.replaceAll(/\{(\w+)\}/g, (whole, word: string) => {
      const value = textOf(words, word);
      return value === undefined ? whole : encodeURIComponent(value);
    });
  return {
    ...call,
    path: fill(call.path),
    ...(call.needs === undefined ? {} : { needs: fill(call.needs) }),
    ...(call.first === undefined
      ? {}
      : { first: call.first.map((one) => ({ ...one, path: fill(one.path) })) }),
  };
}
