import type { Value } from './hcl.types.ts';

/** A tfvars file as JSON. Values of variables are taken as they are there: nothing in them is an expression. */
export function mappingToJson(values: ReadonlyMap<string, Value>): string {
  return `${JSON.stringify(plain(values), null, 2)}\n`;
}

function plain(value: Value): unknown {
  if (value instanceof Map)
    return Object.fromEntries(
      [...(value as ReadonlyMap<string, Value>)].map(([key, one]) => [key, plain(one)]),
    );
  return Array.isArray(value) ? (value as readonly Value[]).map(plain) : value;
}
