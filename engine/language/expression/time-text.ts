/** Python's `strftime` in the C locale. Source: strftime(3). */
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const two = (value: number): string => String(value).padStart(2, '0');

/** The time `at` (milliseconds since the epoch), `offset` minutes east of UTC, as `format` says. */
export function formatTime(at: number, format: string, offset: number, zone: string): string {
  const local = new Date(at + offset * 60_000);
  const [year, month, day, weekday] = [
    local.getUTCFullYear(),
    local.getUTCMonth(),
    local.getUTCDate(),
    local.getUTCDay(),
  ];
  const [hour, minute, second] = [local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds()];
  const dayOfYear = Math.floor((Date.UTC(year, month, day) - Date.UTC(year, 0, 1)) / 86_400_000) + 1;
  const iso = isoWeek(year, month, day);
  const parts: Readonly<Record<string, () => string>> = {
    a: () => (days[weekday] ?? '').slice(0, 3),
    A: () => days[weekday] ?? '',
    b: () => (months[month] ?? '').slice(0, 3),
    B: () => months[month] ?? '',
    c: () => formatTime(at, '%a %b %e %H:%M:%S %Y', offset, zone),
    C: () => two(Math.floor(year / 100)),
    d: () => two(day),
    D: () => formatTime(at, '%m/%d/%y', offset, zone),
    e: () => String(day).padStart(2),
    f: () => `${String(local.getUTCMilliseconds()).padStart(3, '0')}000`,
    F: () => `${year}-${two(month + 1)}-${two(day)}`,
    g: () => two(iso.year % 100),
    G: () => String(iso.year),
    h: () => (months[month] ?? '').slice(0, 3),
    H: () => two(hour),
    I: () => two(hour % 12 === 0 ? 12 : hour % 12),
    j: () => String(dayOfYear).padStart(3, '0'),
    k: () => String(hour).padStart(2),
    l: () => String(hour % 12 === 0 ? 12 : hour % 12).padStart(2),
    m: () => two(month + 1),
    M: () => two(minute),
    n: () => '\n',
    p: () => (hour < 12 ? 'AM' : 'PM'),
    P: () => (hour < 12 ? 'am' : 'pm'),
    r: () => formatTime(at, '%I:%M:%S %p', offset, zone),
    R: () => `${two(hour)}:${two(minute)}`,
    s: () => String(Math.floor(at / 1000)),
    S: () => two(second),
    t: () => '\t',
    T: () => `${two(hour)}:${two(minute)}:${two(second)}`,
    u: () => String(weekday === 0 ? 7 : weekday),
    U: () => two(Math.floor((dayOfYear + 6 - weekday) / 7)),
    V: () => two(iso.week),
    w: () => String(weekday),
    W: () => two(Math.floor((dayOfYear + 6 - ((weekday + 6) % 7)) / 7)),
    x: () => formatTime(at, '%m/%d/%y', offset, zone),
    X: () => formatTime(at, '%H:%M:%S', offset, zone),
    y: () => two(year % 100),
    Y: () => String(year),
    z: () =>
      `${offset < 0 ? '-' : '+'}${two(Math.floor(Math.abs(offset) / 60))}${two(Math.abs(offset) % 60)}`,
    Z: () => zone,
    '%': () => '%',
  };
  return format.replace(
    /%([-_0^#]*)(\d*)[EO]?([a-zA-Z%])/g,
    (whole, flags: string, width: string, letter: string) => {
      const text = parts[letter]?.();
      return text === undefined ? whole : padded(text, flags, Number(width), letter);
    },
  );
}

/** A part with the flags of the GNU C library: `-` no filling, `_` blanks, `0` zeros, `^` capitals, `#` the other case. */
function padded(text: string, flags: string, width: number, letter: string): string {
  const cased = flags.includes('^')
    ? text.toUpperCase()
    : flags.includes('#')
      ? otherCase(text, letter)
      : text;
  const filling = /[-_0]/.exec([...flags].reverse().join(''))?.[0];
  const isNumber = /^[ \d]+$/.test(cased);
  if (filling === '-') return isNumber ? cased.replace(/^[0 ]+(?=.)/, '') : cased;
  const usual = isNumber && !/[ekls]/.test(letter) ? '0' : ' ';
  const fill = filling === undefined ? usual : filling === '_' ? ' ' : '0';
  const digits =
    isNumber && filling !== undefined ? cased.replace(/^[0 ]+(?=.)/, '') : cased.replace(/^ +/, '');
  return digits.padStart(Math.max(width, cased.length), fill);
}

function otherCase(text: string, letter: string): string {
  return letter === 'p' || letter === 'Z' ? text.toLowerCase() : text.toUpperCase();
}

function isoWeek(year: number, month: number, day: number): { readonly year: number; readonly week: number } {
  const date = new Date(Date.UTC(year, month, day));
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
  date.setUTCDate(date.getUTCDate() + 4 - weekday);
  const first = Date.UTC(date.getUTCFullYear(), 0, 1);
  return { year: date.getUTCFullYear(), week: Math.ceil(((date.getTime() - first) / 86_400_000 + 1) / 7) };
}
