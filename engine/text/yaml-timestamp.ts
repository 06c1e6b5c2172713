const dateForm = /^\d{4}-\d\d-\d\d$/;
const timestampForm =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.(\d*))?(?:[ \t]*(?:Z|([-+])(\d\d?)(?::?(\d\d))?))?$/;

/**
 * The ISO text of a date or time that YAML 1.1 knows, in the form of Python's `isoformat()`; undefined for any other
 * text, and for one that names no day of the calendar.
 */
export function readTimestamp(text: string): string | undefined {
  if (dateForm.test(text)) return isDay(text) ? text : undefined;
  const parts = timestampForm.exec(text);
  if (parts === null) return undefined;
  const [, year = '', month = '', day = '', hour = '', minute = '', second = '', fraction = ''] = parts;
  const date = [year, two(month), two(day)].join('-');
  if (!isDay(date) || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  const micros = fraction === '' ? '' : fraction.slice(0, 6).padEnd(6, '0');
  const shown = Number(micros) === 0 ? '' : `.${micros}`;
  return `${date}T${two(hour)}:${minute}:${second}${shown}${zoneOf(text, parts)}`;
}

function zoneOf(text: string, parts: RegExpExecArray): string {
  const [sign, hours, minutes = '00'] = parts.slice(8);
  if (sign !== undefined && hours !== undefined) return `${sign}${two(hours)}:${minutes}`;
  return text.endsWith('Z') ? '+00:00' : '';
}

function two(digits: string): string {
  return digits.padStart(2, '0');
}

function isDay(date: string): boolean {
  const time = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(date);
}
