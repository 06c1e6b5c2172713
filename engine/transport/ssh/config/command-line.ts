import { splitWords } from '../shell-words.ts';
import { gathering, take, type Gathering, type SshOptions } from './gathered.ts';
import { parseLine } from './line.ts';

/** What a text such as `ansible_ssh_common_args` says. */
export interface CommandLine extends SshOptions {
  /** `-F`: the configuration in place of the usual ones. */
  readonly file?: string;
}

/** Flags of ssh(1) that are options under another name. */
const valueFlags: Readonly<Record<string, string>> = {
  c: 'Ciphers',
  i: 'IdentityFile',
  J: 'ProxyJump',
  l: 'User',
  m: 'MACs',
  p: 'Port',
};

const plainFlags: Readonly<Record<string, string | undefined>> = {
  4: 'AddressFamily=inet',
  6: 'AddressFamily=inet6',
  A: 'ForwardAgent=yes',
  a: 'ForwardAgent=no',
  C: 'Compression=yes',
};

interface Reading extends Gathering {
  file?: string;
}

/** Reads words as they stand on ssh's command line; several texts are read one after the other. */
export function readCommandLine(texts: readonly string[]): CommandLine {
  const read: Reading = gathering();
  for (const text of texts) {
    const words = [...splitWords(text)];
    for (let word = words.shift(); word !== undefined; word = words.shift()) readWord(word, words, read);
  }
  return read;
}

function readWord(word: string, rest: string[], read: Reading): void {
  const [, letter = '', tail = ''] = /^-(\w)(.*)$/s.exec(word) ?? [];
  const named = valueFlags[letter];
  const isOption = letter === 'o' || letter === 'F' || named !== undefined;
  const plain = plainFlags[letter];
  if (isOption) {
    const value = tail === '' ? (rest.shift() ?? '') : tail;
    if (letter === 'F') read.file ??= value;
    else if (named === undefined) takeOption(value, read, `-o ${value}`);
    // A flag's value is one word, whatever stands in it.
    else take({ keyword: named.toLowerCase(), words: [value], rest: value, place: word }, read, word);
  } else if (plain !== undefined && tail === '') takeOption(plain, read, word);
  // How much ssh says, and that it has no terminal, means nothing here.
  else if (!/^-[qTv]+$/.test(word)) read.notHeeded.push(word);
}

/** `Name=value` or `Name value`. */
function takeOption(text: string, read: Reading, written: string): void {
  const line = parseLine(text, `-o ${text}`);
  if (line !== undefined) take(line, read, written);
}
