/** Whether two states are the same, whatever the order of their keys. Lists are lists: whoever makes states sorts them. */
export function isSameState(one: unknown, other: unknown): boolean {
  return stateText(one) === stateText(other);
}

/** A state in its one form. */
export function stateText(state: unknown): string {
  return JSON.stringify(state, (_key, value: unknown) =>
    isMapping(value)
      ? Object.fromEntries(
          Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)),
        )
      : value,
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For people: `routeTable rtb-1`, `10.1.0.0/16, 10.2.0.0/16`, `nothing`. */
export function describeState(state: unknown): string {
  if (state === null || state === undefined) return 'nothing';
  if (Array.isArray(state)) return state.length === 0 ? 'none' : state.map(describeState).join(', ');
  if (!isMapping(state)) return typeof state === 'string' ? state : JSON.stringify(state);
  const parts = Object.entries(state).map(([key, value]) => `${key} ${describeState(value)}`);
  return parts.length === 0 ? 'nothing' : parts.join(', ');
}
