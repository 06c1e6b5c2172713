export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** JSON as engine values: dictionaries become maps. */
export function asMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asMaps);
  return isObject(value) && Object.getPrototypeOf(value) === Object.prototype
    ? new Map(Object.entries(value).map(([key, item]) => [key, asMaps(item)]))
    : value;
}
