/** Times of a file as the module file takes them: preserve, now, or a time in a format of strptime(3). */
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { FileStatus } from '../../engine/module.ts';

export interface TimeArguments {
  readonly access_time?: string;
  readonly access_time_format: string;
  readonly modification_time?: string;
  readonly modification_time_format: string;
}

/** Seconds since the epoch. */
export interface FileTimes {
  readonly accessed: number;
  readonly modified: number;
}

/**
 * The times to set; undefined where the file has them. What is not said is `usual`. A file that is not there yet has
 * the time of its making. Throws `invalid-argument` for a text that is no time.
 */
export function timesToSet(
  args: TimeArguments,
  usual: 'now' | 'preserve',
  current: FileStatus | undefined,
): FileTimes | undefined {
  const { access_time: asked = usual, modification_time: changed = usual } = args;
  if (asked === 'preserve' && changed === 'preserve') return undefined;
  const now = Date.now() / 1000;
  if (current === undefined && [asked, changed].every((text) => text === 'now' || text === 'preserve'))
    return undefined;
  const times = {
    accessed: timeOf(asked, args.access_time_format, current?.accessed ?? now, now),
    modified: timeOf(changed, args.modification_time_format, current?.modified ?? now, now),
  };
  return times.accessed === current?.accessed && times.modified === current.modified ? undefined : times;
}

function timeOf(text: string, format: string, current: number, now: number): number {
  if (text === 'preserve') return current;
  if (text === 'now') return now;
  const parts = readTime(text, format);
  if (parts === undefined)
    throw new DroverError('invalid-argument', {
      detail: `Error while obtaining timestamp for time ${text} using format ${format}: time data '${text}' does not match format '${format}'`,
      help: 'Write preserve, now, or a time in the format that is named with it: %Y%m%d%H%M.%S where none is, such as 202501311200.00.',
    });
  const { Y = 1900, m = 1, d = 1, H = 0, M = 0, S = 0 } = parts;
  return new Date(Y, m - 1, d, H, M, S).getTime() / 1000;
}

const fields: Readonly<Record<string, string>> = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>1[0-2]|0[1-9]|[1-9])',
  d: '(?<d>3[01]|[12]\\d|0[1-9]|[1-9])',
  H: '(?<H>2[0-3]|[01]\\d|\\d)',
  M: '(?<M>[0-5]\\d|\\d)',
  S: '(?<S>6[01]|[0-5]\\d|\\d)',
  '%': '%',
};

/** The numbers of a time, by the letters of their fields. */
function readTime(text: string, format: string): Readonly<Partial<Record<string, number>>> | undefined {
  const pattern = format
    .split(/(%.)/)
    .map((part) =>
      /^%./.test(part) ? fieldPattern(part.slice(1), format) : part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'),
    )
    .join('');
  const groups = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (groups === undefined) return undefined;
  return Object.fromEntries(Object.entries(groups).map(([letter, digits]) => [letter, Number(digits)]));
}

function fieldPattern(letter: string, format: string): string {
  const known = fields[letter];
  if (known !== undefined) return known;
  throw new DroverError('invalid-argument', {
    detail: `%${letter} in the format ${format} of a time is not known`,
    help: 'Years, months, days, hours, minutes and seconds are: %Y, %m, %d, %H, %M, %S.',
  });
}
