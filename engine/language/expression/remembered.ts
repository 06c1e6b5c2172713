const LIMIT = 20_000;

/** `make`, remembering what it made of which text; everything is forgotten when there is too much. */
export function remembered<T>(make: (source: string) => T, limit = LIMIT): (source: string) => T {
  const known = new Map<string, T>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const made = make(source);
    if (known.size >= limit) known.clear();
    known.set(source, made);
    return made;
  };
}
