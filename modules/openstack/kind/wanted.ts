import { compareMicroversions } from '../api/discovery.ts';
import type { Body } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import { isSameField, leadOf, wirePath, wireValue } from './field.ts';
import type { Ids } from './codec.ts';
import { idsOf } from './ids.ts';
import type { Capabilities, Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Field, Kind } from './kind.ts';
import type { Referrer } from './referrer.ts';
import { UNREADABLE } from './serialize.ts';
import { isBody, isEmpty } from './wire.ts';

/**
 * What a record asks for, with ids in place of references; throws `reference-...` where one cannot be resolved. A
 * field about which the record says nothing is not in the result.
 */
export async function wantedOf(
  kind: Kind,
  record: ExportRecord,
  index: IndexOfCloud,
  label: string,
  capabilities: Capabilities,
  lineage: Pick<Referrer, 'idMap' | 'nameMaps' | 'turn' | 'isAnnounced'>,
): Promise<ReadonlyMap<string, unknown>> {
  const values = new Map<string, unknown>();
  const body: Record<string, unknown> = {};
  for (const field of kind.fields) {
    if (field.set === 'never' || !saysSomething(field, record)) continue;
    const ids = idsOf(index, { ...lineage, label, field: field.name, record }, body);
    const written = await writtenValue(field, record.params[field.name], ids, reachOf(field, capabilities));
    if (written === UNRESOLVED) {
      values.set(field.name, UNRESOLVED);
      continue;
    }
    const value = written === null && field.empty !== undefined ? field.empty : written;
    const lead = leadOf(kind, field);
    if (lead !== field && values.has(lead.name) && isEmpty(values.get(lead.name))) continue;
    values.set(field.name, value);
    putAt(body, wirePath(field), value);
  }
  return values;
}

/** A reference that leads nowhere, in a field that is left out anyway. */
const UNRESOLVED = Symbol('unresolved');

async function writtenValue(field: Field, value: unknown, ids: Ids, reach: Reach): Promise<unknown> {
  if (field.codec === undefined) return value;
  try {
    return await field.codec.write(value, ids);
  } catch (error) {
    // A part of what it is found by is never left out: the rest would say something else.
    if (reach === 'within' || field.identifies === true) throw error;
    return UNRESOLVED;
  }
}

type Reach = 'within' | 'lacking' | 'forbidden';

/** Whether a field can be set at this cloud with these credentials. */
function reachOf(field: Field, { extensions, microversion, isAdmin }: Capabilities): Reach {
  const { extension, adminOnly } = field;
  if (extension !== undefined && !extensions.has(extension)) return 'lacking';
  if (field.microversion !== undefined && !speaks(microversion, field.microversion)) return 'lacking';
  return adminOnly === true && !isAdmin ? 'forbidden' : 'within';
}

function speaks(spoken: string | undefined, needed: string): boolean {
  return spoken !== undefined && compareMicroversions(spoken, needed) >= 0;
}

/** A null says something only where there is something to clear, and where the source did not merely keep silent. */
function saysSomething(field: Field, record: ExportRecord): boolean {
  const value = record.params[field.name];
  if (value === undefined) return false;
  if (value !== null) return true;
  if (field.empty === undefined && field.sendNull !== true) return false;
  const silent = record._info[UNREADABLE];
  return !(Array.isArray(silent) && silent.includes(field.name));
}

/**
 * Leaves out what this cloud has no extension for, and what these credentials may not set. Says so, unless the value
 * is what is there anyway.
 */
export function withinReach(
  kind: Kind,
  values: ReadonlyMap<string, unknown>,
  found: Body | undefined,
  capabilities: Capabilities,
): Wanted {
  const kept = new Map<string, unknown>();
  const unknown = new Map<string, string[]>();
  const forbidden: string[] = [];
  for (const field of kind.fields) {
    if (!values.has(field.name)) continue;
    const value = values.get(field.name);
    const reach = reachOf(field, capabilities);
    if (reach === 'within') kept.set(field.name, value);
    else if (!isThereAnyway(field, value, found)) {
      const need = neededBy(field);
      if (reach === 'lacking') unknown.set(need, [...(unknown.get(need) ?? []), field.name]);
      else forbidden.push(field.name);
    }
  }
  return {
    values: kept,
    warnings: [...missingWarnings(unknown, capabilities.session.label), ...forbiddenWarnings(forbidden)],
    notes: [],
  };
}

function isThereAnyway(field: Field, value: unknown, found: Body | undefined): boolean {
  if (value === UNRESOLVED) return false;
  if (found !== undefined && isSameField(field, value, wireValue(field, found))) return true;
  if (field.born !== undefined) return isSameField(field, value, field.born);
  return field.empty !== undefined && isSameField(field, value, field.empty);
}

function missingWarnings(unknown: ReadonlyMap<string, readonly string[]>, label: string): readonly string[] {
  return [...unknown].map(
    ([need, fields]) => `${fields.join(', ')} ${isOrAre(fields)} left out: ${label} does not ${need}.`,
  );
}

function neededBy({ extension, microversion }: Field): string {
  return extension === undefined
    ? `speak microversion ${microversion ?? ''}`
    : `have the extension "${extension}"`;
}

function forbiddenWarnings(fields: readonly string[]): readonly string[] {
  if (fields.length === 0) return [];
  return [
    `${fields.join(', ')} ${isOrAre(fields)} left out: only an administrator may set ${fields.length === 1 ? 'it' : 'them'}.`,
  ];
}

function isOrAre(items: readonly unknown[]): string {
  return items.length === 1 ? 'is' : 'are';
}

/** The values as one body, nested where the wire nests them. An object whose first field is cleared is null. */
export function bodyOf(kind: Pick<Kind, 'fields'>, values: ReadonlyMap<string, unknown>): Body {
  const body: Record<string, unknown> = {};
  for (const field of kind.fields) {
    if (!values.has(field.name) || values.get(field.name) === UNRESOLVED) continue;
    const path = wirePath(field);
    const [root] = path;
    const lead = leadOf(kind, field).name;
    const isCleared = path.length > 1 && values.has(lead) && isEmpty(values.get(lead));
    if (isCleared && root !== undefined) body[root] = null;
    else putAt(body, path, values.get(field.name));
  }
  return body;
}

function putAt(body: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    body[key] = value;
    return;
  }
  const inner = body[key];
  const next: Record<string, unknown> = isBody(inner) ? { ...inner } : {};
  putAt(next, rest, value);
  body[key] = next;
}
