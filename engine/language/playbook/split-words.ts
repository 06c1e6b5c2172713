/** Something in free text that cannot be split: quotes or template braces that are not closed. */
export interface SplitFailure {
  readonly detail: string;
  readonly help: string;
}

export interface Word {
  /** With what follows it beyond one space: `a  b` has the words `a ` and `b`, so that joining gives the text again. */
  readonly text: string;
  /** Where it begins in the text. */
  readonly start: number;
}

const openers = ['{{', '{%', '{#'] as const;
const closers = ['}}', '%}', '#}'] as const;

/**
 * Splits free text into words at spaces and line ends, but not inside quotes (anywhere in a word) and templates, by
 * the rules of Ansible's argument splitter. A lone backslash before a line end joins the lines.
 */
export function splitWords(text: string): readonly Word[] | SplitFailure {
  const words: Word[] = [];
  const depth = [0, 0, 0];
  let quote = '';
  let start = -1;
  let tail = '';
  let continues = false;

  const flush = (end: number): void => {
    if (start === -1) return;
    const written = text.slice(start, end);
    if (written === '\\') continues = true;
    else words.push({ text: written, start });
    start = -1;
  };
  const extendLast = (added: string): void => {
    const last = words.pop() ?? { text: '', start: 0 };
    words.push({ text: last.text + added, start: last.start });
  };

  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    const isOpen = quote !== '' || depth.some((count) => count > 0);
    if (!isOpen && (char === ' ' || char === '\n')) {
      const wasWord = start !== -1;
      flush(at);
      if (char === '\n') {
        if (!continues) extendLast('\n');
        continues = false;
        tail = '';
      } else {
        if (!wasWord && tail === ' ') extendLast(' ');
        tail = ' ';
      }
      continue;
    }
    if (start === -1) start = at;
    tail = '';
    if ((char === '"' || char === "'") && text[at - 1] !== '\\') {
      if (quote === '') quote = char;
      else if (quote === char) quote = '';
    }
    const pair = text.slice(at, at + 2);
    const opened = openers.findIndex((one) => one === pair);
    const closed = closers.findIndex((one) => one === pair);
    if (opened !== -1) depth[opened] = (depth[opened] ?? 0) + 1;
    if (closed !== -1) depth[closed] = Math.max((depth[closed] ?? 0) - 1, 0);
    if (opened !== -1 || closed !== -1) at += 1;
  }
  flush(text.length);
  if (quote !== '' || depth.some((count) => count > 0)) return failure(text, quote);
  return words;
}

/** The text that words were split from, without those that were taken out. */
export function joinWords(words: readonly string[]): string {
  let text = '';
  for (const word of words) text += text === '' || text.endsWith('\n') ? word : ` ${word}`;
  return text;
}

function failure(text: string, quote: string): SplitFailure {
  return {
    detail: `failed at splitting arguments, either an unbalanced jinja2 block or quotes: ${text}`,
    help:
      quote === ''
        ? 'Close the template with }}, %} or #}.'
        : `Close the ${quote}, or write the arguments as a mapping, one on each line.`,
  };
}
