import { isObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';

const WIDTH = 72;

/** A value as Python's `pprint` lays it out: keys sorted, on one line if it fits, else an item a line. */
export function pretty(value: unknown, indent = 0, allowance = 0): string {
  const sorted = sortKeys(value);
  const line = pythonRepr(sorted);
  if (line.length <= WIDTH - indent - allowance) return line;
  if (Array.isArray(sorted)) {
    const items = (sorted as unknown[]).map((item, index) =>
      pretty(item, indent + 1, index === sorted.length - 1 ? allowance + 1 : 1),
    );
    return `[${items.join(`,\n${' '.repeat(indent + 1)}`)}]`;
  }
  if (isObject(sorted)) {
    const entries = Object.entries(sorted);
    const items = entries.map(([key, each], index) => {
      const name = `${pythonRepr(key)}: `;
      return name + pretty(each, indent + 1 + name.length, index === entries.length - 1 ? allowance + 1 : 1);
    });
    return `{${items.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }
  return line;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, each]) => [key, sortKeys(each)]),
  );
}
