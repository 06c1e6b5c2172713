import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export type ExampleName = 'classic' | 'group' | 'early';
export type Mapping = Record<string, unknown>;

/** An example file: its text. */
export function exampleText(name: ExampleName): string {
  return readFileSync(join(import.meta.dirname, 'examples', `${name}.yaml`), 'utf8');
}

/** An example with values put at `paths` (`account_info.0.account_id`); undefined takes the key out. */
export function exampleWith(name: ExampleName, changes: Readonly<Record<string, unknown>>): Mapping {
  const value = parse(exampleText(name)) as Mapping;
  for (const [path, change] of Object.entries(changes)) put(value, path.split('.'), change);
  return value;
}

function put(value: Mapping, path: readonly string[], change: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length > 0) {
    if (typeof value[key] !== 'object' || value[key] === null) value[key] = {};
    put(value[key] as Mapping, rest, change);
  } else if (change === undefined) Reflect.deleteProperty(value, key);
  else value[key] = change;
}
