import type { Body } from '../api/session.types.ts';
import { pathOf, type Collection } from '../kind/collection.ts';
import { isSameField, wireValue } from '../kind/field.ts';
import type { ImportFacts, Wanted } from '../kind/import-facts.ts';
import type { Field, Kind, SetField } from '../kind/kind.ts';
import { mapIn } from '../kind/set-keys.ts';
import { isEmpty, isSame } from '../kind/wire.ts';
import type { FirstCall, UndoCall } from '../kind/write.ts';

/*
 * Options of what Keystone keeps: `immutable`, and for users those of passwords and factors. A PATCH merges them, and
 * null takes one away. Rules: the identity API reference, "Resource options".
 */

/** The field with them. */
export function optionsField(collection: Collection, description: string): Field {
  return {
    name: 'options',
    set: 'always',
    extra: true,
    isWorthSaying: (options) => !isEmpty(options),
    empty: {},
    born: {},
    normalise: (options) =>
      Object.fromEntries(Object.entries(mapIn(options)).filter(([, value]) => value !== null)),
    call: setOptions(collection),
    schema: { type: 'object', nullable: true, properties: {}, additionalProperties: true, description },
  };
}

function setOptions(collection: Collection): SetField {
  return async ({ id, value, found, writer }) => {
    const before = mapIn(found['options']);
    const wanted = mapIn(value);
    const keys = [...new Set([...Object.keys(before), ...Object.keys(wanted)])];
    const differing = keys.filter((key) => !isSame(before[key] ?? null, wanted[key] ?? null));
    const patch = (options: Body) =>
      ({
        method: 'PATCH',
        path: pathOf(collection, id),
        body: { [collection.one]: { options: picked(options, differing) } },
      }) as const;
    await writer.write({
      operation: 'update',
      collection,
      id,
      ...patch(wanted),
      before: { options: before },
      undo: patch(before),
    });
    return { options: wanted };
  };
}

function picked(options: Body, keys: readonly string[]): Body {
  return Object.fromEntries(keys.map((key) => [key, options[key] ?? null]));
}

/** The body of a create with the options that are asked for: they need no call of their own then. */
export function bodyWithOptions(body: Body, { wanted }: ImportFacts): Body {
  const options = wanted.values.get('options');
  return isEmpty(options) ? body : { ...body, options };
}

/** How one is deleted again. Keystone deletes nothing that is immutable; `further` is what else stands in the way. */
export function undoOfCreate(collection: Collection, body: Body, further?: Body): UndoCall {
  const path = `${collection.path}/{id}`;
  const patch = (change: Body): FirstCall => ({ method: 'PATCH', path, body: { [collection.one]: change } });
  const first = [
    ...(isImmutable(body) ? [patch({ options: { immutable: null } })] : []),
    ...(further === undefined ? [] : [patch(further)]),
  ];
  return { method: 'DELETE', path, ...(first.length === 0 ? {} : { first }) };
}

/**
 * Leaves what is immutable at the destination as it is, and says so. Its options can be changed, but for those of
 * domains (`withOptions`), which Keystone refuses.
 */
export function leaveImmutable(
  kind: Pick<Kind, 'fields'>,
  wanted: Wanted,
  found: Body | undefined,
  { withOptions = false }: { readonly withOptions?: boolean } = {},
): Wanted {
  if (found === undefined || !isImmutable(found)) return wanted;
  const values = new Map(wanted.values);
  const left: string[] = [];
  for (const field of kind.fields) {
    if ((field.name === 'options' && !withOptions) || !values.has(field.name)) continue;
    const have = wireValue(field, found);
    if (have === undefined || isSameField(field, values.get(field.name), have)) continue;
    values.delete(field.name);
    left.push(field.name);
  }
  if (left.length === 0) return wanted;
  const warning = `${left.join(', ')} ${left.length === 1 ? 'differs, and stays as it is' : 'differ, and stay as they are'}: it is immutable at the destination.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/** Whether Keystone refuses to change it. */
export function isImmutable(body: Body): boolean {
  return mapIn(body['options'])['immutable'] === true;
}
