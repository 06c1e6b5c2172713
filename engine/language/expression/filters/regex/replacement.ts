import { templateError } from '../../errors.ts';
import type { PythonRegex, RegexMatch } from './python-regex.ts';

type Part = string | { readonly group: number };

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** Replaces matches as Python's `re.sub` does: `\1`, `\g<1>` and `\g<name>` stand for groups. `count` 0: all. */
export function substitute(
  regex: PythonRegex,
  replacement: string,
  text: string,
  count = 0,
): { readonly text: string; readonly replaced: number } {
  const parts = parseReplacement(replacement, regex);
  const all = regex.matches(text);
  const used = count > 0 ? all.slice(0, count) : all;
  let out = '';
  let at = 0;
  for (const match of used) {
    out += text.slice(at, match.start) + fill(parts, match);
    at = match.end;
  }
  return { text: out + text.slice(at), replaced: used.length };
}

function fill(parts: readonly Part[], match: RegexMatch): string {
  return parts.map((part) => (typeof part === 'string' ? part : (match.group(part.group) ?? ''))).join('');
}

const piece = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9][0-9]?)|([^]))|\\$/gu;

function parseReplacement(replacement: string, regex: PythonRegex): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const match of replacement.matchAll(piece)) {
    parts.push(replacement.slice(at, match.index));
    at = match.index + match[0].length;
    const [, name, octal, group, escape] = match;
    if (name !== undefined) parts.push({ group: groupNamed(name, regex, match.index) });
    else if (octal !== undefined) parts.push(String.fromCharCode(Number.parseInt(octal, 8)));
    else if (group !== undefined) parts.push({ group: checkGroup(Number(group), regex, match.index + 1) });
    else parts.push(escaped(escape, match.index));
  }
  parts.push(replacement.slice(at));
  return parts;
}

function escaped(character: string | undefined, position: number): string {
  if (character === undefined) throw templateError(`bad escape (end of pattern) at position ${position}`);
  const known = escapes[character];
  if (known !== undefined) return known;
  if (/[A-Za-z]/.test(character)) {
    const what = character === 'g' ? 'missing <' : `bad escape \\${character}`;
    throw templateError(`${what} at position ${character === 'g' ? position + 2 : position}`);
  }
  return `\\${character}`;
}

function groupNamed(name: string, regex: PythonRegex, position: number): number {
  if (/^\d+$/.test(name)) return checkGroup(Number(name), regex, position + 3);
  return namedGroup(name, regex, position);
}

/** The number of a group that has a name. */
export function namedGroup(name: string, regex: PythonRegex, position = 0): number {
  const index = regex.groupNames.get(name);
  if (index !== undefined) return index;
  const known = [...regex.groupNames.keys()];
  throw templateError(
    name === '' ? `missing group name at position ${position + 3}` : `unknown group name '${name}'`,
    known.length === 0
      ? 'The expression has no groups with names: write (?P<name>...).'
      : `The groups of the expression are: ${known.join(', ')}.`,
  );
}

/** The number of a group, which the expression has to have. */
export function checkGroup(index: number, regex: PythonRegex, position = 0): number {
  if (index <= regex.groupCount) return index;
  throw templateError(
    `invalid group reference ${index} at position ${position}`,
    `The expression ${regex.pattern} has ${regex.groupCount} groups.`,
  );
}
