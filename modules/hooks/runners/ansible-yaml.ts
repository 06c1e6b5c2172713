import type { Json } from '../../../engine/module.ts';

/** Characters that YAML takes in double quotes only as an escape, and that JSON leaves as they are. */
const UNPRINTABLE = /[\u007f-\u009f\ufeff\ufffe\uffff]/g;

/** Values as YAML for Ansible: JSON, in which a text that is no template has the tag `!unsafe`. */
export function ansibleYaml(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(ansibleYaml).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return scalar(value);
  const entries = Object.entries(value);
  const [first] = entries;
  if (entries.length === 1 && first?.[0] === '__ansible_unsafe' && typeof first[1] === 'string')
    return `!unsafe ${scalar(first[1])}`;
  // With `? `, as a key that has no mark of its own may not be longer than 1,024 characters.
  return `{${entries.map(([key, item]) => `? ${scalar(key)} : ${ansibleYaml(item)}`).join(', ')}}`;
}

function scalar(value: string | number | boolean | null): string {
  return JSON.stringify(value).replaceAll(
    UNPRINTABLE,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

interface Listed {
  readonly hosts?: readonly string[];
  readonly children?: readonly string[];
  readonly vars?: Json;
}

/** What `ansible-inventory --list` shows, as the YAML plugin reads it: hosts of `all` first, in their order. */
export function inventoryYaml(inventory: Json): string {
  // Boundary: the form is that of `ExportedPlay`.
  const { _meta, ...groups } = inventory as { readonly _meta: { readonly hostvars: Record<string, Json> } };
  const listed = Object.entries(groups as Record<string, Listed>).map(([name, group]) => {
    const { hosts = [], children = [], vars = {} } = group;
    const own = name === 'all' ? Object.entries(_meta.hostvars) : hosts.map((host) => [host, null] as const);
    return [
      name,
      {
        hosts: Object.fromEntries(own),
        children: Object.fromEntries(children.map((one) => [one, null])),
        vars,
      },
    ] as const;
  });
  return `${ansibleYaml(Object.fromEntries(listed))}\n`;
}
