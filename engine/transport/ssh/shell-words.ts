import { DroverError } from '../../diagnostics/drover-error.ts';

/** The variable of a script that holds a line end: scripts are sent as one line. */
export const lineEnd = 'drover_n';

/**
 * A word as a POSIX shell reads it back, on one line: line ends are taken from the variable `lineEnd`. Throws
 * `command-not-started` for a NUL, which no argument can hold.
 */
export function quote(word: string): string {
  if (word.includes('\0')) {
    throw new DroverError('command-not-started', {
      detail: 'A text with a NUL character cannot be handed to a program.',
      help: 'Take the character out, or hand the text over as standard input.',
    });
  }
  if (/^[A-Za-z0-9_./:=@%+-]+$/.test(word)) return word;
  return word
    .split('\n')
    .map((part) => `'${part.replaceAll("'", `'\\''`)}'`)
    .join(`"$${lineEnd}"`);
}

/** The words of a text as a POSIX shell splits them: blanks, both quotes, backslashes. An open quote ends with the text. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  const pattern = /\\([\s\S])|'([^']*)'?|"((?:\\[\s\S]|[^"\\])*)"?|(\s+)|([^\s'"\\]+)|\\$/g;
  for (const [whole, escaped, single, double, blank, plain] of text.matchAll(pattern)) {
    if (blank !== undefined) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    const part = double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? single ?? plain ?? whole;
    word = (word ?? '') + part;
  }
  if (word !== undefined) words.push(word);
  return words;
}
