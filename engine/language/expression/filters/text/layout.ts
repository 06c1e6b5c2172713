import { templateError } from '../../errors.ts';
import { length, numeric, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, requireText, type FilterArguments, type FilterEntry } from '../define.ts';
import { callMethod, linesOf } from './call-method.ts';
import { wrapLine } from './wrap.ts';

/** Filters that lay texts out. */
export const layoutFilters: readonly FilterEntry[] = [
  filter('center', '[width]', (value, args) => callMethod(str(value), 'center', args.integer('width', 80))),
  filter('indent', '[width] [first] [blank]', indent),
  filter('truncate', '[length] [killwords] [end] [leeway]', truncate),
  filter('wordwrap', '[width] [break_long_words] [wrapstring] [break_on_hyphens]', wordwrap),
  filter('wordcount', '', (value) => [...str(value).matchAll(/[\p{L}\p{N}_]+/gu)].length),
];

function indent(value: Value, args: FilterArguments): string {
  if (typeof value !== 'string')
    throw templateError(`unsupported operand type(s) for +=: '${typeName(value)}' and 'str'`);
  const width = args.has('width') ? args.value('width') : 4;
  const space = typeof width === 'string' ? width : ' '.repeat(Math.max(0, Number(numeric(width) ?? 0)));
  // Python adds a line break first, so that a text that ends with one keeps its last, empty line.
  const [first = '', ...rest] = linesOf(`${value}\n`);
  const isBlankToo = args.flag('blank');
  const lines = rest.map((line) => (line === '' && !isBlankToo ? line : space + line));
  return (args.flag('first') ? space : '') + [first, ...lines].join('\n');
}

const defaultLeeway = 5;

function truncate(value: Value, args: FilterArguments): Value {
  const limit = args.integer('length', 255);
  const end = args.text('end', '...');
  const leeway = args.optionalInteger('leeway') ?? defaultLeeway;
  if (limit < length(end)) throw templateError(`expected length >= ${length(end)}, got ${limit}`);
  if (leeway < 0) throw templateError(`expected leeway >= 0, got ${leeway}`);
  if (length(value) <= limit + leeway) return value;
  const text = requireText(value, 'rsplit');
  const cut = [...text].slice(0, limit - length(end)).join('');
  if (args.flag('killwords')) return cut + end;
  const at = cut.lastIndexOf(' ');
  return (at === -1 ? cut : cut.slice(0, at)) + end;
}

function wordwrap(value: Value, args: FilterArguments): string {
  const separator = args.get('wrapstring');
  const joint = separator === undefined ? '\n' : str(separator);
  const options = {
    width: args.integer('width', 79),
    breakLongWords: args.flag('break_long_words', true),
    breakOnHyphens: args.flag('break_on_hyphens', true),
  };
  return linesOf(requireText(value, 'splitlines'))
    .map((line) => wrapLine(line, options).join(joint))
    .join(joint);
}
