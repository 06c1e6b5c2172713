/** What may stand in a name or a description: no control characters, and no separators but blanks. */
const PRINTABLE = /^(?:(?![\p{C}\p{Zl}\p{Zp}])[\0-\ufffe])*$/u;

/** Characters that Python's `re.escape` puts a backslash before. */
const SPECIAL = /[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g;

/** Whether every character can be printed; those beyond the basic plane count as not. */
export function isPrintable(text: string): boolean {
  return PRINTABLE.test(withoutLastBreak(text));
}

/** The same, and neither the first nor the last is a blank. */
export function isPrintableName(text: string): boolean {
  const inner = withoutLastBreak(text);
  return inner !== '' && PRINTABLE.test(inner) && !/^\p{Zs}|\p{Zs}$/u.test(inner);
}

/** Nova's patterns end with `$`, which in Python does not see one line break at the end. */
function withoutLastBreak(text: string): string {
  return text.replace(/\n$/, '');
}

/** The pattern that Nova shows where a description does not match it. */
export function printablePattern(): string {
  const escaped = (code: number): string => String.fromCharCode(code).replace(SPECIAL, '\\$&');
  let ranges = '';
  let first: number | undefined;
  for (let code = 0; code <= 0xffff; code += 1) {
    const isIn = code < 0xffff && PRINTABLE.test(String.fromCharCode(code)) && code !== 0x0a;
    if (isIn) first ??= code;
    if (isIn || first === undefined) continue;
    ranges += first === code - 1 ? escaped(first) : `${escaped(first)}-${escaped(code - 1)}`;
    first = undefined;
  }
  return `^[${ranges}]*$`;
}
