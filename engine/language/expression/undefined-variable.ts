import { DroverError } from '../../diagnostics/drover-error.ts';
import { Undefined, type Value } from './value.ts';

/** A variable whose own template uses something undefined is undefined itself, so that `default` and `defined` see it. */
export function orUndefined(name: string, read: (name: string) => Value | undefined): Value | undefined {
  try {
    return read(name);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'undefined-variable')
      return new Undefined(error.message, name);
    throw error;
  }
}
