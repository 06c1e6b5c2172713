/** RFC 6901: `~` and `/` in a key are written `~0` and `~1`. */
export function escapeKey(key: string | number): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The pointer of a path of keys and indexes; '' is the whole. */
export function formatPointer(path: readonly (string | number)[]): string {
  return path.map((key) => `/${escapeKey(key)}`).join('');
}

/** The keys of a pointer. Throws RangeError for a text that is none. */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return [];
  if (!pointer.startsWith('/')) throw new RangeError(`A JSON Pointer begins with a slash: ${pointer}`);
  return pointer
    .slice(1)
    .split('/')
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}
