/** Sources of packages in the deb822 style (sources.list(5)): their arguments, and how they are written. Pure. */
import type { Schema } from '../../../engine/schema/types.ts';

const flag = (description: string) => ({ type: 'boolean', description }) as const;
const list = (description: string, item: string) =>
  ({ type: 'array', items: { type: 'string', description: item }, description }) as const;

const fields = {
  allow_downgrade_to_insecure: flag('Use it even if it was signed once and is not any more.'),
  allow_insecure: flag('Use it even if it is not signed.'),
  allow_weak: flag('Take signatures of algorithms that are not safe any more.'),
  architectures: list('The architectures. Default: those of the machine.', 'An architecture.'),
  by_hash: flag('Fetch lists by their hashes.'),
  check_date: flag('Heed the date of the release: it may not lie in the future.'),
  check_valid_until: flag('Heed the date until which the release is valid.'),
  components: list('The components.', 'A component.'),
  date_max_future: { type: 'integer', description: 'How many seconds the clock may be slow.' },
  enabled: flag('Whether it is used.'),
  inrelease_path: { type: 'string', description: 'Where the InRelease file is, from the URI.' },
  languages: list('The languages of descriptions.', 'A language.'),
  name: { type: 'string', description: 'What it is called; its files are named after that.' },
  pdiffs: flag('Fetch changes of lists rather than whole lists.'),
  signed_by: {
    type: 'string',
    description:
      'Its key: a URL to fetch it from, a file of the machine, or the key itself or its fingerprint.',
  },
  suites: list('The suites.', 'A suite, or a folder with a slash at its end.'),
  targets: list('What is fetched.', 'A target.'),
  trusted: flag('Whether it counts as signed, whatever its signature says.'),
  types: {
    type: 'array',
    items: { type: 'string', enum: ['deb', 'deb-src'], description: 'A type.' },
    description: 'Packages, or sources.',
    default: ['deb'],
  },
  uris: list('The addresses.', 'An address.'),
} as const satisfies Readonly<Record<string, Schema>>;

export const deb822Arguments = {
  ...fields,
  mode: { description: 'The mode of the file.', default: '0644' },
  state: {
    type: 'string',
    enum: ['absent', 'present'],
    description: 'Whether it is to be there.',
    default: 'present',
  },
  install_python_debian: { type: 'boolean', description: 'Accepted; it is not needed.', default: true },
} as const satisfies Readonly<Record<string, Schema>>;

/** The name of the files of a source. */
export function slugOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[_\s]+/g, '-')
    .replace(/[^a-z0-9-]+/g, '');
}

/** The source as it is written down: its fields in the order of the arguments' names. */
export function printSource(asked: Readonly<Record<string, unknown>>): string {
  const given = Object.keys(fields)
    .sort()
    .filter((name) => asked[name] !== undefined && asked[name] !== null);
  return given.map((name) => `${fieldName(name)}:${fieldValue(asked[name])}\n`).join('');
}

function fieldName(name: string): string {
  if (name === 'name') return 'X-Repolib-Name';
  if (name === 'uris') return 'URIs';
  return name.replaceAll('_', '-').replace(/(?<![a-z])[a-z]/g, (letter) => letter.toUpperCase());
}

/** The value with what stands between it and the colon: a text of several lines begins below its name. */
function fieldValue(value: unknown): string {
  const text =
    typeof value === 'boolean'
      ? value
        ? 'yes'
        : 'no'
      : Array.isArray(value)
        ? value.join(' ')
        : String(value);
  if (!text.includes('\n')) return ` ${text}`;
  const lines = text.trim().split(/\r?\n/);
  return `\n${lines.map((line) => `    ${line.trim() || '.'}`).join('\n')}`;
}
