/** A text as a quoted template of HCL that has exactly its characters, on one line. */
export function quote(text: string): string {
  return `"${escapeText(text)}"`;
}

const named: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '"': '\\"',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

/**
 * What stands between the quotes: `${` and `%{` would begin an expression, and no control character, line end or
 * invisible mark is left to be misread. Halves of surrogate pairs are no text and become U+FFFD.
 */
export function escapeText(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\ufffd')
    .replace(/[\\"\n\r\t]/g, (character) => named[character] ?? character)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeCodePoint)
    .replace(/([$%])(?=\{)/g, '$1$1');
}

function escapeCodePoint(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  return point > 0xffff
    ? `\\U${point.toString(16).padStart(8, '0')}`
    : `\\u${point.toString(16).padStart(4, '0')}`;
}

/** Words that begin something else at the beginning of an object, or are values. */
const reserved: ReadonlySet<string> = new Set(['for', 'true', 'false', 'null']);

/** A key of an object: bare where that says the same. */
export function keyText(key: string): string {
  return /^[A-Za-z_]\w*$/.test(key) && !reserved.has(key) ? key : quote(key);
}
