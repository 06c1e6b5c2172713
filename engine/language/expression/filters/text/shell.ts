import { str } from '../../python-text.ts';
import { filter, type FilterEntry } from '../define.ts';

/** `quote`: a text as one word of a POSIX shell. */
export const quoteFilter: FilterEntry = filter('quote', '', (value) =>
  quoteWord(value === null ? '' : str(value)),
);

export function quoteWord(text: string): string {
  if (text === '') return "''";
  return /[^\w@%+=:,./-]/.test(text) ? `'${text.replaceAll("'", `'"'"'`)}'` : text;
}
