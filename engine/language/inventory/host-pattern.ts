import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Inventory } from './inventory.ts';
import { hostsOfGroup } from './group-tree.ts';
import { splitPort } from './host-range.ts';

/** Hosts of a pattern, and the parts of it that nothing answers to. */
export interface PatternMatch {
  readonly hosts: readonly string[];
  readonly unmatched: readonly string[];
}

/** Names that stand for this machine even where no inventory has them. */
export const localNames: readonly string[] = ['localhost', '127.0.0.1', '::1'];

/**
 * Names of the hosts of a pattern, each once: unions (`a:b`, `a,b`, lists) in the order of the pattern, each part in
 * the order of the inventory; then intersections (`:&b`) and exclusions (`:!c`), wherever they stand. Parts are names
 * of groups or hosts, globs (`web*`), regular expressions (`~web\d+`), with an index or slice (`web[0]`, `web[1:3]`,
 * both ends included). `localhost` and its like are given even where the inventory has none. Throws DroverError
 * `inventory-syntax` for a part that cannot be read.
 */
export function patternHosts(pattern: string | readonly string[], inventory: Inventory): readonly string[] {
  return matchPattern(pattern, inventory).hosts;
}

export function matchPattern(pattern: string | readonly string[], inventory: Inventory): PatternMatch {
  return matchParts(splitPattern(pattern), inventory);
}

/** The hosts of a pattern that was split before: its parts are not split again. */
export function hostsOfParts(parts: readonly string[], inventory: Inventory): readonly string[] {
  return matchParts(parts, inventory).hosts;
}

function matchParts(written: readonly string[], inventory: Inventory): PatternMatch {
  const parts = orderParts(written);
  const unmatched: string[] = [];
  let hosts: string[] = [];
  for (const part of parts) {
    const sign = /^[&!]/.exec(part)?.[0] ?? '';
    const found = matchPart(part.slice(sign.length), inventory);
    if (!found.isKnown) unmatched.push(part);
    const names = new Set(found.hosts);
    if (sign === '!') hosts = hosts.filter((host) => !names.has(host));
    else if (sign === '&') hosts = hosts.filter((host) => names.has(host));
    else hosts.push(...found.hosts);
  }
  return { hosts: [...new Set(hosts)], unmatched };
}

/** The parts of a pattern: split at commas, or else at colons outside brackets, unless it is one host with its port. */
export function splitPattern(pattern: string | readonly string[]): readonly string[] {
  if (typeof pattern !== 'string') return pattern.flatMap((one) => splitPattern(one));
  const text = pattern.trim();
  if (text.includes(','))
    return text
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== '');
  if (text.startsWith('~')) return splitOutsideGroups(text);
  if (isAddress(text)) return [text];
  return text.match(/(?:[^\s:[\]]|\[[^\]]*\])+/g) ?? [];
}

/** Colons of a regular expression (`(?:a|b)`) do not split it; one before `&`, `!` or `~` does. */
function splitOutsideGroups(text: string): readonly string[] {
  return text.split(/:(?=[&!~])/).map((part) => part.trim());
}

/** A host with a port, or an address of IPv6: its colons do not split it. */
function isAddress(text: string): boolean {
  if (/^\[?[0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*\]?(?::\d+)?$/.test(text)) return true;
  return !/[&!*?~]/.test(text) && splitPort(text).port !== undefined;
}

/** Unions first, `all` if there is none; then intersections, then exclusions. */
function orderParts(parts: readonly string[]): readonly string[] {
  const unions = parts.filter((part) => !/^[&!]/.test(part));
  return [
    ...(unions.length === 0 ? ['all'] : unions),
    ...parts.filter((part) => part.startsWith('&')),
    ...parts.filter((part) => part.startsWith('!')),
  ];
}

interface PartMatch {
  readonly hosts: readonly string[];
  /** A group of this name may be empty. */
  readonly isKnown: boolean;
}

function matchPart(part: string, inventory: Inventory): PartMatch {
  if (inventory.hosts.has(part)) return { hosts: [part], isKnown: true };
  const { name, select } = splitSubscript(part);
  const found = matchName(name, inventory);
  return { hosts: select(found.hosts), isKnown: found.isKnown };
}

function matchName(name: string, inventory: Inventory): PartMatch {
  const isPattern = name.startsWith('~') || /[.?*[]/.test(name);
  const matches = matcher(name);
  const groups = [...inventory.groups.keys()].filter(matches);
  const hosts = groups.flatMap((group) => hostsOfGroup(group, inventory));
  if (groups.length === 0 || isPattern) hosts.push(...[...inventory.hosts.keys()].filter(matches));
  if (hosts.length === 0 && localNames.includes(name)) return { hosts: [name], isKnown: true };
  return { hosts: [...new Set(hosts)], isKnown: hosts.length > 0 || groups.length > 0 || name === 'all' };
}

function matcher(name: string): (candidate: string) => boolean {
  const isRegular = name.startsWith('~');
  if (!isRegular && !/[?*[]/.test(name)) return (candidate) => candidate === name;
  try {
    const expression = new RegExp(isRegular ? `^(?:${name.slice(1)})` : `^${globExpression(name)}$`);
    return (candidate) => expression.test(candidate);
  } catch (error) {
    throw new DroverError('inventory-syntax', {
      detail: `The host pattern ${name} is no regular expression that can be read.`,
      help: 'Check its brackets; without a ~ at the beginning it is a glob with * and ?.',
      cause: error,
    });
  }
}

/** `*`, `?`, `[abc]` and `[!abc]` as shells read them. */
function globExpression(glob: string): string {
  return glob.replace(/\[(!?)([^\]]+)\]|[\s\S]/g, (char: string, not?: string, set?: string) => {
    if (set !== undefined)
      return `[${not === '!' ? '^' : ''}${set.replaceAll('\\', '\\\\').replace(/^\^/, '\\^')}]`;
    if (char === '*') return '.*';
    return char === '?' ? '.' : char.replace(/[\\^$.|+()[\]{}/-]/, '\\$&');
  });
}

interface Subscript {
  readonly name: string;
  readonly select: (hosts: readonly string[]) => readonly string[];
}

/** `web[0]`, `web[-1]`, `web[1:3]`, `web[1:]`; brackets of other content belong to the glob. */
function splitSubscript(part: string): Subscript {
  const found = part.startsWith('~') ? null : /^(.+)\[(?:(-?\d+)|(\d+):(\d*))\]$/.exec(part);
  if (found === null) return { name: part, select: (hosts) => hosts };
  const [, name = '', index, start, end] = found;
  if (index === undefined) {
    const last = end === undefined || end === '' ? undefined : Number(end) + 1;
    return { name, select: (hosts) => hosts.slice(Number(start), last) };
  }
  return { name, select: (hosts) => pickOne(hosts, Number(index), part) };
}

function pickOne(hosts: readonly string[], index: number, part: string): readonly string[] {
  if (hosts.length === 0) return [];
  const host = hosts.at(index);
  if (host !== undefined) return [host];
  throw new DroverError('inventory-syntax', {
    detail: `The host pattern ${part} asks for host ${index}, but there are only ${hosts.length}.`,
    help: `Indexes go from 0 to ${hosts.length - 1}; -1 is the last.`,
  });
}
