/** Days and dates of the calendar that Python's datetime counts in: the years 1 to 9999. */

export const dayMs = 86_400_000;

/** Milliseconds from the epoch to a date and time, as if it were UTC; `Date.UTC` takes years below 100 for 19xx. */
export function wallTime(year: number, month: number, day: number, hour = 0, minute = 0, second = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

export function daysInMonth(year: number, month: number): number {
  return new Date(wallTime(year, month + 1, 0)).getUTCDate();
}

export function dayOfYear(wallMs: number): number {
  const year = new Date(wallMs).getUTCFullYear();
  return Math.floor((wallMs - wallTime(year, 1, 1)) / dayMs) + 1;
}

/** Monday is 0. */
export function weekday(wallMs: number): number {
  return (new Date(wallMs).getUTCDay() + 6) % 7;
}

export interface IsoWeek {
  readonly year: number;
  readonly week: number;
}

export function isoWeek(wallMs: number): IsoWeek {
  const thursday = wallMs + (3 - weekday(wallMs)) * dayMs;
  const year = new Date(thursday).getUTCFullYear();
  return { year, week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** The Monday of week 1 of an ISO year. */
export function isoYearStart(year: number): number {
  const fourth = wallTime(year, 1, 4);
  return fourth - weekday(fourth) * dayMs;
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
