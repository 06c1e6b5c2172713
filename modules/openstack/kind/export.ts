import type { Files, ModuleResult, Plan } from '../../../engine/module.ts';
import { parseExportFile } from '../files/export-file.ts';
import type { FileLocks } from '../files/locks.ts';
import { mergeFile, type MergeResult } from '../files/merge-file.ts';
import { readText } from '../files/read-export-file.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import {
  isSameSnapshot,
  readSnapshot,
  snapshotPath,
  snapshotText,
  type Snapshot,
} from '../files/snapshot.ts';
import { conflictText, goneTexts, removedTexts, writtenAnewTexts } from '../files/merge-texts.ts';
import { checkWritten, WRITTEN_VERSION } from '../files/versions.ts';
import { writeWhole } from '../files/write-file.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Arguments, Kind, Payload, PayloadPlan } from './kind.ts';
import { pluralOf } from './labels.ts';
import type { Listing } from './listing.ts';
import { namesOf } from './names.ts';
import { ownerIn, ownersAsked } from './owners.ts';
import { selectResources, type Selection } from './select.ts';
import { serialize } from './serialize.ts';
import { projectOf } from './wire.ts';
import type { Body } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';

export interface ExportClients {
  readonly index: IndexOfCloud;
  readonly files: Files;
  readonly locks: FileLocks;
  readonly payload?: Payload;
}

export interface ExportRequest extends Selection {
  readonly path: string;
  readonly refresh: boolean;
  readonly version: string | undefined;
  /** What was given for `exportArguments` of the kind. */
  readonly further?: Arguments;
}

export interface ExportFacts {
  readonly kind: Kind;
  readonly request: ExportRequest;
  readonly incoming: readonly ExportRecord[];
  readonly isThere: (record: ExportRecord) => boolean;
  readonly warnings: readonly string[];
  readonly stored: Stored;
  readonly payload: PayloadPlan | undefined;
}

/** What is on the disk. */
interface Stored {
  readonly text: string | undefined;
  readonly snapshot: Snapshot;
}

export interface ExportDetail {
  readonly facts: ExportFacts;
  readonly merged: MergeResult;
}

/** Reads what the source has and what the file has. */
export async function gatherExport(
  kind: Kind,
  request: ExportRequest,
  clients: ExportClients,
): Promise<ExportFacts> {
  const { index, files } = clients;
  const warnings: string[] = [];
  if (request.version !== undefined) checkWritten(request.version);
  const { isAdmin } = await index.identity();
  const selected = await withoutLeftOut(kind, await selectResources(kind, request, index), index, warnings);
  const bodies = await Promise.all(
    selected.map(async (body) => (await kind.complete?.(body, index, 'record')) ?? body),
  );
  const asked = await ownersAsked(index, kind.collection, request.filters);
  const incoming: ExportRecord[] = [];
  for (const body of bodies) {
    const home = isAdmin ? homeOf(kind, body, asked) : undefined;
    const names = namesOf(index, (message) => warnings.push(message), home);
    incoming.push(await serialize(kind, body, names, request.further));
  }
  const listing = index.loaded(kind.collection) ?? (await index.load(kind.collection));
  const unseen = unseenText(kind, listing, index);
  if (unseen !== undefined) warnings.push(unseen);
  const owners = new Set(bodies.flatMap((body) => ownerIn(kind.collection, body) ?? []));
  return {
    kind,
    request,
    incoming,
    isThere: (record) =>
      listing.byId(sourceIdOf(record) ?? '') !== undefined ||
      // Lists of others were not read.
      ownerIn(kind.collection, record._info)?.some((owner) => !owners.has(owner)) === true,
    warnings: [...new Set(warnings)],
    stored: await readStored(request.path, files),
    payload: await clients.payload?.plan(bodies),
  };
}

/** Those that records are made of; of the others is said why there are none. */
async function withoutLeftOut(
  { leftOut }: Kind,
  bodies: readonly Body[],
  index: IndexOfCloud,
  warnings: string[],
): Promise<readonly Body[]> {
  if (leftOut === undefined) return bodies;
  const reasons = await Promise.all(bodies.map((body) => leftOut(body, index)));
  warnings.push(...reasons.filter((reason) => reason !== undefined));
  return bodies.filter((_body, place) => reasons[place] === undefined);
}

/**
 * The project that `%auth%` stands for in what an administrator exports: the owner. Of what every project has, such as
 * quotas, several go into one file, and are told apart by their projects.
 */
function homeOf({ collection }: Kind, body: Body, asked: readonly string[] | undefined): string | undefined {
  if (collection.per?.collection !== projects) return projectOf(body);
  return asked?.length === 1 ? asked[0] : undefined;
}

