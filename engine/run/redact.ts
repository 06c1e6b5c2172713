/** What stands in the place of a secret. */
export const redacted = '********';

/**
 * A copy of a JSON-like value in which each of the secrets is gone from all texts and keys. Values without a secret
 * are given back as they are.
 */
export function redact<T>(value: T, secrets: ReadonlySet<string>): T {
  if (secrets.size === 0) return value;
  const ordered = [...secrets].filter((secret) => secret !== '').sort((a, b) => b.length - a.length);
  if (ordered.length === 0) return value;
  // The copy has the shape of the original: only texts differ.
  return replaceIn(value, (text) => replaceAll(text, ordered)) as T;
}

function replaceAll(text: string, secrets: readonly string[]): string {
  let result = text;
  for (const secret of secrets) if (result.includes(secret)) result = result.replaceAll(secret, redacted);
  return result;
}

function replaceIn(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value))
    return sameOr(
      value,
      value.map((item) => replaceIn(item, replace)),
    );
  if (value instanceof Map) {
    return new Map([...value].map(([key, item]) => [replaceIn(key, replace), replaceIn(item, replace)]));
  }
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return value;
  const entries = Object.entries(value);
  const after = entries.map(([key, item]) => [replace(key), replaceIn(item, replace)] as const);
  const isSame = after.every(
    ([key, item], index) => key === entries[index]?.[0] && item === entries[index][1],
  );
  return isSame ? value : Object.fromEntries(after);
}

function sameOr(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  return after.every((item, index) => item === before[index]) ? before : after;
}
