import type { Body } from '../api/session.types.ts';

/** Whether the value is a JSON object, and neither null nor a list. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text under a key, or undefined where there is none or something else. */
export function textOf(body: Body, key: string): string | undefined {
  const value = body[key];
  return typeof value === 'string' ? value : undefined;
}

/** The objects in the list under a key; none if there is no list. */
export function bodiesAt(body: Body, key: string): readonly Body[] {
  const value = body[key];
  return Array.isArray(value) ? value.filter(isBody) : [];
}

/** The id that every resource has. */
export function idOf(body: Body): string {
  return textOf(body, 'id') ?? '';
}

/** The project that owns a resource; older services call it the tenant. */
export function projectOf(body: Body): string | undefined {
  return textOf(body, 'project_id') ?? textOf(body, 'tenant_id');
}

/** Whether two JSON values are the same; the order of keys does not count. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isBody(one) || !isBody(other)) return false;
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => isSame(one[key], other[key]));
}

/** Null and undefined, empty text, list and object: what a field holds when nothing is in it. */
export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isBody(value) && Object.keys(value).length === 0;
}
