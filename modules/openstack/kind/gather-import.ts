import { createHash } from 'node:crypto';
import type { Journal } from '../../../engine/module.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import type { Body } from '../api/session.types.ts';
import { remainderIn, type Completion } from './completion.ts';
import { findResource } from './find.ts';
import type { Capabilities, ImportFacts, Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { ImportOptions, Kind } from './kind.ts';
import { namesOf } from './names.ts';
import { paramsOf } from './serialize.ts';
import { bodyOf, wantedOf, withinReach } from './wanted.ts';

export interface ImportRequest {
  readonly kind: Kind;
  readonly record: ExportRecord;
  readonly index: IndexOfCloud;
  /** Where the record stands, where that is known: `networks.yml:12:3`. */
  readonly place: string | undefined;
  /** Where to look for what is there already; undefined: in the project of the credentials. */
  readonly filters: Body | undefined;
  readonly options: ImportOptions;
  /** What earlier runs wrote. */
  readonly earlier: Journal['earlier'];
}

/** Reads all that the plan depends on. Throws a DroverError for a record that cannot be imported. */
export async function gatherImport(request: ImportRequest): Promise<ImportFacts> {
  const { kind, record, index, place, options } = request;
  const label = kind.label(record.params);
  const placed = place === undefined ? capitalised(label) : `${place}: ${capitalised(label)}`;
  const identity = await index.identity();
  const capabilities: Capabilities = {
    extensions: await index.session.extensions(kind.collection.service),
    isAdmin: identity.isAdmin,
    session: index.session,
  };
  const values = await wantedOf(kind, record, index, placed, capabilities);
  const wantedBody = bodyOf(kind, values);
  const own = identity.projectId === undefined ? {} : { project_id: identity.projectId };
  const recordId = sourceIdOf(record) ?? place ?? fingerprint(record);
  const { body: found, same } = await findResource({
    kind,
    index,
    wanted: wantedBody,
    filters: kind.scopedToProject ? (request.filters ?? own) : {},
    label: placed,
    record: recordId,
  });
  const reachable = withinReach(kind, only(values, options.fields), found, capabilities);
  const wanted = await prepared(request, reachable, found, { label: placed, isAdmin: identity.isAdmin });
  return {
    kind,
    record,
    label,
    wanted,
    wantedBody,
    found,
    foundParams:
      found === undefined
        ? {}
        : await paramsOf(
            kind,
            found,
            namesOf(index, () => undefined),
          ),
    same,
    siblings: options.siblings,
    completion: await completionOf(request, found, label),
    recordId,
    projectId: identity.projectId,
    updateOnly: options.fields !== undefined,
  };
}

async function completionOf(
  { kind, record, index, options, earlier }: ImportRequest,
  found: Body | undefined,
  name: string,
): Promise<Completion | undefined> {
  const { completion } = kind.behaviour ?? {};
  if (completion === undefined || found === undefined || options.fields !== undefined) return undefined;
  const called = { name, cloud: index.session.label };
  return completion(found, { record, siblings: options.siblings }, async () =>
    remainderIn(await earlier(), kind, found, called),
  );
}

function only(
  values: ReadonlyMap<string, unknown>,
  names: readonly string[] | undefined,
): ReadonlyMap<string, unknown> {
  return names === undefined ? values : new Map([...values].filter(([name]) => names.includes(name)));
}

async function prepared(
  { kind, index, options }: ImportRequest,
  wanted: Wanted,
  found: Body | undefined,
  who: { readonly label: string; readonly isAdmin: boolean },
): Promise<Wanted> {
  const prepare = kind.behaviour?.prepare;
  return prepare === undefined ? wanted : prepare({ index, wanted, found, options, ...who });
}

function fingerprint(record: ExportRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 12);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
