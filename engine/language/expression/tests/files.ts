import { templateError } from '../errors.ts';
import type { Ports } from '../environment.ts';
import { typeName } from '../operations.ts';
import { Bytes, type Value } from '../value.ts';
import { alias, filter, type FilterEntry } from '../filters/define.ts';
import { absolutePath, resolveLinks, typeBehindLinks } from '../filters/paths/files.ts';
import { folderName, normalizePath } from '../filters/paths/posix-path.ts';

const pathTest = (
  name: string,
  test: (path: string, ports: Ports) => boolean,
  ...others: readonly string[]
): FilterEntry[] =>
  alias(
    // Python takes an int for the number of an open file, which no template means.
    filter(name, '', (value, { environment }) =>
      typeof value === 'number' || typeof value === 'boolean'
        ? false
        : test(pathOf(value), environment.ports),
    ),
    ...others,
  );

/** Tests on the files of the machine that drover runs on. */
export const fileTests: readonly FilterEntry[] = [
  ...pathTest('exists', (path, ports) => typeBehindLinks(path, ports) !== undefined),
  ...pathTest(
    'link_exists',
    (path, ports) => path !== '' && ports.fileType(absolutePath(path, ports)) !== undefined,
  ),
  ...pathTest('file', (path, ports) => typeBehindLinks(path, ports) === 'file', 'is_file'),
  ...pathTest('directory', (path, ports) => typeBehindLinks(path, ports) === 'directory', 'is_dir'),
  ...pathTest('link', (path, ports) => ports.fileType(absolutePath(path, ports)) === 'link', 'is_link'),
  ...pathTest('abs', (path) => path.startsWith('/'), 'is_abs'),
  ...pathTest('mount', isMount, 'is_mount'),
  ...alias(
    filter('same_file', 'f2', (value, args) => {
      const { ports } = args.environment;
      const [first, second] = [value, args.value('f2')].map((each) => existing(pathOf(each), ports));
      return first === second;
    }),
    'is_same_file',
  ),
];

function pathOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  throw templateError(`expected str, bytes or os.PathLike object, not ${typeName(value)}`);
}

function existing(path: string, ports: Ports): string {
  if (typeBehindLinks(path, ports) === undefined)
    throw templateError(`[Errno 2] No such file or directory: '${path}'`);
  return resolveLinks(path, ports);
}

/** By the table of mounts, where there is one; the root always is. */
function isMount(path: string, ports: Ports): boolean {
  const type = ports.fileType(absolutePath(path, ports));
  if (type === undefined || type === 'link') return false;
  const real = normalizePath(resolveLinks(path, ports));
  if (folderName(real) === real) return true;
  const table = ports.readFile('/proc/self/mounts');
  const lines = table === undefined ? [] : Buffer.from(table).toString('utf8').split('\n');
  return lines.some((line) => decodeMount(line.split(' ')[1] ?? '') === real);
}

/** Blanks and backslashes stand in octal. */
function decodeMount(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_whole, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
