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
  const state: SplitState = { words: [], depth: [0, 0, 0], quote: '', start: -1, joinsLines: false };
  let at = 0;
  while (at < text.length) {
    const isOpen = state.quote !== '' || state.depth.some((count) => count > 0);
    const char = text.charAt(at);
    if (!isOpen && char === ' ') at = passSpaces(text, at, state);
    else if (!isOpen && char === '\n') at = passLineEnd(text, at, state);
    else at = passCharacter(text, at, state);
  }
  endWord(text, at, state);
  const isUnbalanced = state.quote !== '' || state.depth.some((count) => count > 0);
  return isUnbalanced ? failure(text, state.quote) : state.words;
}

interface SplitState {
  readonly words: Word[];
  /** How many of `{{`, `{%` and `{#` are open. */
  readonly depth: number[];
  quote: string;
  /** Where the word that is being read began; -1 between words. */
  start: number;
  /** A lone backslash was read on this line. */
  joinsLines: boolean;
}

/** One space separates words; further ones, and all before a line end, belong to the word before them. */
function passSpaces(text: string, from: number, state: SplitState): number {
  endWord(text, from, state);
  let at = from;
  while (text[at] === ' ') at += 1;
  const isLineEnd = at >= text.length || text[at] === '\n';
  const isLineStart = from === 0 || text[from - 1] === '\n';
  const kept = isLineEnd && !isLineStart ? at - from : at - from - 1;
  if (isLineEnd && isLineStart) extendLast(' '.repeat(at - from), state);
  else if (kept > 0) extendLast(' '.repeat(kept), state);
  return at;
}

function passLineEnd(text: string, at: number, state: SplitState): number {
  endWord(text, at, state);
  if (!state.joinsLines) extendLast('\n', state);
  state.joinsLines = false;
  return at + 1;
}

function passCharacter(text: string, at: number, state: SplitState): number {
  if (state.start === -1) state.start = at;
  const char = text.charAt(at);
  if ((char === '"' || char === "'") && text[at - 1] !== '\\') {
    if (state.quote === '') state.quote = char;
    else if (state.quote === char) state.quote = '';
  }
  const pair = text.slice(at, at + 2);
  const opened = openers.findIndex((one) => one === pair);
  const closed = closers.findIndex((one) => one === pair);
  if (opened !== -1) state.depth[opened] = (state.depth[opened] ?? 0) + 1;
  if (closed !== -1) state.depth[closed] = Math.max((state.depth[closed] ?? 0) - 1, 0);
  return opened !== -1 || closed !== -1 ? at + 2 : at + 1;
}

function endWord(text: string, end: number, state: SplitState): void {
  if (state.start === -1) return;
  const written = text.slice(state.start, end);
  if (written === '\\') state.joinsLines = true;
  else state.words.push({ text: written, start: state.start });
  state.start = -1;
}

function extendLast(added: string, state: SplitState): void {
  const last = state.words.pop() ?? { text: '', start: 0 };
  state.words.push({ text: last.text + added, start: last.start });
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
