import type { Value } from '../expression/value.ts';
import type { SourceFiles } from '../files.ts';
import type { ReadOptions } from '../files-reading.ts';

/** `-e`, in order: `k=v ...` (strings), JSON or YAML text, `@file`. Later ones win. Problems are reported. */
export function parseExtraVariables(
  _texts: readonly string[],
  _options: ReadOptions & { readonly files: SourceFiles },
): ReadonlyMap<string, Value> {
  throw new Error('being written');
}
