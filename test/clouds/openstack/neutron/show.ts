import type { JsonObject } from '../http/exchange.ts';
import type { Context } from './context.ts';
import type { Kind } from './kind.ts';
import { isShown } from './policy/enforce.ts';

/** A resource without what its kind hides, what an absent extension would add, and what policy keeps from the caller. */
export function shownTo(kind: Kind, resource: JsonObject, context: Context): JsonObject {
  const { extensions } = context.state;
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => {
      const attribute = kind.attributes[name];
      if (!attribute || attribute.hidden === true) return false;
      if (attribute.extension !== undefined && !extensions.has(attribute.extension)) return false;
      return isShown(context, kind.member, name, resource);
    }),
  );
}

/** Only these attributes; all of them if none is named. */
export function onlyFields(resource: JsonObject, fields: readonly string[]): JsonObject {
  if (fields.length === 0) return resource;
  return Object.fromEntries(Object.entries(resource).filter(([name]) => fields.includes(name)));
}
