import { templateError } from '../../errors.ts';
import { dayMs, daysInMonth, isoYearStart, wallTime, weekday } from './calendar.ts';
import type { Moment } from './time-value.ts';

/** Python's `datetime.strptime` in the C locale. */

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const months = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];
const shortNames = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => `(${names.join('|')})`;

/** What each directive matches; one capture group each. */
const directives: Readonly<Record<string, string>> = {
  a: oneOf(shortNames(days)),
  A: oneOf(days),
  b: oneOf(shortNames(months)),
  B: oneOf(months.toSorted((a, b) => b.length - a.length)),
  d: '(3[01]|[12]\\d|0[1-9]|[1-9]| [1-9])',
  f: '(\\d{1,6})',
  G: '(\\d{4})',
  H: '(2[0-3]|[01]\\d|\\d)',
  I: '(1[0-2]|0[1-9]|[1-9])',
  j: '(36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9])',
  m: '(1[0-2]|0[1-9]|[1-9])',
  M: '([0-5]\\d|\\d)',
  p: '(am|pm)',
  S: '(6[01]|[0-5]\\d|\\d)',
  u: '([1-7])',
  U: '(5[0-3]|[0-4]\\d|\\d)',
  V: '(5[0-3]|0[1-9]|[1-4]\\d|\\d)',
  w: '([0-6])',
  W: '(5[0-3]|[0-4]\\d|\\d)',
  y: '(\\d\\d)',
  Y: '(\\d{4})',
  z: '([+-]\\d\\d:?[0-5]\\d(?::?[0-5]\\d(?:\\.\\d{1,6})?)?|z)',
  Z: '(utc|gmt)',
};
const composed: Readonly<Record<string, string>> = {
  c: '%a %b %d %H:%M:%S %Y',
  D: '%m/%d/%y',
  T: '%H:%M:%S',
  R: '%H:%M',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

type Found = ReadonlyMap<string, string>;

/** Reads a time; throws Python's ValueError where text and format do not fit. */
export function parseTime(text: string, format: string): Moment {
  const letters: string[] = [];
  const source = format
    .replace(/%([cxX])/g, (whole, letter: string) => composed[letter] ?? whole)
    .replace(/%([^])|(\s+)|([^%\s]+)|%$/gu, (_whole, letter?: string, blank?: string, plain?: string) => {
      if (blank !== undefined) return '\\s+';
      if (plain !== undefined) return plain.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
      if (letter === '%') return '%';
      const directive = letter === undefined ? undefined : directives[letter];
      if (letter === undefined) throw templateError(`stray % in format '${format}'`);
      if (directive === undefined)
        throw templateError(`'${letter}' is a bad directive in format '${format}'`);
      if (letters.includes(letter)) throw templateError(`redefinition of group name '${letter}'`);
      letters.push(letter);
      return directive;
    });
  const match = new RegExp(`^${source}`, 'i').exec(text);
  if (match === null) throw templateError(`time data '${text}' does not match format '${format}'`);
  if (match[0].length !== text.length)
    throw templateError(`unconverted data remains: ${text.slice(match[0].length)}`);
  const found = new Map(letters.map((letter, index) => [letter, (match[index + 1] ?? '').toLowerCase()]));
  return { wallMs: dayOf(found) + clockOf(found), microsecond: microsecondOf(found), zone: zoneOf(found) };
}

function number(found: Found, letter: string): number | undefined {
  const text = found.get(letter);
  return text === undefined ? undefined : Number(text);
}

function clockOf(found: Found): number {
  const half = number(found, 'I');
  const afternoon = found.get('p') === 'pm' ? 12 : 0;
  const hour = half === undefined ? (number(found, 'H') ?? 0) : (half % 12) + afternoon;
  const second = number(found, 'S') ?? 0;
  if (second > 59) throw templateError('second must be in 0..59');
  return ((hour * 60 + (number(found, 'M') ?? 0)) * 60 + second) * 1000;
}

function microsecondOf(found: Found): number {
  return Number((found.get('f') ?? '').padEnd(6, '0'));
}

function zoneOf(found: Found): Moment['zone'] {
  const text = found.get('z');
  if (text === undefined) return undefined;
  if (text === 'z') return { offset: 0, name: 'UTC' };
  const [, sign, hours, minutes] = /^([+-])(\d\d):?(\d\d)/.exec(text) ?? [];
  const size = Number(hours) * 60 + Number(minutes);
  const offset = sign === '-' ? -size : size;
  return { offset, name: size === 0 ? 'UTC' : `UTC${sign ?? '+'}${hours ?? ''}:${minutes ?? ''}` };
}

function yearOf(found: Found): number {
  const short = number(found, 'y');
  if (short !== undefined) return short + (short <= 68 ? 2000 : 1900);
  return number(found, 'Y') ?? 1900;
}

function monthOf(found: Found): number | undefined {
  const name = found.get('b') ?? found.get('B')?.slice(0, 3);
  return name === undefined ? number(found, 'm') : shortNames(months).indexOf(name) + 1;
}

/** Monday is 0. */
function weekdayOf(found: Found): number | undefined {
  const name = found.get('a') ?? found.get('A')?.slice(0, 3);
  if (name !== undefined) return shortNames(days).indexOf(name);
  const iso = number(found, 'u');
  if (iso !== undefined) return iso - 1;
  const fromSunday = number(found, 'w');
  return fromSunday === undefined ? undefined : (fromSunday + 6) % 7;
}

function dayOf(found: Found): number {
  const isoYear = number(found, 'G');
  const isoWeek = number(found, 'V');
  const dayInWeek = weekdayOf(found);
  if (isoYear !== undefined && isoWeek !== undefined && dayInWeek !== undefined)
    return isoYearStart(isoYear) + ((isoWeek - 1) * 7 + dayInWeek) * dayMs;
  if (isoYear !== undefined || isoWeek !== undefined)
    throw templateError(
      "ISO year directive '%G' must be used with the ISO week directive '%V' and a weekday directive",
    );
  const year = yearOf(found);
  if (year < 1) throw templateError(`year ${year} is out of range`);
  const month = monthOf(found);
  const day = number(found, 'd');
  const dayInYear =
    number(found, 'j') ??
    (month === undefined && day === undefined ? byWeek(found, year, dayInWeek) : undefined);
  if (dayInYear !== undefined && month === undefined) return wallTime(year, 1, dayInYear);
  return checkedDay(year, month ?? 1, day ?? 1);
}

function checkedDay(year: number, month: number, day: number): number {
  if (day > daysInMonth(year, month)) throw templateError('day is out of range for month');
  return wallTime(year, month, day);
}

/** The day of the year that a week and a day in it name; weeks begin on Sunday (`%U`) or on Monday (`%W`). */
function byWeek(found: Found, year: number, dayInWeek: number | undefined): number | undefined {
  const startsOnSunday = found.has('U');
  const week = number(found, startsOnSunday ? 'U' : 'W');
  if (week === undefined || dayInWeek === undefined) return undefined;
  const turn = startsOnSunday ? 1 : 0;
  const firstWeekday = (weekday(wallTime(year, 1, 1)) + turn) % 7;
  const inWeek = (dayInWeek + turn) % 7;
  const weekZero = (7 - firstWeekday) % 7;
  return week === 0 ? 1 + inWeek - firstWeekday : 1 + weekZero + 7 * (week - 1) + inWeek;
}