/** An empty file says that there is nothing. So it is told where that is not known. */
function unseenText(
  { collection }: Kind,
  { hidden }: Listing,
  { session }: IndexOfCloud,
): string | undefined {
  const things = pluralOf(collection.title);
  if (hidden === 'forbidden')
    return `These credentials may not list the ${things} of ${session.label}: none are exported.`;
  return hidden === 'missing'
    ? `${session.label} has no ${things} at all: its service does not know them.`
    : undefined;
}

async function readStored(path: string, files: Files): Promise<Stored> {
  const text = await readText(path, files);
  return { text, snapshot: text === undefined ? new Map() : await readSnapshot(path, files) };
}

/** What the file is to become. */
export function planExport(facts: ExportFacts): Plan<ExportDetail> {
  const { stored, warnings, payload } = facts;
  const merged = merge(facts, stored);
  const { path } = facts.request;
  const isSameText = stored.text === merged.text;
  const isIdle = isSameText && (payload?.changes ?? []).length === 0;
  const action = stored.text === undefined ? 'create' : isIdle ? 'unchanged' : 'update';
  return {
    action,
    subject: path,
    reason: [reasonFor(facts, merged, action), payload?.reason ?? []].flat().join(' '),
    changes: [
      ...merged.added.map((record) => change(facts, record, 'added')),
      ...merged.updated.map((record) => change(facts, record, 'updated')),
      ...(payload?.changes ?? []),
    ],
    warnings: [
      ...warnings,
      ...(payload?.warnings ?? []),
      ...merged.conflicts.map((conflict) => conflictText(facts.kind, conflict)),
      ...removedTexts(facts.kind, path, merged.removed),
      ...goneTexts(facts.kind, path, merged.gone),
      ...writtenAnewTexts(path, merged),
    ],
    ...(isSameText
      ? {}
      : { diff: { before: stored.text ?? '', after: merged.text, beforeHeader: path, afterHeader: path } }),
    result: resultOf(facts, merged),
    hasNotes: !isSameSnapshot(merged.snapshot, stored.snapshot),
    detail: { facts, merged },
  };
}

function merge({ kind, request, incoming, isThere }: ExportFacts, { text, snapshot }: Stored): MergeResult {
  return mergeFile({
    file: text === undefined ? undefined : parseExportFile({ path: request.path, text }),
    type: kind.type,
    identity: kind.identity,
    incoming,
    isThere,
    snapshot,
    refresh: request.refresh,
    version: request.version ?? WRITTEN_VERSION,
  });
}

/** Writes the file, then what to remember of the source: ended in between, the next export finds both in agreement. */
export async function applyExport(
  plan: Plan<ExportDetail>,
  { files, locks }: ExportClients,
): Promise<ModuleResult> {
  const { facts } = plan.detail;
  const { path } = facts.request;
  const written = await locks.run(path, files, async () => {
    const stored = await readStored(path, files);
    const isSame = stored.text === facts.stored.text;
    const merged = isSame ? plan.detail.merged : merge(facts, stored);
    const changed = stored.text !== merged.text;
    if (changed) await writeWhole(path, merged.text, files);
    if (!isSameSnapshot(merged.snapshot, stored.snapshot))
      await writeWhole(snapshotPath(path), snapshotText(merged.snapshot), files);
    return { changed, ...resultOf(facts, merged) };
  });
  const brought = await facts.payload?.bring();
  return { ...written, ...brought, changed: written.changed || (facts.payload?.changes ?? []).length > 0 };
}

function resultOf({ kind, request }: ExportFacts, merged: MergeResult): Readonly<Record<string, unknown>> {
  return {
    path: request.path,
    added: merged.added.map(({ params }) => kind.label(params)),
    updated: merged.updated.map(({ params }) => kind.label(params)),
    conflicts: merged.conflicts.map(({ record, place, field, file, source }) => ({
      resource: kind.label(record.params),
      place,
      field,
      file: file ?? null,
      source: source ?? null,
    })),
    removed: merged.removed.map(({ params }) => kind.label(params)),
    gone: merged.gone.map(({ record }) => kind.label(record.params)),
  };
}

function change({ kind }: ExportFacts, record: ExportRecord, what: string) {
  return {
    pointer: `/${kind.label(record.params)}`,
    before: what === 'added' ? undefined : 'older',
    after: what,
  };
}

function reasonFor({ kind, incoming }: ExportFacts, merged: MergeResult, action: string): string {
  const { title } = kind.collection;
  const count = `${incoming.length} ${incoming.length === 1 ? title : pluralOf(title)}`;
  if (action === 'unchanged') return `The file has what it is to have of ${count}.`;
  return `Of ${count}, ${merged.added.length} are new in the file and ${merged.updated.length} changed.`;
}
