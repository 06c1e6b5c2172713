import { templateError } from '../../errors.ts';
import type { Ports } from '../../environment.ts';
import { makeFloat } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { formatTime } from '../../time-text.ts';
import { Callable, makeTuple, ObjectValue, type CallArguments, type Value } from '../../value.ts';
import { isoWeek, pad, wallTime, weekday } from './calendar.ts';
import { microsOf, timeDelta } from './time-delta.ts';

/** A date and time on the clock of some place. */
export interface Moment {
  /** Milliseconds from the epoch, in whole seconds, as if the clock showed UTC. */
  readonly wallMs: number;
  readonly microsecond: number;
  /** Minutes east of UTC, and the name of the zone; undefined where Python calls the time naive. */
  readonly zone: { readonly offset: number; readonly name: string } | undefined;
}

type LocalOffset = Ports['timezoneOffset'];

const moments = new WeakMap<ObjectValue, Moment>();

/** Whether an object is a time made by `dateTime` or a date of one. */
export function isTime(value: ObjectValue): boolean {
  return moments.has(value);
}

/** Python's `isoformat()`. */
export function isoText(value: ObjectValue): string {
  const moment = moments.get(value);
  if (moment === undefined) return str(value);
  return value.typeName === 'date' ? dateText(moment) : momentText(moment, 'T');
}

/** Python's datetime. `localOffset` tells the clock here, which Python takes for that of a naive time. */
export function dateTime(moment: Moment, localOffset: LocalOffset): ObjectValue {
  const value: ObjectValue = new ObjectValue('datetime', (name) => attribute(moment, name, localOffset), {
    text: { str: () => momentText(moment, ' '), repr: () => momentRepr(moment) },
    compare: (other) => compareMoments(moment, other),
    operate: (operator, other) => operate(operator, moment, other, localOffset),
  });
  moments.set(value, moment);
  return value;
}

function date(moment: Moment): ObjectValue {
  const day = { wallMs: startOfDay(moment), microsecond: 0, zone: undefined };
  const names = ['year', 'month', 'day', 'strftime', 'isoformat', 'weekday', 'isoweekday', 'isocalendar'];
  const value: ObjectValue = new ObjectValue(
    'date',
    (name) => {
      if (!names.includes(name)) return undefined;
      return name === 'isoformat' ? new Callable(name, () => dateText(day)) : attribute(day, name, () => 0);
    },
    {
      text: { str: () => dateText(day), repr: () => `datetime.date(${dateParts(day).join(', ')})` },
      compare: (other) => (isDate(other) ? compareMoments(day, other) : undefined),
      operate: (operator, other) => {
        if (operator === '-' && isDate(other))
          return timeDelta(microsBetween(day, moments.get(other) ?? day));
        const moved = isDate(other) ? undefined : operate(operator, day, other, () => 0);
        return moved instanceof ObjectValue ? date(moments.get(moved) ?? day) : undefined;
      },
    },
  );
  moments.set(value, day);
  return value;
}

function isDate(value: Value): value is ObjectValue {
  return value instanceof ObjectValue && value.typeName === 'date';
}

function startOfDay({ wallMs }: Moment): number {
  const at = new Date(wallMs);
  return wallTime(at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate());
}

const fields: Readonly<Record<string, (at: Date, moment: Moment) => Value>> = {
  year: (at) => at.getUTCFullYear(),
  month: (at) => at.getUTCMonth() + 1,
  day: (at) => at.getUTCDate(),
  hour: (at) => at.getUTCHours(),
  minute: (at) => at.getUTCMinutes(),
  second: (at) => at.getUTCSeconds(),
  microsecond: (_at, moment) => moment.microsecond,
  tzinfo: (_at, moment) => moment.zone?.name ?? null,
};

function attribute(moment: Moment, name: string, localOffset: LocalOffset): Value | undefined {
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (field !== undefined) return field(new Date(moment.wallMs), moment);
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  return method === undefined ? undefined : new Callable(name, (args) => method(moment, args, localOffset));
}

type TimeMethod = (moment: Moment, args: CallArguments, localOffset: LocalOffset) => Value;

const methods: Readonly<Record<string, TimeMethod>> = {
  strftime: (moment, args, localOffset) =>
    formatMoment(moment, str(args.positional[0] ?? args.named.get('format') ?? ''), localOffset),
  isoformat: (moment, args) => momentText(moment, str(args.positional[0] ?? args.named.get('sep') ?? 'T')),
  timestamp: (moment, _args, localOffset) =>
    makeFloat(epochMs(moment, localOffset) / 1000 + moment.microsecond / 1e6),
  date: (moment) => date(moment),
  weekday: ({ wallMs }) => weekday(wallMs),
  isoweekday: ({ wallMs }) => weekday(wallMs) + 1,
  isocalendar: ({ wallMs }) => {
    const { year, week } = isoWeek(wallMs);
    return makeTuple([year, week, weekday(wallMs) + 1], ['year', 'week', 'weekday']);
  },
  utcoffset: ({ zone }) => (zone === undefined ? null : timeDelta(BigInt(zone.offset) * 60_000_000n)),
  tzname: ({ zone }) => zone?.name ?? null,
  replace: (moment, args, localOffset) => replace(moment, args, localOffset),
};

