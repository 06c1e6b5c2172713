import { templateError } from '../../errors.ts';
import { requireDefined, typeName } from '../../operations.ts';
import { Bytes, makeTuple, type Value } from '../../value.ts';
import { filter, type FilterEntry } from '../define.ts';
import { resolveLinks, typeBehindLinks } from './files.ts';
import { expandGlob } from './glob.ts';
import {
  baseName,
  expandUser,
  expandVariables,
  folderName,
  joinPaths,
  normalizePath,
  relativePath,
  splitExtension,
} from './posix-path.ts';
import { splitDrive, windowsBaseName, windowsFolderName } from './windows-path.ts';

export const pathFilters: readonly FilterEntry[] = [
  filter('basename', '', (value) => baseName(pathOf(value))),
  filter('dirname', '', (value) => folderName(pathOf(value))),
  filter('splitext', '', (value) => makeTuple(splitExtension(pathOf(value)))),
  filter('normpath', '', (value) => normalizePath(pathOf(value))),
  filter('expanduser', '', (value, { environment }) => expandUser(pathOf(value), environment.ports)),
  filter('expandvars', '', (value, { environment }) => expandVariables(pathOf(value), environment.ports)),
  filter('realpath', '', (value, { environment }) => resolveLinks(pathOf(value), environment.ports)),
  filter('relpath', '[start]', (value, args) => {
    const path = pathOf(value);
    if (path === '') throw templateError('no path specified');
    return relativePath(path, pathOf(args.get('start') ?? '.'), args.environment.ports);
  }),
  filter('path_join', '', (value) => {
    if (typeof value === 'string') return value;
    if (!Array.isArray(value))
      throw templateError(`|path_join expects string or sequence, got <class '${typeName(value)}'> instead.`);
    if (value.length === 0) throw templateError("join() missing 1 required positional argument: 'a'");
    return joinPaths(value.map(pathOf));
  }),
  filter('commonpath', '', (value) => {
    if (!Array.isArray(value))
      throw templateError(`|commonpath expects sequence, got <class '${typeName(value)}'> instead.`);
    return commonPath(value.map(pathOf));
  }),
  filter('win_basename', '', (value) => windowsBaseName(pathOf(value))),
  filter('win_dirname', '', (value) => windowsFolderName(pathOf(value))),
  filter('win_splitdrive', '', (value) => makeTuple(splitDrive(pathOf(value)))),
  filter('fileglob', '', (value, { environment: { ports } }) =>
    expandGlob(pathOf(value), ports).filter((path) => typeBehindLinks(path, ports) === 'file'),
  ),
];

function pathOf(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Bytes) return Buffer.from(value.data).toString('utf8');
  throw templateError(`expected str, bytes or os.PathLike object, not ${typeName(requireDefined(value))}`);
}

function commonPath(paths: readonly string[]): string {
  if (paths.length === 0) throw templateError('commonpath() arg is an empty sequence');
  const areAbsolute = paths.filter((path) => path.startsWith('/')).length;
  if (areAbsolute !== 0 && areAbsolute !== paths.length)
    throw templateError("Can't mix absolute and relative paths");
  const split = paths.map((path) => path.split('/').filter((part) => part !== '' && part !== '.'));
  const [first = []] = split;
  const count = first.findIndex((part, index) => split.some((parts) => parts[index] !== part));
  const shared = count === -1 ? first : first.slice(0, count);
  return (areAbsolute > 0 ? '/' : '') + shared.join('/');
}
