import { templateError } from '../../errors.ts';
import { makeFloat, makeInteger } from '../../operations.ts';
import { dictSet } from '../../operations.ts';
import type { Dict, Value } from '../../value.ts';

/**
 * JSON text as a value, as Python's `json.loads` reads it: `1.0` is a float, large ints are exact, `NaN` and `Infinity`
 * are known, and of equal keys the last one counts. Throws Python's JSONDecodeError with line and column.
 */
export function parseJsonText(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value();
  reader.end();
  return value;
}

const number = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const blank = /[ \t\n\r]*/y;
const plain = /[^"\\\u0000-\u001f]*/y;
const words: readonly (readonly [string, Value])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
  ['NaN', Number.NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
];
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  private at = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    this.skipBlank();
  }

  end(): void {
    this.skipBlank();
    if (this.at < this.text.length) this.fail('Extra data', this.at);
  }

  value(): Value {
    const start = this.at;
    switch (this.text[start]) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case '"':
        return this.string();
      default:
        return this.wordOrNumber(start);
    }
  }

  private wordOrNumber(start: number): Value {
    const found = words.find(([word]) => this.text.startsWith(word, start));
    if (found !== undefined) {
      this.at += found[0].length;
      return found[1];
    }
    const match = this.match(number);
    if (match === null) return this.fail('Expecting value', start);
    const [digits, fraction, exponent] = match;
    return fraction === undefined && exponent === undefined
      ? makeInteger(digits.length < 16 ? Number(digits) + 0 : BigInt(digits))
      : makeFloat(Number(digits));
  }

  private object(): Dict {
    const made: Dict = new Map();
    this.at += 1;
    this.skipBlank();
    if (this.take('}')) return made;
    for (;;) {
      if (this.text[this.at] !== '"') this.fail('Expecting property name enclosed in double quotes', this.at);
      const key = this.string();
      this.skipBlank();
      if (!this.take(':')) this.fail("Expecting ':' delimiter", this.at);
      this.skipBlank();
      dictSet(made, key, this.value());
      this.skipBlank();
      if (this.take('}')) return made;
      if (!this.take(',')) this.fail("Expecting ',' delimiter", this.at);
      this.skipBlank();
    }
  }

  private array(): Value[] {
    const made: Value[] = [];
    this.at += 1;
    this.skipBlank();
    if (this.take(']')) return made;
    for (;;) {
      made.push(this.value());
      this.skipBlank();
      if (this.take(']')) return made;
      if (!this.take(',')) this.fail("Expecting ',' delimiter", this.at);
      this.skipBlank();
    }
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    let out = '';
    for (;;) {
      out += this.match(plain)?.[0] ?? '';
      const character = this.text[this.at];
      if (character === undefined) return this.fail('Unterminated string starting at', start);
      this.at += 1;
      if (character === '"') return out;
      if (character !== '\\') return this.fail('Invalid control character at', this.at - 1);
      out += this.escape(start);
    }
  }

  private escape(start: number): string {
    const letter = this.text[this.at];
    if (letter === undefined) return this.fail('Unterminated string starting at', start);
    this.at += 1;
    if (letter === 'u') {
      const digits = this.text.slice(this.at, this.at + 4);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) return this.fail('Invalid \\uXXXX escape', this.at - 1);
      this.at += 4;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    return escapes[letter] ?? this.fail('Invalid \\escape', this.at - 2);
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    if (match !== null) this.at += match[0].length;
    return match;
  }

  private skipBlank(): void {
    this.match(blank);
  }

  private fail(message: string, position: number): never {
    const before = this.text.slice(0, position);
    const line = before.split('\n').length;
    const column = position - before.lastIndexOf('\n');
    throw templateError(
      `${message}: line ${line} column ${column} (char ${position})`,
      'The text is no JSON: see what made it.',
    );
  }
}
