import { DroverError } from '../../../diagnostics/drover-error.ts';

/** A line of ssh_config(5), or what stands behind `-o`. */
export interface ConfigLine {
  /** In lower case. */
  readonly keyword: string;
  readonly words: readonly string[];
  /** All that stands behind the keyword, as written: commands are not split into words. */
  readonly rest: string;
  /** `~/.ssh/config:3`, or the words of a command line. */
  readonly place: string;
}

/** Options that take the rest of their line. */
const wholeLine: ReadonlySet<string> = new Set([
  'knownhostscommand',
  'localcommand',
  'match',
  'proxycommand',
  'proxyjump',
  'remotecommand',
]);

/** Undefined for an empty line and a comment. Throws `host-unreachable` for a line that OpenSSH does not read either. */
export function parseLine(text: string, place: string): ConfigLine | undefined {
  const [, keyword = '', rest = ''] = /^\s*([^\s="]*)(?:\s*=\s*|\s*)(.*?)\s*$/s.exec(text) ?? [];
  if (keyword === '' || keyword.startsWith('#')) return undefined;
  const name = keyword.toLowerCase();
  if (rest === '') throw badLine(place, `${keyword} has no value`);
  if (wholeLine.has(name)) return { keyword: name, words: [rest], rest, place };
  const words = splitLine(rest);
  if (words === undefined) throw badLine(place, `a quotation mark of ${keyword} is not closed`);
  if (words[0] === undefined) throw badLine(place, `${keyword} has no value`);
  return { keyword: name, words, rest, place };
}

/**
 * Words as OpenSSH splits them: both kinds of quotation marks, a backslash before one of them, before another backslash
 * or a blank; a word that begins with `#` begins a comment. Undefined where a quotation is not closed.
 */
function splitLine(text: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quotation: string | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    const next = text.charAt(at + 1);
    if (letter === '\\' && (/["'\\]/.test(next) || (quotation === undefined && next === ' '))) {
      word = (word ?? '') + next;
      at += 1;
    } else if (quotation === undefined && /[ \t]/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quotation === undefined && word === undefined && letter === '#') break;
    else if (quotation === undefined && /["']/.test(letter)) {
      word ??= '';
      quotation = letter;
    } else if (letter === quotation) quotation = undefined;
    else word = (word ?? '') + letter;
  }
  if (word !== undefined) words.push(word);
  return quotation === undefined ? words : undefined;
}

/** What keeps the ssh configuration from being used. `ssh` stops there, too: to go on could mean another machine. */
export function badLine(place: string, what: string, help?: string): DroverError {
  return new DroverError('host-unreachable', {
    detail: `Failed to connect to the host via ssh: ${place}: ${what}.`,
    help: help ?? 'Correct the line: man ssh_config says what it may be, ssh -G HOST whether it is read.',
  });
}
