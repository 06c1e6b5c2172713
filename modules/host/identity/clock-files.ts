/** Files of systems without timedatectl that say which time zone they keep, and how their clock runs. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import { currentFile, textOf } from '../file-content.ts';
import type { Programs } from '../programs.ts';
import { distributionIds } from './distribution.ts';

/** A line of a file. */
interface ClockLine {
  readonly path: string;
  readonly pattern: RegExp;
  readonly line: (value: string) => string;
}

export interface ClockFiles {
  readonly zone: ClockLine;
  readonly clock: ClockLine;
  /** What makes the zone hold. */
  readonly programs: (zoneFile: string, name: string) => readonly (readonly [string, ...string[]])[];
}

const plainZone: ClockLine = {
  path: '/etc/timezone',
  pattern: /^(\S+)/m,
  line: (zone) => zone,
};

const clockIn = (path: string): ClockLine => ({
  path,
  pattern: /^UTC\s*=\s*"?([^"\s]+)/m,
  line: (value) => `UTC=${value}`,
});

/* A link would be written through, into the zone that it points to. */
const copied: ClockFiles['programs'] = (file) => [
  ['rm', '-f', '/etc/localtime'],
  ['cp', file, '/etc/localtime'],
];

const systems = {
  debian: {
    zone: plainZone,
    clock: clockIn('/etc/default/rcS'),
    programs: (file) => [
      ['ln', '-sf', file, '/etc/localtime'],
      ['dpkg-reconfigure', '--frontend', 'noninteractive', 'tzdata'],
    ],
  },
  alpine: {
    zone: plainZone,
    clock: clockIn('/etc/conf.d/hwclock'),
    programs: (_file, name) => [['setup-timezone', '-z', name]],
  },
  gentoo: { zone: plainZone, clock: clockIn('/etc/conf.d/hwclock'), programs: copied },
} as const satisfies Readonly<Record<string, ClockFiles>>;

/** Where this machine keeps it. */
export async function clockFilesOf(connection: Connection, programs: Programs): Promise<ClockFiles> {
  if ((await programs.find('dpkg-reconfigure')) !== undefined) return systems.debian;
  const ids = await distributionIds(connection);
  if (ids.includes('alpine')) return systems.alpine;
  if (ids.includes('gentoo')) return systems.gentoo;
  const path = '/etc/sysconfig/clock';
  const text = await read(path, connection);
  const key = /^TIMEZONE\s*=/m.test(text) || (text === '' && ids.includes('suse')) ? 'TIMEZONE' : 'ZONE';
  const zone: ClockLine = {
    path,
    pattern: new RegExp(`^${key}\\s*=\\s*"?([^"\\s]+)`, 'm'),
    line: (name) => `${key}="${name}"`,
  };
  return { zone, clock: clockIn(path), programs: copied };
}

/** The zone that the machine keeps; `n/a` where its files do not agree on one. */
export async function zoneIn(
  { zone }: ClockFiles,
  wanted: string,
  connection: Connection,
  programs: Programs,
): Promise<string> {
  const named = zone.pattern.exec(await read(zone.path, connection))?.[1] ?? 'n/a';
  if (named !== wanted) return named;
  const status = await connection.files.status('/etc/localtime');
  if (status?.type === 'link') {
    const isThere = (await connection.files.status('/etc/localtime', { follow: true })) !== undefined;
    return isThere ? (/\/zoneinfo\/(.*)/.exec(status.target ?? '')?.[1] ?? 'n/a') : 'n/a';
  }
  const { rc } = await programs.run(['cmp', '-s', '/etc/localtime', zoneFile(wanted)]);
  return rc === 0 ? wanted : 'n/a';
}

/** Whether the clock keeps UTC or the local time; adjtime(5) decides where the file agrees with what is wanted. */
export async function clockKeeps(
  { clock }: ClockFiles,
  wanted: string,
  connection: Connection,
): Promise<string> {
  const said = clock.pattern.exec(await read(clock.path, connection))?.[1];
  const kept = said === undefined ? 'n/a' : /^(?:yes|true|on|y|1)$/i.test(said) ? 'UTC' : 'local';
  if (kept !== wanted) return kept;
  const adjusted = /^(UTC|LOCAL)$/m.exec(await read('/etc/adjtime', connection))?.[1];
  return adjusted === 'LOCAL' ? 'local' : 'UTC';
}

/** Puts the line in place of the first that says the same, and takes the others away; returns what was done. */
export async function writeClockLine(
  { path, pattern, line }: ClockLine,
  value: string,
  connection: Connection,
): Promise<string> {
  const text = await read(path, connection);
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const isOwn = (each: string): boolean => pattern.test(each);
  const at = Math.max(0, lines.findIndex(isOwn));
  const others = lines.filter((each) => !isOwn(each));
  const { path: target } = await currentFile(path, connection);
  await connection.files.write(target, `${others.toSpliced(at, 0, line(value)).join('\n')}\n`);
  return `Added 1 line and deleted ${lines.length - others.length} line(s) on ${path}`;
}

export function zoneFile(name: string): string {
  return `/usr/share/zoneinfo/${name}`;
}

/** Throws where the machine does not know the zone. */
export async function needZone(name: string, { files }: Connection): Promise<void> {
  if ((await files.status(zoneFile(name), { follow: true }))?.type === 'file') return;
  throw new DroverError('module-failed', {
    detail: `Error message:\ngiven timezone "${name}" is not available`,
    help: 'Write it as in /usr/share/zoneinfo, for example Europe/Prague; the package tzdata has the zones.',
  });
}

async function read(path: string, connection: Connection): Promise<string> {
  return textOf((await currentFile(path, connection)).content);
}
