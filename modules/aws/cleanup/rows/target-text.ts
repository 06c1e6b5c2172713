import type { Operation } from '../../switch/operation.types.ts';

/** A text of an operation's target: those of a cleanup hold texts alone, and are read back from a journal. */
export function targetText({ target }: Operation, key: string): string {
  const value = target[key];
  return typeof value === 'string' ? value : '';
}
