const YES = ['1', 't', 'true', 'on', 'y', 'yes'];
const NO = ['0', 'f', 'false', 'off', 'n', 'no'];

/** A text as a truth, as Python's `bool_from_string` reads it; nothing if it is none. */
export function boolOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = String(value).trim().toLowerCase();
  if (YES.includes(text)) return true;
  return NO.includes(text) ? false : undefined;
}

/** What a text that is no truth is refused with. */
export function notBool(text: string): string {
  const words = [...YES, ...NO].sort().map((word) => `'${word}'`);
  return `Unrecognized value '${text}', acceptable values are: ${words.join(', ')}`;
}
