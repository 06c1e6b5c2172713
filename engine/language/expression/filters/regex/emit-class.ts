import type { ClassItem, ClassName, PatternFlags } from './pattern-nodes.ts';

const unicodeSpace =
  '\\t-\\r\\u{1c}-\\u{20}\\u{85}\\u{a0}\\u{1680}\\u{2000}-\\u{200a}\\u{2028}\\u{2029}\\u{202f}\\u{205f}\\u{3000}';

/** The members of a named class, for use between brackets; Python's, which differ from JavaScript's. */
function members(name: string, isAscii: boolean): string {
  if (name === 'd') return isAscii ? '0-9' : '\\p{Nd}';
  if (name === 'w') return isAscii ? 'a-zA-Z0-9_' : '\\p{L}\\p{N}_';
  return isAscii ? '\\t-\\r\\u{20}' : unicodeSpace;
}

function namedClass(name: ClassName, isAscii: boolean): string {
  const lower = name.toLowerCase();
  return `[${name === lower ? '' : '^'}${members(lower, isAscii)}]`;
}

/** What counts as part of a word. */
export function wordClass(flags: PatternFlags): string {
  return namedClass('w', flags.ascii);
}

/** A set of characters, in the syntax of the `v` flag. `expandsCase`: where only a part of the pattern ignores case. */
export function emitClass(
  items: readonly ClassItem[],
  isNegated: boolean,
  flags: PatternFlags,
  expandsCase: boolean,
): string {
  const parts = items.flatMap((item) => {
    if (item.kind === 'name') return [namedClass(item.name, flags.ascii)];
    return expandsCase
      ? [range(item.from, item.to), ...otherCase(item.from, item.to)]
      : [range(item.from, item.to)];
  });
  return `[${isNegated ? '^' : ''}${parts.join('')}]`;
}

export function codePoint(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

function range(from: number, to: number): string {
  return from === to ? codePoint(from) : `${codePoint(from)}-${codePoint(to)}`;
}

const longRange = 0x3000;

/** The members of a range in the other case. */
function otherCase(from: number, to: number): string[] {
  const found: string[] = [];
  for (let code = from; code <= Math.min(to, from + longRange); code += 1) {
    const character = String.fromCodePoint(code);
    for (const other of [character.toLowerCase(), character.toUpperCase()]) {
      if (other !== character && [...other].length === 1) found.push(codePoint(other.codePointAt(0) ?? code));
    }
  }
  return found;
}
