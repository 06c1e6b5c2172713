import { isBody } from './wire.ts';

/** The name in a reference, for people. */
export function nameIn(reference: unknown): string {
  return isBody(reference) && typeof reference['name'] === 'string' ? reference['name'] : '';
}
