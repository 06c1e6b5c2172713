import { isBody } from './wire.ts';

/** The name in a reference, for people. */
export function nameIn(reference: unknown): string {
  return isBody(reference) && typeof reference['name'] === 'string' ? reference['name'] : '';
}

/** A thing by its name: `network "web"`. */
export function namedLabel(title: string, params: Readonly<Record<string, unknown>>): string {
  const { name } = params;
  return typeof name === 'string' ? `${title} "${name}"` : `${title} without a name`;
}

/** Several of a thing: `QoS policies`. */
export function pluralOf(title: string): string {
  if (/specs$/.test(title)) return title;
  if (/[^aeiou]y$/.test(title)) return title.replace(/y$/, 'ies');
  return /(?:s|x|ch|sh)$/.test(title) ? `${title}es` : `${title}s`;
}

/** One of a thing: `an image`, `a user`, `an RBAC policy`. */
export function oneOf(title: string): string {
  // Letters are read one by one where several are capitals.
  return `${/^(?:[aeio]|[AEFHILMNORSX][A-Z])/.test(title) ? 'an' : 'a'} ${title}`;
}
