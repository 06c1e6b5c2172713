/** Python's `urllib.parse.quote`: letters, digits, `_.-~` and the characters of `safe` stand for themselves. */
export function quoteUrl(text: string | Uint8Array, safe: string): string {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
  let out = '';
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    out +=
      /[A-Za-z0-9_.~-]/.test(character) || (byte < 0x80 && safe.includes(character))
        ? character
        : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}

/** Python's `urllib.parse.unquote_plus`. */
export function unquoteUrl(text: string): string {
  return text
    .replaceAll('+', ' ')
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}
