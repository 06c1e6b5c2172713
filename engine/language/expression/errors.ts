import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Undefined } from './value.ts';

/** A template that cannot be evaluated; the detail is what Python would say. */
export function templateError(detail: string, help?: string): DroverError {
  return new DroverError('template-failed', {
    detail,
    help: help ?? 'See the values that the expression works with.',
  });
}

/** The use of a value that is not there. */
export function undefinedError(value: Undefined): DroverError {
  return new DroverError('undefined-variable', {
    detail: value.hint,
    help: 'Define it, or give a default: `| default(...)`.',
  });
}
