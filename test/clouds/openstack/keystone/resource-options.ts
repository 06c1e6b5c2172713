import type { JsonObject } from '../http/exchange.ts';
import { isObject } from '../http/exchange.ts';
import { refuse } from './refusals.ts';

interface WithOptions {
  readonly id: string;
  readonly options: JsonObject;
}

/** The options after a change of them: null takes one away. */
export function mergedOptions(old: JsonObject, values: JsonObject): JsonObject {
  const given = isObject(values['options']) ? values['options'] : {};
  const all = Object.entries({ ...old, ...given });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** What is immutable can only be made mutable, by a change that says nothing else. The stray mark is Keystone's. */
export function refuseImmutableUpdate(kind: string, row: WithOptions, values: JsonObject): void {
  if (row.options['immutable'] !== true) return;
  const given = isObject(values['options']) ? values['options'] : {};
  const isLifted = 'immutable' in given && [false, null].includes(given['immutable'] as boolean | null);
  // Keystone adds a field of its own to what is said of a domain, so that nothing lifts that of a domain.
  if (kind !== 'domain' && isLifted && Object.keys(values).length === 1) return;
  throw immutable('update', kind, row.id);
}

export function refuseImmutableDelete(kind: string, row: WithOptions): void {
  if (row.options['immutable'] === true) throw immutable('delete', kind, row.id);
}

function immutable(verb: string, kind: string, id: string): Error {
  return refuse(
    403,
    `Unable to ${verb} immutable ${kind} resource: \`${id}. Set resource option "immutable" to false first.`,
  );
}
