import { templateError } from '../../errors.ts';
import { numeric, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import type { Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { parseFloatText } from '../numbers/parse-number.ts';
import { parseTime } from './parse-time.ts';
import { dateTime, formatMoment } from './time-value.ts';

export const timeFilters: readonly FilterEntry[] = [
  filter('to_datetime', '[format]', (value, args) => {
    if (typeof value !== 'string')
      throw templateError(`strptime() argument 1 must be str, not ${typeName(value)}`);
    const moment = parseTime(value, args.text('format', '%Y-%m-%d %H:%M:%S'));
    return dateTime(moment, (at) => args.environment.ports.timezoneOffset(at));
  }),
  filter('strftime', '[second] [utc]', strftime),
];

/** The value is the format; `second` counts from the epoch, now where it is not given. */
function strftime(value: Value, args: FilterArguments): string {
  const { ports } = args.environment;
  const second = args.get('second');
  const at = second === undefined ? ports.now() : Math.floor(secondsOf(second)) * 1000;
  if (Number.isNaN(new Date(at).getTime())) throw templateError('timestamp out of range for platform time_t');
  const zone = args.flag('utc')
    ? { offset: 0, name: 'GMT' }
    : { offset: ports.timezoneOffset(at), name: ports.timezoneName(at) };
  const moment = { wallMs: Math.floor(at / 1000) * 1000 + zone.offset * 60_000, microsecond: 0, zone };
  if (typeof value !== 'string')
    throw templateError(`strftime() argument 1 must be str, not ${typeName(value)}`);
  // A plain strftime knows no %f.
  return formatMoment(
    moment,
    value.replace(/%(%|f)/g, (whole, letter) => (letter === 'f' ? '%%f' : whole)),
    (each) => ports.timezoneOffset(each),
  );
}

function secondsOf(value: Value): number {
  const number = typeof value === 'string' ? parseFloatText(value) : numeric(value);
  if (number === undefined) throw templateError(`Invalid value for epoch value (${str(value)})`);
  return Number(number);
}