function epochMs(moment: Moment, localOffset: LocalOffset): number {
  const offset = moment.zone?.offset ?? localOffset(moment.wallMs - localOffset(moment.wallMs) * 60_000);
  return moment.wallMs - offset * 60_000;
}

/** Python's `strftime`; `%f` has microseconds, `%z` and `%Z` are empty for a naive time. */
export function formatMoment(moment: Moment, format: string, localOffset: LocalOffset): string {
  const { zone } = moment;
  const prepared = format.replace(/%([%fzZ])/g, (whole, letter: string) => {
    if (letter === 'f') return pad(moment.microsecond, 6);
    return letter !== '%' && zone === undefined ? '' : whole;
  });
  const offset = zone?.offset ?? (moment.wallMs - epochMs(moment, localOffset)) / 60_000;
  return formatTime(moment.wallMs - offset * 60_000, prepared, offset, zone?.name ?? '');
}

function dateParts({ wallMs }: Moment): number[] {
  const at = new Date(wallMs);
  return [at.getUTCFullYear(), at.getUTCMonth() + 1, at.getUTCDate()];
}

function clockParts({ wallMs }: Moment): number[] {
  const at = new Date(wallMs);
  return [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()];
}

function dateText(moment: Moment): string {
  const [year = 0, month = 0, day = 0] = dateParts(moment);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;
}

function momentText(moment: Moment, separator: string): string {
  const clock = clockParts(moment).map((part) => pad(part, 2));
  const fraction = moment.microsecond === 0 ? '' : `.${pad(moment.microsecond, 6)}`;
  return dateText(moment) + separator + clock.join(':') + fraction + offsetText(moment.zone?.offset);
}

function offsetText(offset: number | undefined): string {
  if (offset === undefined) return '';
  const minutes = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}:${pad(minutes % 60, 2)}`;
}

function momentRepr(moment: Moment): string {
  const [hour = 0, minute = 0, second = 0] = clockParts(moment);
  const rest = moment.microsecond !== 0 ? [second, moment.microsecond] : second !== 0 ? [second] : [];
  return `datetime.datetime(${[...dateParts(moment), hour, minute, ...rest].join(', ')})`;
}

/** Microseconds as if both clocks showed UTC, or by their zones where both have one. */
function microsBetween(left: Moment, right: Moment): bigint {
  const at = ({ wallMs, microsecond, zone }: Moment): bigint =>
    BigInt(wallMs - (zone?.offset ?? 0) * 60_000) * 1000n + BigInt(microsecond);
  return at(left) - at(right);
}

function compareMoments(left: Moment, other: Value): number | undefined {
  const right = other instanceof ObjectValue ? moments.get(other) : undefined;
  if (right === undefined) return undefined;
  return (left.zone === undefined) === (right.zone === undefined)
    ? Number(microsBetween(left, right))
    : undefined;
}

function operate(operator: string, left: Moment, other: Value, localOffset: LocalOffset): Value | undefined {
  if (operator !== '+' && operator !== '-') return undefined;
  const right = other instanceof ObjectValue ? moments.get(other) : undefined;
  if (right !== undefined && operator === '-') {
    if ((left.zone === undefined) !== (right.zone === undefined))
      throw templateError("can't subtract offset-naive and offset-aware datetimes");
    return timeDelta(microsBetween(left, right));
  }
  const delta = microsOf(other);
  if (delta === undefined) return undefined;
  const micros = BigInt(left.wallMs) * 1000n + BigInt(left.microsecond) + (operator === '+' ? delta : -delta);
  return dateTime({ ...momentOf(micros), zone: left.zone }, localOffset);
}

function momentOf(micros: bigint): { readonly wallMs: number; readonly microsecond: number } {
  const rest = Number(((micros % 1_000_000n) + 1_000_000n) % 1_000_000n);
  const wallMs = Number((micros - BigInt(rest)) / 1000n);
  if (Number.isNaN(new Date(wallMs).getTime())) throw templateError('date value out of range');
  return { wallMs, microsecond: rest };
}

function replace(moment: Moment, args: CallArguments, localOffset: LocalOffset): Value {
  const at = new Date(moment.wallMs);
  const part = (name: string, index: number): number => {
    const given = args.named.get(name) ?? args.positional[index];
    return given === undefined ? Number(fields[name]?.(at, moment) ?? 0) : Number(given);
  };
  const wallMs = wallTime(
    part('year', 0),
    part('month', 1),
    part('day', 2),
    part('hour', 3),
    part('minute', 4),
    part('second', 5),
  );
  return dateTime({ wallMs, microsecond: part('microsecond', 6), zone: moment.zone }, localOffset);
}
