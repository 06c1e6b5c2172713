import { templateError } from '../errors.ts';
import { dictGet, isTruthy, typeName } from '../operations.ts';
import { str } from '../python-text.ts';
import { Undefined, type Value } from '../value.ts';
import { joinPaths } from '../filters/paths/posix-path.ts';
import { lookup, type LookupEntry } from './define.ts';
import { findFile } from './find-file.ts';

interface Search {
  readonly names: readonly string[];
  readonly skips: boolean;
}

type Option = (name: string) => Value | undefined;

/** `first_found`: the path of the first file that is there. */
export const firstFoundLookup: LookupEntry = lookup('first_found', 'files paths skip', (terms, options) => {
  const { environment } = options;
  const named: Option = (name) => options.raw(name);
  const given = terms.length === 0 ? [...namesOf(undefined, named)] : [];
  const search = searchFor(terms, named);
  for (const name of [...given, ...search.names]) {
    const path = findFile(name, 'files', environment);
    if (path !== undefined) return [path];
  }
  if (search.skips || isTruthy(options.value('skip'))) return [];
  throw templateError(
    'No file was found when using first_found.',
    `Looked for: ${[...given, ...search.names].join(', ')}. With skip=true, finding none is no error.`,
  );
});

function searchFor(terms: readonly Value[], named: Option): Search {
  const names: string[] = [];
  let skips = false;
  for (const term of terms) {
    if (term instanceof Undefined) continue;
    if (Array.isArray(term)) {
      const inner = searchFor([...term], named);
      names.push(...inner.names);
      skips = inner.skips;
      continue;
    }
    if (typeof term !== 'string' && !(term instanceof Map)) {
      throw templateError(
        `Invalid term supplied, can handle string, mapping or list of strings but got: <class '${typeName(term)}'> for ${str(term)}`,
      );
    }
    const option: Option = term instanceof Map ? (name) => dictGet(term, name) : named;
    names.push(...namesOf(typeof term === 'string' ? term : undefined, option));
    skips = isTruthy(option('skip') ?? false);
  }
  return { names, skips };
}

/** Every file in every folder; without folders the files as they are. */
function namesOf(term: string | undefined, option: Option): string[] {
  const listed = splitList(option('files') ?? [], /[,;]/);
  const files = listed.length > 0 ? listed : term === undefined ? [] : [term];
  const paths = splitList(option('paths') ?? [], /[,:;]/);
  if (paths.length === 0) return files;
  return paths.flatMap((path) => files.map((file) => joinPaths([path, file])));
}

function splitList(value: Value, separators: RegExp): string[] {
  if (value instanceof Undefined) return [];
  if (Array.isArray(value)) return [...value].flatMap((item) => splitList(item, separators));
  return typeof value === 'string' ? value.split(separators) : [str(value)];
}
