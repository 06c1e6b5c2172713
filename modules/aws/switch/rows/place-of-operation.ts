import type { Place } from '../../api/aws.types.ts';
import type { Operation } from '../operation.types.ts';

/** The account and region of an operation that is AWS's. */
export function placeOfOperation({ place, id }: Operation): Place {
  if (typeof place !== 'string') return place;
  throw new TypeError(`${id} names no account.`);
}
