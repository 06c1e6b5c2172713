import { escapeKey } from '../../../../engine/text/json-pointer.ts';

/**
 * The same plain value, which tells the JSON Pointer of everything that is read of it. `pointer`: where the value
 * itself stands.
 */
export function watchReads<T>(value: T, pointer: string, onRead: (pointer: string) => void): T {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key, receiver): unknown {
      const held: unknown = Reflect.get(target, key, receiver);
      if (typeof key !== 'string' || typeof held === 'function') return held;
      const inner = `${pointer}/${escapeKey(key)}`;
      onRead(inner);
      return watchReads(held, inner, onRead);
    },
  });
}
