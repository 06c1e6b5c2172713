import { splitWords } from './shell-words.ts';

/** What `ansible_ssh_common_args` and its like come to. Option names are in lower case, the first of a name counts. */
export interface SshOptions {
  readonly options: ReadonlyMap<string, string>;
  /** `IdentityFile` and `-i`, in order. */
  readonly identityFiles: readonly string[];
  /** What drover does not do, as written: to be told. */
  readonly notHeeded: readonly string[];
}

/** Options of ssh_config(5) that drover heeds. */
const heeded: ReadonlySet<string> = new Set([
  'addressfamily',
  'compression',
  'connecttimeout',
  'forwardagent',
  'globalknownhostsfile',
  'hostkeyalias',
  'hostname',
  'identitiesonly',
  'identityagent',
  'identityfile',
  'kbdinteractiveauthentication',
  'passwordauthentication',
  'port',
  'preferredauthentications',
  'proxycommand',
  'proxyjump',
  'pubkeyauthentication',
  'serveralivecountmax',
  'serveraliveinterval',
  'stricthostkeychecking',
  'user',
  'userknownhostsfile',
]);

/** Options that change nothing here: drover has no terminal, shares one connection a host, and has no other ways to log in. */
const withoutEffect: ReadonlySet<string> = new Set([
  'batchmode',
  'challengeresponseauthentication',
  'checkhostip',
  'connectionattempts',
  'controlmaster',
  'controlpath',
  'controlpersist',
  'escapechar',
  'gssapiauthentication',
  'hashknownhosts',
  'hostbasedauthentication',
  'loglevel',
  'numberofpasswordprompts',
  'requesttty',
  'tcpkeepalive',
  'updatehostkeys',
  'visualhostkey',
]);

/** Flags of ssh(1) that are options under another name. */
const valueFlags: Readonly<Record<string, string>> = {
  i: 'identityfile',
  J: 'proxyjump',
  l: 'user',
  p: 'port',
};

const plainFlags: Readonly<Record<string, readonly [name: string, value: string] | undefined>> = {
  4: ['addressfamily', 'inet'],
  6: ['addressfamily', 'inet6'],
  A: ['forwardagent', 'yes'],
  a: ['forwardagent', 'no'],
  C: ['compression', 'yes'],
};

/** Reads words as they stand on ssh's command line; several texts are read one after the other. */
export function readSshOptions(texts: readonly string[]): SshOptions {
  const read = {
    options: new Map<string, string>(),
    identityFiles: [] as string[],
    notHeeded: [] as string[],
  };
  for (const text of texts) {
    const words = [...splitWords(text)];
    for (let word = words.shift(); word !== undefined; word = words.shift()) readWord(word, words, read);
  }
  return read;
}

interface Reading {
  readonly options: Map<string, string>;
  readonly identityFiles: string[];
  readonly notHeeded: string[];
}

function readWord(word: string, rest: string[], read: Reading): void {
  const [, letter = '', tail = ''] = /^-(\w)(.*)$/s.exec(word) ?? [];
  const named = valueFlags[letter];
  if (letter === 'o' || named !== undefined) {
    const value = tail === '' ? (rest.shift() ?? '') : tail;
    if (named !== undefined) set(named, value, word, read);
    else setOption(value, read);
    return;
  }
  const plain = plainFlags[letter];
  if (plain !== undefined && tail === '') set(...plain, word, read);
  // How much ssh says, and that it has no terminal, means nothing here.
  else if (!/^-[qTv]+$/.test(word)) read.notHeeded.push(word);
}

/** `Name=value` or `Name value`. */
function setOption(text: string, read: Reading): void {
  const [, name = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)(.*?)\s*$/s.exec(text) ?? [];
  set(name.toLowerCase(), value.replace(/^"(.*)"$/s, '$1'), `-o ${text}`, read);
}

function set(name: string, value: string, written: string, read: Reading): void {
  if (name === 'identityfile') read.identityFiles.push(value);
  else if (heeded.has(name)) {
    if (!read.options.has(name)) read.options.set(name, value);
  } else if (!withoutEffect.has(name)) read.notHeeded.push(written);
}
