import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Journal, ModuleResult, Plan } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { sourceIdOf } from '../files/record.ts';
import { createBody, updateBody } from './bodies.ts';
import { differences, isSettableNow, type Difference } from './compare.ts';
import { journaledAs } from './collection.ts';
import { nameOf } from './id-map.ts';
import type { ImportFacts } from './import-facts.ts';
import { plannedId } from './planned-id.ts';
import { readItems, type IndexOfCloud } from './index-of-cloud.ts';
import { ownerIn } from './owners.ts';
import type { Made } from './kind.ts';
import { isToBeNoted, type ImportDetail } from './plan-import.ts';
import { wirePath } from './field.ts';
import { createOne, noted, updateOne, writerFor, type Writer } from './write.ts';
import { bodyOf } from './wanted.ts';
import { idOf } from './wire.ts';

/** Carries a plan out: one call for a new resource, and further ones for what a create cannot say. */
export async function applyImport(
  plan: Plan<ImportDetail>,
  index: IndexOfCloud,
  journal: Journal,
): Promise<ModuleResult> {
  const { facts, changed } = plan.detail;
  if (plan.action === 'unchanged') {
    await noteFound(facts);
    return { changed: false, ...plan.result };
  }
  const writer = writerFor({
    index,
    journal,
    name: facts.label,
    source: sourceIdOf(facts.record),
    onMade: (collection, id) => (collection === facts.kind.collection ? note(facts, id) : Promise.resolve()),
  });
  try {
    if (plan.action === 'create') return await make(facts, writer);
    const after = await setFields(facts, facts.found ?? {}, changed, writer);
    await facts.completion?.apply(writer);
    await noteFound(facts);
    return { changed: true, id: idOf(after) };
  } catch (error) {
    throw about(facts, error);
  }
}

/** Notes in the id map what the record stands for. */
async function note({ kind, record, idMap }: ImportFacts, destination: string): Promise<void> {
  const source = sourceIdOf(record);
  if (source === undefined) return;
  await idMap.note({ kind: journaledAs(kind.collection), source, destination, name: nameOf(record) });
}

async function noteFound(facts: ImportFacts): Promise<void> {
  if (facts.found !== undefined && isToBeNoted(facts)) await note(facts, idOf(facts.found));
}

async function make(facts: ImportFacts, writer: Writer): Promise<ModuleResult> {
  const { kind, wanted } = facts;
  const { create, around, afterCreate, remainder, createUndo, journaledBody } = kind.behaviour ?? {};
  const inWireForm = kind.behaviour?.createBody;
  const plain = createBody(kind, wanted.values);
  const body = inWireForm === undefined ? plain : await inWireForm(plain, facts, writer.index);
  const isMade = kind.behaviour?.isMadeOf?.(body);
  const options = {
    findMade: () => findMade(facts, writer.index, isMade),
    remainder: remainder?.(facts),
    ...(createUndo === undefined ? {} : { undo: createUndo(facts.wantedBody) }),
    ...(journaledBody === undefined ? {} : { journaled: { [kind.collection.one]: journaledBody(body) } }),
  };
  const made: Made =
    create === undefined
      ? {
          body: await (around ?? (isMade === undefined ? straight : alone))(facts, writer, () =>
            createOne(writer, kind.collection, body, options),
          ),
          isNew: true,
        }
      : await create(facts, body, writer, options);
  const id = idOf(made.body);
  writer.index.claim(id, facts.recordId);
  if (facts.idMap.ofDestination(kind.collection, id) === undefined) await note(facts, id);
  const finished = afterCreate === undefined ? made.body : await afterCreate(made.body, facts, writer);
  // What the cloud put in place of what was asked for, and what only an update can set, is set at once: a second run
  // must find nothing to do.
  const left = differences(kind, wanted.values, finished, { fresh: true }).filter(isSettableNow);
  await setFields(facts, finished, left, writer);
  return { changed: made.isNew || left.length > 0, id: idOf(finished), ...made.result };
}

function straight(_facts: ImportFacts, _writer: Writer, make: () => Promise<Body>): Promise<Body> {
  return make();
}

