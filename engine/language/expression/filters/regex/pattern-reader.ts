import { patternError } from './pattern-error.ts';

/** Walks over a pattern by code points. */
export interface PatternReader {
  readonly position: number;
  /** The next character; empty at the end. */
  peek(): string;
  next(): string;
  /** Takes a text if it stands here. */
  take(text: string): boolean;
  /** Takes what matches a sticky expression here. */
  takeMatch(expression: RegExp): RegExpExecArray | undefined;
  fail(message: string, position?: number): never;
}

export function readPattern(pattern: string): PatternReader {
  let at = 0;
  const peek = (): string => (at < pattern.length ? String.fromCodePoint(pattern.codePointAt(at) ?? 0) : '');
  return {
    get position() {
      return at;
    },
    peek,
    next() {
      const character = peek();
      at += character.length;
      return character;
    },
    take(text) {
      if (!pattern.startsWith(text, at)) return false;
      at += text.length;
      return true;
    },
    takeMatch(expression) {
      expression.lastIndex = at;
      const match = expression.exec(pattern) ?? undefined;
      if (match !== undefined) at += match[0].length;
      return match;
    },
    fail(message, position = at) {
      throw patternError(`${message} at position ${[...pattern.slice(0, position)].length}`, pattern);
    },
  };
}
