import { templateError } from '../errors.ts';
import { numeric } from '../operations.ts';
import { formatPercent } from '../percent-format.ts';
import { parseIntegerText } from '../filters/numbers/parse-number.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { parseTermOptions } from './options-text.ts';

interface Sequence {
  readonly start: number;
  readonly end: number | undefined;
  readonly count: number | undefined;
  readonly stride: number;
  readonly format: string;
}

const number = '(0?x?[0-9a-f]+)';
const shortForm = new RegExp(`^(?:${number}-)?${number}(?:/${number})?(?::(.+))?$`, 'i');

/** `sequence`: texts of numbers, from `start=1 end=9 stride=2 format=h%02d`, or in short `1-9/2:h%02d`. */
export const sequenceLookup: LookupEntry = lookup('sequence', 'start end count stride format', (terms) =>
  terms.flatMap((term) => generate(parse(requireTerm(term, 'sequence')))),
);

function parse(term: string): Sequence {
  const short = shortForm.exec(term);
  if (short !== null) {
    const [, start, end, stride, format = '%d'] = short;
    return {
      start: start === undefined ? 1 : integer('start', start),
      end: end === undefined ? undefined : integer('end', end),
      count: undefined,
      stride: stride === undefined ? 1 : integer('stride', stride),
      format,
    };
  }
  const { options } = parseTermOptions(term);
  const read = (name: string): number | undefined => {
    const text = options.get(name);
    return text === undefined ? undefined : integer(name, text);
  };
  const unknown = [...options.keys()].filter(
    (key) => !['start', 'end', 'count', 'stride', 'format'].includes(key),
  );
  if (unknown.length > 0)
    throw templateError(
      `unrecognized arguments to with_sequence: ${unknown.join(', ')}`,
      'The arguments are: start, end, count, stride, format.',
    );
  return {
    start: read('start') ?? 1,
    end: read('end'),
    count: read('count'),
    stride: read('stride') ?? 1,
    format: options.get('format') ?? '%d',
  };
}

function integer(name: string, text: string): number {
  const value = parseIntegerText(text, 0);
  if (value === undefined) throw templateError(`can't parse ${name}=${text} as integer`);
  return Number(numeric(value));
}

function generate(sequence: Sequence): string[] {
  const { start, stride, format } = sequence;
  const end = endOf(sequence);
  if (end === undefined) return [];
  if (stride > 0 && end < start) throw templateError('to count backwards make stride negative');
  if (stride < 0 && end > start) throw templateError("to count forward don't make stride negative");
  if (format.split('%').length !== 2)
    throw templateError(`bad formatting string: ${format}`, 'Give one place for the number, such as %02d.');
  if (stride === 0) return [];
  const count = Math.floor((end - start) / stride) + 1;
  return Array.from({ length: count }, (_, index) => formatPercent(format, start + index * stride));
}

/** undefined for a count of none. */
function endOf({ start, end, count, stride }: Sequence): number | undefined {
  if (count === undefined && end === undefined)
    throw templateError('must specify count or end in with_sequence');
  if (count !== undefined && end !== undefined)
    throw templateError("can't specify both count and end in with_sequence");
  if (count === undefined) return end;
  return count === 0 ? undefined : start + (count - 1) * stride;
}
