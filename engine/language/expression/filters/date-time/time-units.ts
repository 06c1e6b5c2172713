import { templateError } from '../../errors.ts';
import { makeFloat, numeric, requireDefined } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import type { FilterEntry } from '../define.ts';
import { roundFloat } from '../numbers/round.ts';

const milliseconds: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
  mo: 30 * 86_400_000,
  y: 365 * 86_400_000,
};

const shortForms: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  msecond: 'ms',
  sec: 's',
  second: 's',
  hour: 'h',
  min: 'm',
  minute: 'm',
  day: 'd',
  week: 'w',
  month: 'mo',
  year: 'y',
};

const conversion = (name: string, unit: string): FilterEntry => [
  name,
  (value, _positional, named) => convert(value, unit, named),
];

/** Filters that count units in texts such as `1h 30min`. */
export const timeUnitFilters: readonly FilterEntry[] = [
  [
    'to_time_unit',
    (value, [first], named) => {
      const unit = str(first ?? named.get('unit') ?? 'ms');
      return convert(value, unit, new Map([...named].filter(([key]) => key !== 'unit')));
    },
  ],
  conversion('to_milliseconds', 'ms'),
  conversion('to_seconds', 's'),
  conversion('to_minutes', 'm'),
  conversion('to_hours', 'h'),
  conversion('to_days', 'd'),
  conversion('to_weeks', 'w'),
  conversion('to_months', 'mo'),
  conversion('to_years', 'y'),
];

function shortForm(unit: string): string {
  const singular = unit.replace(/s+$/, '');
  return Object.hasOwn(shortForms, singular) ? (shortForms[singular] ?? unit) : unit;
}

/** `year` and `month` among the named arguments say how many days these have. */
function convert(value: Value, unit: string, named: ReadonlyMap<string, Value>): Value {
  const text = str(requireDefined(value));
  if (text === '0') return 0;
  const unknown = [...named.keys()].filter((key) => key !== 'year' && key !== 'month');
  if (unknown.length > 0)
    throw templateError(`to_time_unit() got unknown keyword arguments: ${unknown.join(', ')}`);
  const days = (name: string): number | undefined => {
    const given = named.get(name);
    return given === undefined ? undefined : Number(numeric(given)) * 86_400_000;
  };
  const sizes: Readonly<Record<string, number | undefined>> = {
    ...milliseconds,
    mo: days('month') ?? milliseconds['mo'],
    y: days('year') ?? milliseconds['y'],
  };
  const target = sizes[shortForm(unit)];
  if (target === undefined) {
    throw templateError(
      `to_time_unit() can not convert to the following unit: ${unit}. ` +
        `Available units (singular or plural): ${Object.keys(shortForms).join(', ')}. ` +
        `Available short units: ${Object.keys(milliseconds).join(', ')}`,
    );
  }
  const total = text
    .split(/\s+/u)
    .filter((word) => word !== '')
    .reduce((sum, word) => sum + amountOf(word, sizes, text), 0);
  return makeFloat(roundFloat(total / target, 12));
}

function amountOf(word: string, sizes: Readonly<Record<string, number | undefined>>, whole: string): number {
  const [, count, unit] = /^(-?\d+)([\p{L}\p{N}_]+)/u.exec(word) ?? [];
  const size = unit === undefined ? undefined : sizes[shortForm(unit)];
  if (count === undefined || size === undefined)
    throw templateError(
      `to_time_unit() can not interpret following string: ${whole}`,
      'Write numbers with units, such as 1h 30min.',
    );
  return Number(count) * size;
}