/** One of the kind after the other. */
function alone({ kind }: ImportFacts, { index }: Writer, make: () => Promise<Body>): Promise<Body> {
  return index.alone(kind.collection.name, make);
}

/** The error with what it is about: the call's own message knows ids at best. */
function about({ label }: ImportFacts, error: unknown): unknown {
  if (!(error instanceof DroverError)) return error;
  const { help, span } = error.diagnostic;
  return new DroverError(error.code, {
    detail: `${label.charAt(0).toUpperCase()}${label.slice(1)}: ${error.message}`,
    help,
    span,
    cause: error,
    ...(error.call === undefined ? {} : { call: error.call }),
  });
}

async function setFields(
  facts: ImportFacts,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  const { kind } = facts;
  let now = found;
  const inBody = changed.filter(({ field }) => field.call === undefined);
  if (inBody.length > 0) now = await (kind.behaviour?.update ?? updateWhole)(facts, found, inBody, writer);
  for (const { field, wanted: value } of changed) {
    if (field.call === undefined) continue;
    const told = await field.call({ id: idOf(found), value, found: now, facts, writer });
    now = await noted(writer, kind.collection, { ...now, ...told });
  }
  return now;
}

async function updateWhole(
  { kind, wanted }: ImportFacts,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  const update = (now: Body, part: readonly Difference[], impossible?: string): Promise<Body> => {
    const body = updateBody(kind, wanted.values, part, now);
    return updateOne(writer, kind.collection, idOf(now), body, now, impossible);
  };
  const plain = changed.filter(({ field }) => field.oneWay === undefined);
  let now = plain.length === 0 ? found : await update(found, plain);
  for (const one of changed)
    if (one.field.oneWay !== undefined) now = await update(now, [one], one.field.oneWay);
  return now;
}

/** Looks in the cloud itself for what a lost answer may have made. */
async function findMade(
  { kind, wantedBody }: ImportFacts,
  index: IndexOfCloud,
  isMade: ((made: Body) => boolean) | undefined,
): Promise<Body | undefined> {
  const of = ownerIn(kind.collection, wantedBody);
  const known = await index.load(kind.collection, { of });
  const keys = new Set(kind.keys(wantedBody));
  const all = await readItems(index, kind.collection, of);
  return all.find(
    (body) =>
      known.byId(idOf(body)) === undefined &&
      (isMade === undefined ? kind.keys(body).some((key) => keys.has(key)) : isMade(body)),
  );
}

/** In check mode: notes what would have been made or changed, so that later records can refer to it. */
export function assumeImport(plan: Plan<ImportDetail>, index: IndexOfCloud): void {
  if (plan.action === 'unchanged') return;
  const { facts, changed } = plan.detail;
  const { kind, found, wanted, completion } = facts;
  const body =
    found === undefined
      ? bornBody(facts)
      : { ...found, ...completion?.after, ...updateBody(kind, wanted.values, changed, found) };
  const byCalls = changed.filter(({ field }) => field.call !== undefined);
  const after: Body = {
    ...body,
    ...bodyOf(kind, new Map(byCalls.map(({ field, wanted: value }) => [field.name, value]))),
  };
  const assumed = found === undefined ? (kind.behaviour?.assumed?.(after, facts) ?? after) : after;
  index.claim(idOf(assumed), facts.recordId);
  // Check mode keeps the map in memory: nothing can fail.
  void note(facts, idOf(assumed));
  index.loaded(kind.collection)?.put(assumed);
}

/** Its id is no id of the cloud's, and says so wherever it is seen. */
function bornBody({ kind, projectId, wanted, label, recordId }: ImportFacts): Body {
  const owner = projectId === undefined ? {} : { project_id: projectId };
  const plain = kind.fields.filter((field) => wirePath(field).length === 1 && !wanted.values.has(field.name));
  const usual = new Map(plain.map((field) => [field.name, field.born ?? field.empty]));
  return {
    ...owner,
    ...bodyOf(kind, new Map([...usual, ...wanted.values])),
    id: plannedId(label, recordId),
  };
}
