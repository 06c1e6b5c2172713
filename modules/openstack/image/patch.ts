import type { Body } from '../api/session.types.ts';
import { pathOf } from '../kind/collection.ts';
import type { Difference } from '../kind/compare.ts';
import { wirePath } from '../kind/field.ts';
import type { ImportFacts } from '../kind/import-facts.ts';
import { idOf, isBody, isSame } from '../kind/wire.ts';
import { noted, type UndoCall, type Writer } from '../kind/write.ts';
import { images } from './collections.ts';
import { isOfOneCloud, namedProperties } from './properties.ts';

/** RFC 6902, with Glance's own media type. */
interface Operation {
  readonly op: 'add' | 'replace' | 'remove';
  readonly path: string;
  readonly value?: unknown;
}

const HEADERS = { 'content-type': 'application/openstack-images-v2.1-json-patch' } as const;

/** One key of an image with its value; null: the property is not there. */
type Entry = readonly [key: string, value: unknown];

/** Changes an image by one patch. */
export async function updateByPatch(
  _facts: ImportFacts,
  found: Body,
  changed: readonly Difference[],
  writer: Writer,
): Promise<Body> {
  const wanted = changed.flatMap((difference) => entriesOf(difference, found));
  const before = wanted.map(([key]): Entry => [key, valueIn(found, key)]);
  const patch = (operations: readonly Operation[]): UndoCall => ({
    method: 'PATCH',
    path: pathOf(images, idOf(found)),
    headers: HEADERS,
    body: operations,
  });
  const answer = await writer.write({
    operation: 'update',
    collection: images,
    id: idOf(found),
    ...patch(operationsFrom(before, wanted)),
    before: Object.fromEntries(before),
    undo: patch(operationsFrom(wanted, before)),
  });
  const { members } = found;
  return noted(writer, images, { ...answer, ...(members === undefined ? {} : { members }) });
}

function entriesOf({ field, wanted }: Difference, found: Body): readonly Entry[] {
  const [key = field.name] = wirePath(field);
  if (key !== 'properties') return [[key, wanted]];
  const asked = isBody(wanted) ? wanted : {};
  const have = isBody(found['properties']) ? found['properties'] : {};
  return [...new Set([...Object.keys(asked), ...Object.keys(have)])]
    .filter((name) => !isOfOneCloud(name) && !isSame(asked[name] ?? null, have[name] ?? null))
    .map((name) => [name, asked[name] ?? null]);
}

function valueIn(found: Body, key: string): unknown {
  const { properties } = found;
  if (isBody(properties) && Object.hasOwn(properties, key)) return properties[key];
  return found[key] ?? null;
}

/** The patch that turns the values of `from` into those of `to`; both have the same keys. */
function operationsFrom(from: readonly Entry[], to: readonly Entry[]): readonly Operation[] {
  const was = new Map(from);
  return to.map(([key, value]) => {
    const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!isProperty(key)) return { op: 'replace', path, value };
    if (value === null) return { op: 'remove', path };
    return { op: was.get(key) === null ? 'add' : 'replace', path, value };
  });
}

const CHANGEABLE: ReadonlySet<string> = new Set([
  'min_disk',
  'min_ram',
  'name',
  'os_hidden',
  'protected',
  'tags',
  'visibility',
]);

/** Attributes are always there; properties come and go. */
function isProperty(key: string): boolean {
  return namedProperties.has(key) || !CHANGEABLE.has(key);
}
