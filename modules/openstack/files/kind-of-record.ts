import { basename } from 'node:path';
import type { Kind } from '../kind/kind.ts';

/** The kind of a record: by its type, and where several kinds have one type, by the file that it stands in. */
export function kindOfRecord(kinds: readonly Kind[], type: string, path: string): Kind | undefined {
  const ofType = kinds.filter((kind) => kind.type === type);
  return ofType.find(({ file }) => file === basename(path)) ?? ofType[0];
}
