import { templateError } from '../errors.ts';
import type { Value } from '../value.ts';
import { parseCsv } from '../filters/community/csv.ts';
import type { FilterArguments } from '../filters/define.ts';
import { parseIntegerText } from '../filters/numbers/parse-number.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { findFile, readText, searchedIn } from './find-file.ts';
import { parseTermOptions } from './options-text.ts';

const names = ['col', 'default', 'delimiter', 'file', 'encoding'];

/** `csvfile`: a column of the row whose first column is the term. */
export const csvfileLookup: LookupEntry = lookup('csvfile', names.join(' '), (terms, options) =>
  terms.flatMap((term) => {
    const { raw, options: own } = parseTermOptions(requireTerm(term, 'csvfile'));
    if (raw === '') throw templateError('Search key is required but was not found');
    const wrong = [...own.keys()].find((name) => !names.includes(name));
    if (wrong !== undefined)
      throw templateError(`${wrong} is not a valid option`, `The options are: ${names.join(', ')}.`);
    const found = cellOf(unquote(raw), own, options);
    return found === null || found === undefined ? [] : Array.isArray(found) ? [...found] : [found];
  }),
);

function unquote(text: string): string {
  return /^(["']).*\1$/s.test(text) && text.length > 1 ? text.slice(1, -1) : text;
}

function cellOf(key: string, own: ReadonlyMap<string, string>, options: FilterArguments): Value | undefined {
  const text = (name: string, fallback: string): string => own.get(name) ?? options.text(name, fallback);
  const { environment } = options;
  const name = text('file', 'ansible.csv');
  const path = findFile(name, 'files', environment);
  if (path === undefined)
    throw templateError(`csvfile: the file ${name} was not found`, searchedIn(name, 'files', environment));
  const delimiter = text('delimiter', 'TAB');
  const rows = parseCsv(readText(path, environment), {
    delimiter: delimiter === 'TAB' || delimiter === '\\t' ? '\t' : delimiter,
    skipsInitialSpace: false,
    isStrict: false,
  });
  const row = rows.find((each) => each[0] === key);
  if (row === undefined) return own.get('default') ?? options.get('default');
  const column = Number(parseIntegerText(text('col', '1')) ?? Number.NaN);
  const cell = row.at(column);
  if (cell === undefined)
    throw templateError('csvfile: list index out of range', `The row has ${row.length} columns, from 0.`);
  return cell;
}
