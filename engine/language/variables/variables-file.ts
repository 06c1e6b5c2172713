import type { SourceFile } from '../../diagnostics/span.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { RawVariables } from '../playbook/ast.ts';

/** A file of variables (YAML or JSON, vault too): one mapping. Problems are reported; undefined where it cannot be read. */
export function parseVariablesFile(_file: SourceFile, _options: ReadOptions): RawVariables | undefined {
  throw new Error('being written');
}
