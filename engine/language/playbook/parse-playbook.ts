import type { SourceFile } from '../../diagnostics/span.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { Node, Playbook } from './ast.ts';

export interface ParseOptions extends ReadOptions {
  /** Whether a task key that is no keyword names a module (any of its names), or something that the engine does itself. */
  readonly isKnownModule: (name: string) => boolean;
  /** All names of modules, for "did you mean". */
  readonly moduleNames?: () => Iterable<string>;
}

/** A playbook; all its problems are reported to the sink, and what is wrong is left out. Undefined where it cannot be read at all. */
export function parsePlaybook(_file: SourceFile, _options: ParseOptions): Playbook | undefined {
  throw new Error('being written');
}

/** A file of tasks, or of handlers. An empty file has no tasks. */
export function parseTasks(
  _file: SourceFile,
  _options: ParseOptions & { readonly handlers?: boolean },
): readonly Node[] | undefined {
  throw new Error('being written');
}
