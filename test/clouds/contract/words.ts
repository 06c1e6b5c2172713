/** Words that calls of a case have kept for later ones, by name. */
export type Words = Map<string, string>;

/** The same with every `{word}` filled in. A word that nobody has kept is a mistake in the case. */
export function fill<T>(value: T, words: Words): T {
  // Boundary: filling in keeps the shape.
  return fillAny(value, words) as T;
}

function fillAny(value: unknown, words: Words): unknown {
  if (typeof value === 'string') return fillText(value, words);
  if (Array.isArray(value)) return value.map((each: unknown) => fillAny(each, words));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fillText(key, words), fillAny(each, words)]),
  );
}

function fillText(text: string, words: Words): string {
  return text.replace(/\{([a-z]\w*)\}/gi, (_match, name: string) => {
    const word = words.get(name);
    if (word === undefined) throw new Error(`No step has kept the word '${name}'.`);
    return word;
  });
}

/** What stands at `network.subnets.0` in a body. */
export function at(body: unknown, path: string): unknown {
  let value: unknown = body;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}
