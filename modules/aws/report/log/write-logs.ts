import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { LogLine } from './log.types.ts';

/** The two logs of a folder: all lines, and alerts with the headings over them. */
export const logNames = { all: 'dm.log', alerts: 'dm.alert.log' } as const;

/** Puts the lines at the end of both logs, each with the time, as the kit writes it. Gives their paths. */
export async function appendLogs(
  lines: readonly LogLine[],
  folder: string,
  files: Files,
  now: Date,
): Promise<readonly string[]> {
  await files.makeDirectory(folder, { parents: true });
  const time = timestamp(now);
  const written = [
    [logNames.all, lines],
    [logNames.alerts, lines.filter(({ isAlert }) => isAlert)],
  ] as const;
  const paths: string[] = [];
  for (const [name, chosen] of written) {
    const path = join(folder, name);
    const before =
      (await files.status(path, { follow: true })) === undefined ? Buffer.alloc(0) : await files.read(path);
    const text = chosen.map((line) => `${time} ${onOneLine(line.text)}`.trimEnd()).join('\n');
    await files.write(path, Buffer.concat([before, Buffer.from(`${text}\n`)]));
    paths.push(path);
  }
  return paths;
}

/** Names are what people gave: with line ends in them they would be lines of the log. */
function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}

/** `2021-05-06 13:58:33,348`, in the time of this machine. */
export function timestamp(date: Date): string {
  const two = (number: number): string => String(number).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  return `${day} ${time},${String(date.getMilliseconds()).padStart(3, '0')}`;
}
