import { getItem } from '../attributes.ts';
import { str } from '../python-text.ts';
import { Undefined, type Value } from '../value.ts';

export type Getter = (item: Value) => Value;

/**
 * What `attribute=` of Jinja's filters reads of an item: a path with dots, parts of digits being indices; an int is one
 * key. `fallback` stands for each part that is not there.
 */
export function attributeGetter(path: Value | undefined, fallback?: Value): Getter {
  const parts = attributeParts(path);
  return (item) => {
    let found = item;
    for (const part of parts) {
      found = getItem(found, part);
      if (fallback !== undefined && found instanceof Undefined) found = fallback;
    }
    return found;
  };
}

/** Reads several paths, parted by commas. */
export function attributesGetter(paths: Value | undefined): (item: Value) => Value[] {
  const getters =
    typeof paths === 'string'
      ? paths.split(',').map((path) => attributeGetter(path))
      : [attributeGetter(paths)];
  return (item) => getters.map((get) => get(item));
}

function attributeParts(path: Value | undefined): Value[] {
  if (path === undefined || path === null) return [];
  if (typeof path !== 'string') return [typeof path === 'number' ? path : str(path)];
  return path.split('.').map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Text in lower case; anything else as it is. */
export function ignoringCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}
