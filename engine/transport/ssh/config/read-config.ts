import { matchesPatterns } from '../patterns.ts';
import type { ConfigFiles } from './files.ts';
import { gathering, optionOf, take, type Gathering, type SshOptions } from './gathered.ts';
import { badLine, parseLine, type ConfigLine } from './line.ts';
import { matchLine, type Matched } from './match.ts';
import { expandTokens } from './tokens.ts';

/** Whom the configuration is read for. */
export interface ConfigAsked {
  /** The name that `ssh` would be given. */
  readonly host: string;
  readonly localUser: string;
  readonly homeDirectory: string;
  /** `-F`: this file alone, or none at all where it is called so. */
  readonly file?: string;
}

/** Where a line stands, and whether it counts. */
interface Reading {
  readonly asked: ConfigAsked;
  readonly files: ConfigFiles;
  readonly read: Gathering;
  readonly isFinal: boolean;
  /** A `Match final` wants everything read again. */
  wantsFinal: boolean;
}

interface Place {
  readonly path: string;
  /** /etc/ssh/ssh_config and what it includes: nobody's own word. */
  readonly isSystem: boolean;
  readonly mustBeSafe: boolean;
  readonly depth: number;
  /** What a block that does not count includes does not count either. */
  readonly never: boolean;
  readonly isActive: boolean;
}

const mostDeep = 16;
const systemFile = '/etc/ssh/ssh_config';

/**
 * Adds what `~/.ssh/config` and `/etc/ssh/ssh_config` say of a host to what its command line says, which counts first:
 * see ssh_config(5). Throws `host-unreachable` for what OpenSSH does not read either.
 */
export function readConfig(given: SshOptions, asked: ConfigAsked, files: ConfigFiles): SshOptions {
  if (asked.file === 'none') return given;
  const read = gathering(given);
  const first = { asked, files, read, isFinal: false, wantsFinal: false };
  readAll(first);
  if (first.wantsFinal) {
    fixHost(read, asked);
    readAll({ ...first, isFinal: true });
  }
  return { ...read, notHeeded: [...given.notHeeded, ...new Set(read.notHeeded)] };
}

/** The host that is connected to: `HostName`, in which `%h` is the name that was asked for. */
export function hostOf(options: SshOptions, host: string): string {
  const line = options.options.get('hostname');
  const name = optionOf(options, 'HostName');
  return line === undefined || name === undefined ? host : expandTokens(name, { h: host }, line.place);
}

/** What comes after it, a second `HostName` too, speaks of the host by its last name. */
function fixHost(read: Gathering, asked: ConfigAsked): void {
  const host = hostOf(read, asked.host);
  const name = host.replaceAll('%', '%%');
  const place = read.options.get('hostname')?.place ?? asked.host;
  read.options.set('hostname', { keyword: 'hostname', words: [name], rest: name, place });
}

function readAll(reading: Reading): void {
  const { asked } = reading;
  const own = { depth: 0, never: false, isActive: true, isSystem: false };
  if (asked.file !== undefined) {
    if (!readFile(reading, { ...own, path: asked.file, mustBeSafe: false }))
      throw badLine(asked.file, 'there is no such file', 'Correct -F in ansible_ssh_common_args.');
    return;
  }
  readFile(reading, { ...own, path: `${asked.homeDirectory}/.ssh/config`, mustBeSafe: true });
  readFile(reading, { ...own, path: systemFile, isSystem: true, mustBeSafe: false });
}

function readFile(reading: Reading, place: Place): boolean {
  const text = reading.files.read(place.path, place.mustBeSafe);
  if (text === undefined) return false;
  let { isActive } = place;
  for (const [index, written] of text.split('\n').entries()) {
    const line = parseLine(written, `${place.path}:${index + 1}`);
    if (line === undefined) continue;
    if (line.keyword === 'include') include(reading, line, { ...place, isActive });
    else isActive = readLine(reading, line, { ...place, isActive });
  }
  return true;
}

/** Whether the lines behind it count. */
function readLine(reading: Reading, line: ConfigLine, place: Place): boolean {
  const { asked, read } = reading;
  if (line.keyword === 'host') {
    const host = reading.isFinal ? hostOf(read, asked.host) : asked.host;
    return matchesPatterns(line.words, host) && !place.never;
  }
  if (line.keyword === 'match') return matchBlock(reading, line) && !place.never;
  if (place.isActive && !isOverBold(line, place, read)) take(line, read, `${line.keyword} (${line.place})`);
  return place.isActive;
}

function matchBlock(reading: Reading, line: ConfigLine): boolean {
  const { asked, read, isFinal } = reading;
  const about: Matched = {
    host: hostOf(read, asked.host),
    originalHost: asked.host,
    user: optionOf(read, 'User') ?? asked.localUser,
    localUser: asked.localUser,
    isFinal,
  };
  const { matches, asksForFinal, refused } = matchLine(line, about);
  if (asksForFinal) reading.wantsFinal = true;
  if (refused !== undefined)
    read.notHeeded.push(`Match ${refused} (${line.place}), whose block is passed over`);
  return matches;
}

/** A machine's own file does not switch the check of keys off for those who work on it. */
function isOverBold(line: ConfigLine, { isSystem }: Place, read: Gathering): boolean {
  if (!isSystem || line.keyword !== 'stricthostkeychecking' || !/^(no|off|false)$/i.test(line.rest))
    return false;
  if (!read.options.has(line.keyword)) read.notHeeded.push(`${line.keyword} ${line.rest} (${line.place})`);
  return true;
}

function include(reading: Reading, line: ConfigLine, place: Place): void {
  const { homeDirectory } = reading.asked;
  if (place.depth >= mostDeep) throw badLine(line.place, 'too many files include one another');
  const folder = place.isSystem ? '/etc/ssh' : `${homeDirectory}/.ssh`;
  for (const word of line.words) {
    const own = word.replace(/^~(?=\/|$)/, homeDirectory);
    for (const path of reading.files.expand(own.startsWith('/') ? own : `${folder}/${own}`))
      readFile(reading, {
        ...place,
        path,
        mustBeSafe: true,
        depth: place.depth + 1,
        never: place.never || !place.isActive,
      });
  }
}
