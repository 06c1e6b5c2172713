import type { ClassName, Edge } from './pattern-nodes.ts';
import type { PatternReader } from './pattern-reader.ts';

/** What a backslash and what follows it mean. */
export type Escape =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'class'; readonly name: ClassName }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'reference'; readonly index: number };

const codes: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };
const edges: Readonly<Record<string, Edge>> = { A: 'start', Z: 'end', b: 'word', B: 'not-word' };
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** Reads an escape whose backslash was taken. */
export function parseEscape(reader: PatternReader, isInClass: boolean): Escape {
  const start = reader.position - 1;
  const numeric = isInClass
    ? reader.takeMatch(/[0-7]{1,3}/y)
    : (reader.takeMatch(/0[0-7]{0,2}|[1-3][0-7]{2}/y) ?? undefined);
  if (numeric !== undefined) return octal(numeric[0], reader, start);
  if (!isInClass) {
    const reference = reader.takeMatch(/[1-9][0-9]?/y);
    if (reference !== undefined) return { kind: 'reference', index: Number(reference[0]) };
  }
  const letter = reader.next();
  if (letter === '') reader.fail('bad escape (end of pattern)', start);
  if (isClassName(letter)) return { kind: 'class', name: letter };
  if (isInClass && letter === 'b') return { kind: 'code', code: 8 };
  const edge = isInClass ? undefined : edges[letter];
  if (edge !== undefined) return { kind: 'edge', edge };
  const digits = hexDigits[letter];
  if (digits !== undefined) return { kind: 'code', code: hexadecimal(letter, digits, reader, start) };
  const code = codes[letter] ?? (/[A-Za-z0-9]/.test(letter) ? undefined : letter.codePointAt(0));
  return code === undefined ? reader.fail(`bad escape \\${letter}`, start) : { kind: 'code', code };
}

function octal(digits: string, reader: PatternReader, start: number): Escape {
  const code = Number.parseInt(digits, 8);
  if (code > 0o377) reader.fail(`octal escape value \\${digits} outside of range 0-0o377`, start);
  return { kind: 'code', code };
}

function hexadecimal(letter: string, count: number, reader: PatternReader, start: number): number {
  const match = reader.takeMatch(new RegExp(`[0-9a-fA-F]{${count}}`, 'y'));
  if (match === undefined) reader.fail(`incomplete escape \\${letter}`, start);
  const code = Number.parseInt(match[0], 16);
  return code > 0x10ffff ? reader.fail(`bad escape \\${letter}${match[0]}`, start) : code;
}

function isClassName(letter: string): letter is ClassName {
  return /^[dDsSwW]$/.test(letter);
}
