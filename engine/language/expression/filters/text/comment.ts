import { templateError } from '../../errors.ts';
import { toIndex, requireText, type FilterEntry } from '../define.ts';
import { requireDefined } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import type { Value } from '../../value.ts';

interface Style {
  readonly decoration: string;
  readonly beginning?: string;
  readonly end?: string;
}

const styles: Readonly<Record<string, Style>> = {
  plain: { decoration: '# ' },
  erlang: { decoration: '% ' },
  c: { decoration: '// ' },
  cblock: { beginning: '/*', decoration: ' * ', end: ' */' },
  xml: { beginning: '<!--', decoration: ' - ', end: '-->' },
};

/** `comment`: a text as a comment in one of five styles, each part of which can be set. */
export const commentFilter: FilterEntry = [
  'comment',
  (value, positional, named) => {
    const style = str(positional[0] ?? named.get('style') ?? 'plain');
    const known = Object.hasOwn(styles, style) ? styles[style] : undefined;
    if (known === undefined)
      throw templateError(repr(style), `The styles are: ${Object.keys(styles).join(', ')}.`);
    return asComment(requireText(value, 'replace'), known, named);
  },
];

function asComment(text: string, style: Style, named: ReadonlyMap<string, Value>): string {
  const part = (name: string, fallback: string): string => str(requireDefined(named.get(name) ?? fallback));
  const decoration = part('decoration', style.decoration);
  const newline = part('newline', '\n');
  const beginning = part('beginning', style.beginning ?? '');
  const prefix = part('prefix', decoration.trimEnd());
  const postfix = part('postfix', decoration.trimEnd());
  const end = part('end', style.end ?? '');
  const lines = (decoration + text.replaceAll(newline, newline + decoration)).replaceAll(
    decoration + newline,
    decoration.trimEnd() + newline,
  );
  return [
    beginning === '' ? '' : beginning + newline,
    prefix === '' ? '' : repeat(prefix === newline ? newline : prefix + newline, named.get('prefix_count')),
    lines,
    repeat(newline + postfix, named.get('postfix_count')),
    end === '' ? '' : newline + end,
  ].join('');
}

function repeat(text: string, count: Value | undefined): string {
  return text.repeat(Math.max(0, toIndex(count ?? 1)));
}
