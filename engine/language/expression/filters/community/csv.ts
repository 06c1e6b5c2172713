import { templateError } from '../../errors.ts';
import { isTruthy } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Dict, Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { itemsOf } from '../lists/items.ts';

export interface CsvDialect {
  readonly delimiter: string;
  readonly skipsInitialSpace: boolean;
  readonly isStrict: boolean;
}

/** The rows of a text of comma-separated values, as Python's `csv` reads them. Empty lines are passed over. */
export function parseCsv(text: string, dialect: CsvDialect): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let [isQuoted, wasQuoted] = [false, false];
  const endCell = (): void => {
    row.push(cell);
    [cell, wasQuoted] = ['', false];
  };
  const endRow = (): void => {
    if (row.length > 0 || cell !== '' || wasQuoted) {
      endCell();
      rows.push(row);
    }
    row = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (isQuoted) {
      if (character !== '"') cell += character;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && cell === '' && !wasQuoted) [isQuoted, wasQuoted] = [true, true];
    else if (character === dialect.delimiter) endCell();
    else if (character === '\n' || character === '\r') endRow();
    else if (dialect.isStrict && wasQuoted)
      throw templateError(`Unable to process file: '${dialect.delimiter}' expected after '"'`);
    else if (!(dialect.skipsInitialSpace && character === ' ' && cell === '' && !wasQuoted))
      cell += character;
  }
  if (isQuoted && dialect.isStrict) throw templateError('Unable to process file: unexpected end of data');
  endRow();
  return rows;
}

const delimiters: Readonly<Record<string, string>> = { excel: ',', 'excel-tab': '\t', unix: ',' };

/** `from_csv`: rows as dictionaries by the names of the columns. */
export const fromCsvFilter: FilterEntry = filter(
  'from_csv',
  '[dialect] [fieldnames] [delimiter] [skipinitialspace] [strict]',
  (value, args) => {
    const rows = parseCsv(str(value), dialectOf(args));
    const given = args.get('fieldnames');
    const [names = [], ...rest] = given === undefined ? rows : [itemsOf(given).map(str), ...rows];
    return rest.map((row) => toDict(names, row));
  },
);

function dialectOf(args: FilterArguments): CsvDialect {
  const name = args.text('dialect', 'excel');
  const usual = Object.hasOwn(delimiters, name) ? delimiters[name] : undefined;
  if (usual === undefined)
    throw templateError(
      `Dialect '${name}' is not supported by your version of python.`,
      `The dialects are: ${Object.keys(delimiters).join(', ')}.`,
    );
  const delimiter = args.get('delimiter');
  return {
    delimiter: delimiter === undefined ? usual : str(delimiter),
    skipsInitialSpace: isTruthy(args.value('skipinitialspace')),
    isStrict: isTruthy(args.value('strict')),
  };
}

/** Cells that are missing are None; those beyond the names stand in a list under None. */
function toDict(names: readonly string[], row: readonly string[]): Dict {
  const made: Dict = new Map(names.map((name, index): [Value, Value] => [name, row[index] ?? null]));
  if (row.length > names.length) made.set(null, row.slice(names.length));
  return made;
}
