import type { DroverError } from '../../../../diagnostics/drover-error.ts';
import { templateError } from '../../errors.ts';

/** A pattern that Python would refuse, or that has no counterpart here; in Python's words where it has some. */
export function patternError(detail: string, pattern: string): DroverError {
  return templateError(
    detail,
    `The regular expression is ${pattern} — quote it with single quotes in YAML, and escape ( ) [ ] { } . * + ? ^ $ | \\ that stand for themselves.`,
  );
}
