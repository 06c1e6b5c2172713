import { TemplateSyntaxError } from './syntax-error.ts';
import type { Token, TokenType } from './lexer.ts';

/** Tokens, read one after another. */
export class TokenStream {
  readonly tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  get current(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const last = this.tokens.at(-1) ?? { type: 'end', value: '', offset: 0 };
    return this.tokens[this.#at + ahead] ?? last;
  }

  next(): Token {
    const token = this.current;
    if (this.#at < this.tokens.length - 1) this.#at += 1;
    return token;
  }

  is(type: TokenType, ...values: readonly string[]): boolean {
    return this.current.type === type && (values.length === 0 || values.includes(this.current.value));
  }

  /** Takes the token if it is this one. */
  skip(type: TokenType, value?: string): boolean {
    if (!(value === undefined ? this.is(type) : this.is(type, value))) return false;
    this.next();
    return true;
  }

  expect(type: TokenType, value?: string): Token {
    if (value === undefined ? this.is(type) : this.is(type, value)) return this.next();
    throw this.unexpected(value ?? describe(type));
  }

  /** What is often meant by what stands here. */
  private hint(): string | undefined {
    const { type, value } = this.current;
    if (type === 'variable-end' || type === 'block-end' || type === 'end')
      return 'Something is missing before the end.';
    if (type !== 'operator') return 'An operator, a comma or a quote may be missing before it.';
    if (value === '=') return 'Compare with ==.';
    return value === '|' && this.#at > 0 && this.tokens[this.#at - 1]?.value === '|'
      ? 'Write or.'
      : undefined;
  }

  noExpression(): TemplateSyntaxError {
    const { type, value, offset } = this.current;
    return new TemplateSyntaxError(
      `Expected an expression, got '${value === '' ? describe(type) : value}'`,
      offset,
    );
  }

  unexpected(expected?: string): TemplateSyntaxError {
    const { type, value, offset } = this.current;
    const got = value === '' ? describe(type) : value;
    const detail =
      expected === undefined ? `unexpected '${got}'` : `expected token '${expected}', got '${got}'`;
    return new TemplateSyntaxError(detail, offset, this.hint());
  }
}

const words: Partial<Record<TokenType, string>> = {
  'variable-end': 'end of print statement',
  'block-end': 'end of statement block',
  'variable-start': 'begin of print statement',
  'block-start': 'begin of statement block',
  end: 'end of template',
  text: 'template data',
};

function describe(type: TokenType): string {
  return words[type] ?? type;
}
