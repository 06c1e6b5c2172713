import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import type { Value } from '../expression/value.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { InventoryBuilder } from './build-inventory.ts';

/** Runs an executable inventory with these arguments and gives what it prints; throws where it fails. */
export type RunScript = (path: string, args: readonly string[]) => string;

/** Reads what a script prints for `--list` into the builder, and for `--host` where it gives no `_meta`. */
export function readScript(
  path: string,
  builder: InventoryBuilder,
  runScript: RunScript,
  options: ReadOptions,
): void {
  try {
    const groups = parseObject(path, runScript(path, ['--list']), '--list');
    const meta = groups.get('_meta');
    const known = meta instanceof Map ? meta.get('hostvars') : undefined;
    for (const [name, group] of groups)
      if (typeof name === 'string' && name !== '_meta') readGroup(name, group, builder, path);
    const hosts = builder.build().hosts;
    for (const [name, { source }] of hosts) {
      if (source !== path) continue;
      const variables =
        known instanceof Map
          ? known.get(name)
          : parseObject(path, runScript(path, ['--host', name]), `--host ${name}`);
      for (const [key, value] of namedEntries(variables)) builder.setHostVariable(name, key, value);
    }
  } catch (error) {
    options.sink.report('inventory-syntax', {
      detail: `The inventory script ${path} failed: ${messageOf(error)}`,
      help: `Run \`${path} --list\` by hand to see why. If it is no script, take its execute permission away.`,
    });
  }
}

function readGroup(name: string, group: Value, builder: InventoryBuilder, path: string): void {
  builder.addGroup(name);
  const hosts = group instanceof Map ? group.get('hosts') : group;
  for (const host of listOf(hosts)) builder.addHost(host, name, path);
  if (!(group instanceof Map)) return;
  for (const child of listOf(group.get('children'))) builder.addChild(name, child);
  for (const [key, value] of namedEntries(group.get('vars'))) builder.setGroupVariable(name, key, value);
}

/** The entries of an object of JSON, whose keys are texts. */
function namedEntries(value: Value | undefined): readonly (readonly [string, Value])[] {
  if (!(value instanceof Map)) return [];
  return [...value].flatMap(([key, one]) => (typeof key === 'string' ? [[key, one] as const] : []));
}

function listOf(value: Value | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function parseObject(path: string, text: string, what: string): Map<Value, Value> {
  const value = fromJson(JSON.parse(text.trim() === '' ? '{}' : text));
  if (value instanceof Map) return value;
  throw new DroverError('inventory-syntax', {
    detail: `${path} ${what} printed JSON that is no object.`,
    help: 'It must print an object with groups as keys.',
  });
}

function fromJson(json: unknown): Value {
  if (Array.isArray(json)) return json.map(fromJson);
  if (typeof json === 'object' && json !== null) {
    return new Map(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
  }
  return typeof json === 'string' || typeof json === 'number' || typeof json === 'boolean' ? json : null;
}
