import { templateError } from '../errors.ts';
import type { TemplateEnvironment } from '../environment.ts';
import { str } from '../python-text.ts';
import type { Value } from '../value.ts';
import type { FilterArguments } from '../filters/define.ts';
import { decodeUtf8 } from '../filters/encoding/codec.ts';
import { hashPassword, randomSalt, saltSizeOf } from '../filters/hashing/password-hash.ts';
import { parseIntegerText } from '../filters/numbers/parse-number.ts';
import { expandUser, joinPaths, normalizePath } from '../filters/paths/posix-path.ts';
import { sourceFor } from '../filters/random/random-filters.ts';
import { lookup, requireTerm, type LookupEntry } from './define.ts';
import { parseTermOptions } from './options-text.ts';

const names = ['length', 'chars', 'encrypt', 'ident', 'seed'];
const nowhere = '/dev/null';
const privateFile = 0o600;

interface Parameters {
  readonly path: string;
  readonly length: number;
  readonly characters: string;
  readonly encrypt: string | undefined;
  readonly ident: string | undefined;
  readonly seed: Value | undefined;
}

interface Stored {
  readonly password: string;
  readonly salt: string | undefined;
  readonly ident: string | undefined;
}

/**
 * `password`: the password that a file holds; where there is none, one is drawn and written there, readable by its owner
 * only. With `encrypt` its hash is given, and the salt is kept in the file. In check mode nothing is written.
 */
export const passwordLookup: LookupEntry = lookup('password', names.join(' '), (terms, options) =>
  terms.map((term) =>
    passwordFor(readParameters(requireTerm(term, 'password'), options), options.environment),
  ),
);

function passwordFor(parameters: Parameters, environment: TemplateEnvironment): string {
  const { path, encrypt } = parameters;
  const stored = path === nowhere ? undefined : readStored(path, environment);
  const password = stored?.password ?? draw(parameters, environment);
  const salt =
    encrypt === undefined ? stored?.salt : (stored?.salt ?? randomSalt(saltSizeOf(encrypt), environment));
  const ident = identFor(parameters, stored);
  const isChanged = stored === undefined || stored.salt !== salt || stored.ident !== ident;
  if (isChanged && path !== nowhere && environment.checkMode !== true)
    environment.ports.writeFile(path, `${formatStored({ password, salt, ident })}\n`, privateFile);
  if (encrypt === undefined) return password;
  return hashPassword(password, encrypt, { salt, ident }, environment);
}

function identFor(parameters: Parameters, stored: Stored | undefined): string | undefined {
  if (parameters.encrypt === undefined) return stored?.ident;
  const usual = parameters.encrypt === 'bcrypt' ? '2b' : undefined;
  return parameters.ident ?? stored?.ident ?? usual;
}

function draw({ length, characters, seed }: Parameters, environment: TemplateEnvironment): string {
  const source = sourceFor(seed, environment);
  const choices = [...characters];
  if (choices.length === 0)
    throw templateError('There are no characters to make a password of.', 'See chars.');
  return Array.from({ length }, () => choices[Number(source.below(BigInt(choices.length)))] ?? '').join('');
}

function readStored(path: string, environment: TemplateEnvironment): Stored | undefined {
  const content = environment.ports.readFile(path);
  if (content === undefined) return undefined;
  const text = decodeUtf8(content).trimEnd();
  const [, password = text, salt, ident] = /^(.*?)(?: salt=(\S+?)(?: ident=(\S+))?)?$/s.exec(text) ?? [];
  return { password, salt, ident };
}

function formatStored({ password, salt, ident }: Stored): string {
  if (salt === undefined) return password;
  return `${password} salt=${salt}${ident === undefined ? '' : ` ident=${ident}`}`;
}

function readParameters(term: string, options: FilterArguments): Parameters {
  const { raw, options: own } = parseTermOptions(term);
  const wrong = [...own.keys()].filter((name) => !names.includes(name));
  if (wrong.length > 0)
    throw templateError(
      `Unrecognized parameter(s) given to password lookup: ${wrong.join(', ')}`,
      `The parameters are: ${names.join(', ')}.`,
    );
  const value = (name: string): Value | undefined => own.get(name) ?? options.get(name);
  const length = parseIntegerText(str(value('length') ?? 20));
  if (length === undefined) throw templateError(`The length ${str(value('length') ?? '')} is no number.`);
  const text = (name: string): string | undefined => {
    const given = value(name);
    return given === undefined ? undefined : str(given);
  };
  return {
    path: pathOf(raw, options.environment),
    length: Number(length),
    characters: charactersOf(value('chars') ?? ['ascii_letters', 'digits', '.,:-_']),
    encrypt: text('encrypt'),
    ident: text('ident'),
    seed: value('seed'),
  };
}

/** Relative to the folder of the playbook. */
function pathOf(name: string, { ports, scope }: TemplateEnvironment): string {
  const path = expandUser(name, ports);
  const folder = path.startsWith('/') ? undefined : scope.get('playbook_dir');
  return normalizePath(joinPaths([typeof folder === 'string' ? folder : ports.currentDirectory(), path]));
}

const lower = 'abcdefghijklmnopqrstuvwxyz';
const upper = lower.toUpperCase();
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const whitespace = ' \t\n\r\v\f';

/** The sets of Python's `string` module. */
const sets: Readonly<Record<string, string>> = {
  ascii_letters: lower + upper,
  ascii_lowercase: lower,
  ascii_uppercase: upper,
  digits,
  hexdigits: `${digits}abcdefABCDEF`,
  octdigits: '01234567',
  printable: digits + lower + upper + punctuation + whitespace,
  punctuation,
  whitespace,
};

/** Names of sets, and characters for themselves; quotes are never among them. */
function charactersOf(chars: Value): string {
  const parts =
    typeof chars === 'string' ? splitCharacters(chars) : Array.isArray(chars) ? Array.from(chars, str) : [];
  return parts
    .map((part) => (Object.hasOwn(sets, part) ? (sets[part] ?? part) : part))
    .join('')
    .replace(/["']/g, '');
}

/** Parted by commas; two commas in a row stand for one. */
function splitCharacters(text: string): string[] {
  const parts = text
    .replaceAll(',,', ',')
    .split(',')
    .filter((part) => part !== '');
  return text.includes(',,') ? [',', ...parts] : parts;
}
