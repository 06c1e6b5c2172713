/** The value of an attribute that the request left out and that the service chooses. */
export const UNSET: unique symbol = Symbol('not in the request');
export type Unset = typeof UNSET;

/** Whether an attribute has a value other than null. */
export function isSet<T>(value: T | Unset | null | undefined): value is T {
  return value !== UNSET && value !== null && value !== undefined;
}
