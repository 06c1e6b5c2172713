import { createHash } from 'node:crypto';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Journal } from '../../../engine/module.ts';
import { sourceIdOf, type ExportRecord } from '../files/record.ts';
import type { Body, Identity } from '../api/session.types.ts';
import { begunIn } from './begun.ts';
import { microversionFor } from './collection.ts';
import { remainderIn, type Completion } from './completion.ts';
import { wireValue } from './field.ts';
import { findResource, type Lineage } from './find.ts';
import { nameOf, type IdMap, type Mapping } from './id-map.ts';
import { mappedName, type NameMaps } from './name-maps.ts';
import type { Capabilities, ImportFacts, Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { ImportOptions, Kind } from './kind.ts';
import { pluralOf } from './labels.ts';
import { namesOf } from './names.ts';
import { paramsOf } from './serialize.ts';
import type { Turn } from './under-way.ts';
import { bodyOf, wantedOf, withinReach } from './wanted.ts';

export interface ImportRequest {
  readonly kind: Kind;
  readonly record: ExportRecord;
  readonly index: IndexOfCloud;
  /** Where the record stands, where that is known: `networks.yml:12:3`. */
  readonly place: string | undefined;
  /** For people, whose it is, where the run is about several projects: ` (project web)`. */
  readonly of?: string;
  /** Where to look for what is there already; undefined: in the project of the credentials. */
  readonly filters: Body | undefined;
  readonly options: ImportOptions;
  /** What earlier runs wrote. */
  readonly earlier: Journal['earlier'];
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  readonly isAnnounced: Lineage['isAnnounced'];
  /** Its place among the imports that are under way; undefined: it is the only one. */
  readonly turn?: Turn;
}

/** Reads all that the plan depends on. Throws a DroverError for a record that cannot be imported. */
export async function gatherImport(request: ImportRequest): Promise<ImportFacts> {
  const { kind, record, index, place, options } = request;
  const label = `${kind.label(record.params)}${request.of ?? ''}`;
  const placed = place === undefined ? capitalised(label) : `${place}: ${capitalised(label)}`;
  const identity = await index.identity();
  await refuseUnseen(kind, index, identity);
  const capabilities: Capabilities = {
    extensions: await index.session.extensions(kind.collection.service),
    microversion: await microversionFor(index.session, kind.collection),
    isAdmin: identity.isAdmin,
    session: index.session,
  };
  const replacement = await replacementFor(request, placed);
  const values =
    replacement === undefined ? await wantedOf(kind, record, index, placed, capabilities, request) : NOTHING;
  const wantedBody = bodyOf(kind, values);
  const own = identity.projectId === undefined ? {} : { project_id: identity.projectId };
  const source = sourceIdOf(record);
  const { idMap } = request;
  const mapping = source === undefined ? undefined : idMap.ofSource(kind.collection, source);
  const recordId = source ?? place ?? fingerprint(record);
  if (replacement === undefined) await kind.bringIn?.(wantedBody, index);
  const { body, same } =
    replacement ??
    (await findResource({
      kind: searchedAs(kind, options),
      index,
      wanted: wantedBody,
      filters: kind.scopedToProject ? (request.filters ?? own) : {},
      label: placed,
      record: recordId,
      lineage: {
        source,
        idMap,
        isAnnounced: request.isAnnounced,
        begun: async () => begunIn(await request.earlier(), kind, identity.projectId),
      },
    }));
  const found = body === undefined ? undefined : ((await kind.complete?.(body, index, 'import')) ?? body);
  const reachable = withinReach(kind, only(values, options.fields), found, capabilities);
  const settled = withoutFollowedName(kind, reachable, found, mapping);
  const wanted =
    replacement === undefined
      ? await prepared(request, settled, found, { label: placed, isAdmin: identity.isAdmin })
      : { ...settled, notes: [replacement.note] };
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
    idMap,
    mapping,
    completion: await completionOf(request, found, label),
    recordId,
    projectId: identity.projectId,
    isAdmin: identity.isAdmin,
    further: options.further ?? {},
    updateOnly: options.fields !== undefined,
  };
}

/** The kind, without names to be found by where those say nothing. */
function searchedAs(kind: Kind, { fields }: ImportOptions): Kind {
  const byNames = kind.behaviour?.foundByMapOnly !== true || fields !== undefined;
  return byNames ? kind : { ...kind, keys: () => [] };
}

const NOTHING: ReadonlyMap<string, unknown> = new Map();

interface Replacement {
  readonly body: Body;
  readonly same?: string;
  readonly note: string;
}

/** What a map says that the destination has in place of the resource: that is left as it is. */
async function replacementFor(
  { kind, record, index, nameMaps }: ImportRequest,
  label: string,
): Promise<Replacement | undefined> {
  const { collection } = kind;
  const name = nameOf(record);
  const other = name === null ? undefined : mappedName(nameMaps, [collection.name], name);
  if (other === undefined) return undefined;
  const listing = await index.load(collection);
  const byId = listing.byId(other);
  const [body, another] = byId === undefined ? listing.byName(other) : [byId];
  const variable = `os_migrate_${collection.name}_map`;
  if (body === undefined || another !== undefined) {
    const many = `has several ${pluralOf(collection.title)} of that name`;
    throw new DroverError(body === undefined ? 'reference-missing' : 'reference-ambiguous', {
      detail: `${label} is to be "${other}" (${variable}), but ${index.session.label} ${body === undefined ? `has no such ${collection.title}` : many}.`,
      help: `Mend ${variable}: a name or an id of the destination stands there.`,
    });
  }
  return { body, note: `${variable} says that it is "${other}" there: that is left as it is.` };
}

/** What only administrators see cannot be told to be there or not: without them, nothing of it is tried. */
async function refuseUnseen(
  { needsAdmin, collection }: Kind,
  index: IndexOfCloud,
  { isAdmin, userName }: Identity,
): Promise<void> {
  if (needsAdmin !== 'both' || isAdmin || collection.per !== undefined) return;
  if ((await index.load(collection)).hidden !== 'forbidden') return;
  const things = pluralOf(collection.title);
  throw new DroverError('openstack-forbidden', {
    detail: `Only an administrator imports ${things}: ${index.session.label} does not let user "${userName}" list them.`,
    help: `Give credentials of an administrator of the destination, or leave ${things} out.`,
  });
}

/** Who renames a resource at the destination means it: the record's name, which nobody has edited, does not undo it. */
function withoutFollowedName(
  kind: Kind,
  wanted: Wanted,
  found: Body | undefined,
  mapping: Mapping | undefined,
): Wanted {
  const field = kind.fields.find(({ name, set }) => name === 'name' && set === 'always');
  const have = field === undefined || found === undefined ? undefined : wireValue(field, found);
  const asked = wanted.values.get('name');
  if (asked === undefined || have === undefined || have === asked || mapping?.name !== asked) return wanted;
  const values = new Map(wanted.values);
  values.delete('name');
  const note = `It was renamed to ${JSON.stringify(have)} at the destination, and stays so.`;
  return { ...wanted, values, notes: [...wanted.notes, note] };
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
  { kind, record, index, options, idMap }: ImportRequest,
  wanted: Wanted,
  found: Body | undefined,
  who: { readonly label: string; readonly isAdmin: boolean },
): Promise<Wanted> {
  const prepare = kind.behaviour?.prepare;
  return prepare === undefined ? wanted : prepare({ index, record, wanted, found, options, idMap, ...who });
}

function fingerprint(record: ExportRecord): string {
  return createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 12);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
