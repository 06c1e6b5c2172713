import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { str } from '../python-text.ts';
import { isTruthy } from '../operations.ts';
import type { Value } from '../value.ts';
import type { FilterArguments } from '../filters/define.ts';
import { callMethod } from '../filters/text/call-method.ts';
import { typeBehindLinks } from '../filters/paths/files.ts';
import { expandGlob } from '../filters/paths/glob.ts';
import { baseName, folderName, joinPaths } from '../filters/paths/posix-path.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { findFile, readText, searchedIn } from './find-file.ts';

/** Lookups that read files of the machine that drover runs on. */
export const fileLookups: readonly LookupEntry[] = [
  lookup('file', 'rstrip lstrip', (terms, options) =>
    terms.map((term) => {
      const text = contentOf(
        requireTerm(term, 'file'),
        'could not locate file in lookup: ',
        options.environment,
      );
      return stripped(text, options);
    }),
  ),
  lookup('unvault', '', (terms, { environment }) =>
    terms.map((term) =>
      contentOf(requireTerm(term, 'unvault'), 'Unable to find file matching ', environment),
    ),
  ),
  lookup('fileglob', '', (terms, { environment }) =>
    terms.flatMap((term) => globFiles(requireTerm(term, 'fileglob'), environment)),
  ),
];

function contentOf(name: string, missing: string, environment: TemplateEnvironment): string {
  const path = findFile(name, 'files', environment);
  if (path === undefined) throw templateError(missing + name, searchedIn(name, 'files', environment));
  return readText(path, environment);
}

function stripped(text: string, options: FilterArguments): Value {
  const left = isTruthy(options.value('lstrip')) ? str(callMethod(text, 'lstrip')) : text;
  return options.flag('rstrip', true) ? callMethod(left, 'rstrip') : left;
}

/** The files of the first folder in which any match. */
function globFiles(pattern: string, environment: TemplateEnvironment): string[] {
  const { ports } = environment;
  const name = baseName(pattern);
  const folders =
    name === pattern
      ? environment.searchPath('files')
      : [findFile(folderName(pattern), 'files', environment)].filter((folder) => folder !== undefined);
  for (const folder of folders) {
    const found = expandGlob(joinPaths([folder, name]), ports).filter(
      (path) => typeBehindLinks(path, ports) === 'file',
    );
    if (found.length > 0) return found;
  }
  return [];
}
