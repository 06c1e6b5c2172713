import { isAbsolute, join } from 'node:path';
import { DroverError } from '../../../diagnostics/drover-error.ts';
import type { SshTarget } from '../target.ts';
import type { ConfigFiles } from './files.ts';

/** What surrounds drover: nothing else of the machine is looked at. */
export interface SshSurroundings {
  readonly homeDirectory: string;
  readonly currentDirectory: string;
  readonly user: string;
  readonly userId: number;
  /** The name of this machine. */
  readonly hostName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where the ssh configuration is read; without it, there is none. */
  readonly configFiles?: ConfigFiles;
}

/** The first of these variables that is set. */
export function firstOf(target: SshTarget, ...names: readonly string[]): string | undefined {
  return names.map((name) => target.variable(name)).find((value) => value !== undefined && value !== '');
}

/** A setting of ansible.cfg, unless it is empty. */
export function setting(target: SshTarget, name: string): string | undefined {
  const value = target.setting(name);
  return value === undefined || value === '' ? undefined : String(value);
}

export function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true|on|1)$/i.test(value.trim());
}

export function isNo(value: string | undefined): boolean {
  return value !== undefined && /^(no|false|off|0|n|f)$/i.test(value.trim());
}

export function numberOf(target: SshTarget, name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text.trim()) && number >= least && number <= most) return number;
  throw refused(
    target,
    `${name} is ${JSON.stringify(text)}`,
    `Set it to a whole number from ${least} to ${most}.`,
  );
}

const unitSeconds: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };
const mostSeconds = 86_400;

/** A time as sshd_config(5) has it: `90`, `1m30s`. */
export function secondsOf(target: SshTarget, name: string, text: string, least: number): number {
  const parts = [...text.trim().matchAll(/(\d+)([smhdw]?)/gi)];
  const isWhole = /^(?:\d+[smhdw])*\d+[smhdw]?$/i.test(text.trim());
  const seconds = parts.reduce(
    (sum, [, number, unit = '']) => sum + Number(number) * (unitSeconds[unit.toLowerCase()] ?? 1),
    0,
  );
  if (isWhole && seconds >= least && seconds <= mostSeconds) return seconds;
  throw refused(
    target,
    `${name} is ${JSON.stringify(text)}`,
    `Set it to a number of seconds from ${least} to ${mostSeconds}.`,
  );
}

/** A path with the home directory for `~` (and `%d`), from the folder that drover was started in. */
export function pathOf(path: string, around: SshSurroundings): string {
  const own = path.replace(/^(~|%d)(?=\/|$)/, around.homeDirectory);
  return isAbsolute(own) ? own : join(around.currentDirectory, own);
}

export function refused(target: SshTarget, what: string, help: string): DroverError {
  return new DroverError('host-unreachable', {
    detail: `Failed to connect to the host via ssh: ${target.host}: ${what}.`,
    help,
  });
}
