/** Lines of hosts(5). */
import { isIP } from 'node:net';

export interface HostsRequest {
  readonly address: string;
  /** The first is the canonical one. */
  readonly names: readonly string[];
  readonly state: 'absent' | 'present';
  /** Names that stand at other addresses of the same family are taken from there. */
  readonly exclusive: boolean;
}

/** The file with the names at the address, or without them. Comments and the order of lines stay. */
export function editHosts(text: string, request: HostsRequest): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const isPresent = request.state === 'present';
  const home = isPresent ? homeOf(lines, request) : -1;
  const edited = lines.flatMap((line, at): readonly string[] => {
    const entry = parseLine(line);
    if (entry === undefined) return [line];
    if (at === home) return [withNames(line, entry, merged(request.names, entry.names))];
    if (!isToldOff(entry, request)) return [line];
    const isAll = request.names.length === 0;
    const left = isAll ? [] : entry.names.filter((name) => !hasName(request.names, name));
    return left.length === entry.names.length
      ? [line]
      : left.length === 0
        ? remark(entry)
        : [withNames(line, entry, left)];
  });
  const added = isPresent && home === -1 ? [`${request.address}\t${request.names.join(' ')}`] : [];
  const wanted = [...edited, ...added];
  return wanted.join('\n') === lines.join('\n') ? text : wanted.map((line) => `${line}\n`).join('');
}

interface Entry {
  readonly address: string;
  readonly names: readonly string[];
  /** With the sign in front of it; empty where there is none. */
  readonly comment: string;
}

function parseLine(line: string): Entry | undefined {
  const at = line.indexOf('#');
  const body = at === -1 ? line : line.slice(0, at);
  const [address, ...names] = body.trim().split(/\s+/);
  if (address === undefined || address === '') return undefined;
  return { address, names, comment: at === -1 ? '' : line.slice(at) };
}

/** The line that takes the names: one of the address that has one of them, or else the first of the address. */
function homeOf(lines: readonly string[], { address, names }: HostsRequest): number {
  const entries = lines.map(parseLine);
  const isOwn = (entry: Entry | undefined): entry is Entry =>
    entry !== undefined && sameAddress(entry.address, address);
  const named = entries.findIndex(
    (entry) => isOwn(entry) && entry.names.some((name) => hasName(names, name)),
  );
  return named === -1 ? entries.findIndex(isOwn) : named;
}

/** Whether a line that is not the home of the names may not have them. */
function isToldOff(entry: Entry, { address, state, exclusive }: HostsRequest): boolean {
  if (sameAddress(entry.address, address)) return true;
  return state === 'present' && exclusive && isIP(entry.address) === isIP(address);
}

/** The names in their order, in front of those that stand there beside them. */
function merged(names: readonly string[], there: readonly string[]): readonly string[] {
  const isFirst = names.every((name, at) => there[at]?.toLowerCase() === name.toLowerCase());
  if (isFirst) return there;
  const areThere = names.every((name) => hasName(there, name));
  // The canonical name decides what an address is called: only that has to be in front.
  if (areThere && there[0]?.toLowerCase() === names[0]?.toLowerCase()) return there;
  return [...names, ...there.filter((name) => !hasName(names, name))];
}

function withNames(line: string, entry: Entry, names: readonly string[]): string {
  if (names.join(' ') === entry.names.join(' ')) return line;
  const gap = /^\s*\S+(\s+)/.exec(line)?.[1] ?? '\t';
  return `${entry.address}${gap}${names.join(' ')}${entry.comment === '' ? '' : ` ${entry.comment}`}`;
}

/** What is left of a line without names. */
function remark({ comment }: Entry): readonly string[] {
  return comment === '' ? [] : [comment];
}

function hasName(names: readonly string[], name: string): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** Addresses of IPv6 have many spellings. */
export function sameAddress(a: string, b: string): boolean {
  return a === b || (isIP(a) === 6 && isIP(b) === 6 && canonical(a) === canonical(b));
}

function canonical(address: string): string {
  const [plain = '', zone = ''] = address.split('%');
  return `${new URL(`http://[${plain}]`).hostname}%${zone}`;
}
