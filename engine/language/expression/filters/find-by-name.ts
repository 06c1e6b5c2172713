/** Collections whose filters, tests and lookups are built in under their short names. */
const collections = [
  'ansible.builtin.',
  'ansible.legacy.',
  'community.general.',
  'ansible.utils.',
  'ansible.netcommon.',
  'os_migrate.os_migrate.',
];

/** A filter, test or lookup by its name, with or without its collection; those of roles go before the built-in ones. */
export function findByName<T>(
  name: string,
  own: ReadonlyMap<string, T> | undefined,
  builtIn: ReadonlyMap<string, T>,
): T | undefined {
  const known = own?.get(name) ?? builtIn.get(name);
  if (known !== undefined) return known;
  const prefix = collections.find((each) => name.startsWith(each));
  if (prefix === undefined) return undefined;
  const short = name.slice(prefix.length);
  return own?.get(short) ?? builtIn.get(short);
}
