/** Quoted literals. */
import { TemplateSyntaxError } from './syntax-error.ts';

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  f: '\f',
  v: '\v',
  a: '\u0007',
  '\\': '\\',
  "'": "'",
  '"': '"',
  '\n': '',
};

/** The text of a quoted literal at `offset`, with Python's escapes. Throws TemplateSyntaxError for one that is cut short. */
export function unquote(literal: string, offset: number): string {
  return literal
    .slice(1, -1)
    .replace(
      /\\(?:([0-7]{1,3})|x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([\s\S]))/g,
      (whole, octal?: string, two?: string, four?: string, eight?: string, other?: string) => {
        if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
        const code = Number.parseInt(two ?? four ?? eight ?? '', 16);
        if (code <= 0x10ffff) return String.fromCodePoint(code);
        if (eight !== undefined || other === 'x' || other === 'u' || other === 'U')
          throw new TemplateSyntaxError(
            `the escape ${whole} is not complete`,
            offset,
            'Write \\\\ for a backslash.',
          );
        return simple[other ?? ''] ?? whole;
      },
    );
}
