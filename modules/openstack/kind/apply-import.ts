import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Journal, ModuleResult, Plan } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { createBody, updateBody } from './bodies.ts';
import { differences, isSettableNow, type Difference } from './compare.ts';
import type { ImportFacts } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { ImportDetail } from './plan-import.ts';
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
  if (plan.action === 'unchanged') return { changed: false, ...plan.result };
  const writer = writerFor({ index, journal, name: facts.label });
  try {
    if (plan.action === 'create') return await make(facts, writer);
    const after = await setFields(facts, facts.found ?? {}, changed, writer);
    await facts.completion?.apply(writer);
    return { changed: true, id: idOf(after) };
  } catch (error) {
    throw about(facts, error);
  }
}

async function make(facts: ImportFacts, writer: Writer): Promise<ModuleResult> {
  const { kind, wanted } = facts;
  const body = createBody(kind, wanted.values);
  const { create, afterCreate, remainder } = kind.behaviour ?? {};
  const made =
    create === undefined
      ? {
          body: await createOne(writer, kind.collection, body, {
            findMade: () => findMade(facts, writer.index),
            remainder: remainder?.(facts),
          }),
          isNew: true,
        }
      : await create(facts, body, writer);
  writer.index.claim(idOf(made.body), facts.recordId);
  const finished = afterCreate === undefined ? made.body : await afterCreate(made.body, facts, writer);
  // What the cloud put in place of what was asked for, and what only an update can set, is set at once: a second run
  // must find nothing to do.
  const left = differences(kind, wanted.values, finished, { fresh: true }).filter(isSettableNow);
  await setFields(facts, finished, left, writer);
  return { changed: made.isNew || left.length > 0, id: idOf(finished) };
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
  { kind, wanted }: ImportFacts,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  let now = found;
  if (changed.some(({ field }) => field.call === undefined)) {
    now = await updateOne(
      writer,
      kind.collection,
      idOf(found),
      updateBody(kind, wanted.values, changed, found),
      found,
    );
  }
  for (const { field, wanted: value } of changed) {
    if (field.call === undefined) continue;
    const told = await field.call({ id: idOf(found), value, writer });
    now = await noted(writer, kind.collection, { ...now, ...told });
  }
  return now;
}

/** Looks in the cloud itself for what a lost answer may have made. */
async function findMade({ kind, wantedBody }: ImportFacts, index: IndexOfCloud): Promise<Body | undefined> {
  const { service, path, many, query } = kind.collection;
  const known = await index.load(kind.collection);
  const keys = new Set(kind.keys(wantedBody));
  const all = await index.session.list(service, path, many, query === undefined ? {} : { query });
  return all.find(
    (body) => known.byId(idOf(body)) === undefined && kind.keys(body).some((key) => keys.has(key)),
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
    id: `planned ${label} (${recordId})`,
  };
}
