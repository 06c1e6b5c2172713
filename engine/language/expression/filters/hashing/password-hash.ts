import { templateError } from '../../errors.ts';
import type { TemplateEnvironment } from '../../environment.ts';
import { typeName } from '../../operations.ts';
import { Bytes, type Value } from '../../value.ts';
import { filter, type FilterArguments, type FilterEntry } from '../define.ts';
import { bytesOf } from '../encoding/base64.ts';
import { sourceFor } from '../random/random-filters.ts';
import { bcrypt, repairSalt } from './bcrypt.ts';
import { md5Crypt } from './md5-crypt.ts';
import { cryptAlphabet, sha256Crypt, sha512Crypt } from './sha-crypt.ts';

export interface PasswordHashOptions {
  readonly salt?: string | undefined;
  readonly saltSize?: number | undefined;
  readonly rounds?: number | undefined;
  readonly ident?: string | undefined;
}

interface Settings {
  readonly salt: string;
  readonly rounds: number;
  readonly ident: string;
}

interface Scheme {
  readonly saltSize: number;
  readonly isSaltExact: boolean;
  /** undefined where the scheme has a fixed number of rounds. */
  readonly rounds: { readonly initial: number; readonly min: number; readonly max: number } | undefined;
  readonly hash: (password: Uint8Array, settings: Settings) => string;
}

const hiddenRounds = 5000;

const sha = (initial: number, hash: typeof sha512Crypt): Scheme => ({
  saltSize: 16,
  isSaltExact: false,
  rounds: { initial, min: 1000, max: 999_999_999 },
  hash: (password, { salt, rounds }) =>
    hash(password, { salt, rounds, showsRounds: rounds !== hiddenRounds }),
});

const schemes: Readonly<Record<string, Scheme>> = {
  sha512_crypt: sha(656_000, sha512Crypt),
  sha256_crypt: sha(535_000, sha256Crypt),
  md5_crypt: {
    saltSize: 8,
    isSaltExact: false,
    rounds: undefined,
    hash: (password, { salt }) => md5Crypt(password, salt),
  },
  bcrypt: {
    saltSize: 22,
    isSaltExact: true,
    rounds: { initial: 12, min: 4, max: 31 },
    hash: (password, { salt, rounds, ident }) => bcrypt(password, repairSalt(salt), rounds, ident),
  },
};

const shortNames: Readonly<Record<string, string>> = {
  md5: 'md5_crypt',
  blowfish: 'bcrypt',
  sha256: 'sha256_crypt',
  sha512: 'sha512_crypt',
};

/** `password_hash`: the hash of a password as `/etc/shadow` has it, with Ansible's rounds where none are given. */
export const passwordHashFilter: FilterEntry = filter(
  'password_hash',
  '[hashtype] [salt] [salt_size] [rounds] [ident]',
  (value, args) => hashPassword(value, args.text('hashtype', 'sha512'), optionsOf(args), args.environment),
);

function optionsOf(args: FilterArguments): PasswordHashOptions {
  return {
    salt: args.get('salt') === undefined ? undefined : args.text('salt'),
    saltSize: args.optionalInteger('salt_size'),
    rounds: args.optionalInteger('rounds'),
    ident: args.get('ident') === undefined ? undefined : args.text('ident'),
  };
}

/** Also for the lookup `password`. Throws for an unknown scheme, a salt that does not fit, rounds out of range. */
export function hashPassword(
  password: Value,
  scheme: string,
  options: PasswordHashOptions,
  environment: TemplateEnvironment,
): string {
  const name = Object.hasOwn(shortNames, scheme) ? (shortNames[scheme] ?? scheme) : scheme;
  const found = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (found === undefined) {
    throw templateError(
      `passlib does not support '${scheme}' algorithm`,
      'The hashes are: sha512, sha256, md5, bcrypt (blowfish).',
    );
  }
  if (typeof password !== 'string' && !(password instanceof Bytes))
    throw templateError(`secret must be unicode or bytes, not ${typeName(password)}`);
  if (found.rounds === undefined && options.rounds !== undefined)
    throw refused(`${scheme} has a fixed number of rounds`);
  const settings = {
    salt: saltFor(found, options, environment),
    rounds: roundsFor(found, options.rounds),
    ident: identFor(options.ident),
  };
  return found.hash(bytesOf(password), settings);
}

/** How long the salt of a scheme is, where none is given. */
export function saltSizeOf(scheme: string): number {
  const name = Object.hasOwn(shortNames, scheme) ? (shortNames[scheme] ?? scheme) : scheme;
  return (Object.hasOwn(schemes, name) ? schemes[name]?.saltSize : undefined) ?? 8;
}

function refused(why: string): Error {
  return templateError(`Could not hash the secret: ${why}.`);
}

function roundsFor({ rounds }: Scheme, given: number | undefined): number {
  if (rounds === undefined) return 0;
  if (given === undefined || given === 0) return rounds.initial;
  if (given < rounds.min || given > rounds.max)
    throw refused(`the rounds must be from ${rounds.min} to ${rounds.max}, and ${given} is not`);
  return given;
}

const idents = ['2', '2a', '2b', '2y'];

function identFor(given: string | undefined): string {
  if (given === undefined || given === '') return '2b';
  const bare = given.replaceAll('$', '');
  if (!idents.includes(bare))
    throw refused(`the ident must be one of ${idents.join(', ')}, and ${given} is not`);
  return bare;
}

function saltFor(scheme: Scheme, options: PasswordHashOptions, environment: TemplateEnvironment): string {
  if (options.salt === undefined || options.salt === '')
    return randomSalt(options.saltSize ?? scheme.saltSize, environment);
  if (/[^./0-9A-Za-z]/.test(options.salt)) throw refused('a salt is made of letters, digits, “.” and “/”');
  const isWrong = scheme.isSaltExact
    ? options.salt.length !== scheme.saltSize
    : options.salt.length > scheme.saltSize;
  if (isWrong) {
    const wanted = scheme.isSaltExact ? 'has' : 'has at most';
    throw refused(
      `its salt ${wanted} ${scheme.saltSize} characters, and this one has ${options.salt.length}`,
    );
  }
  return options.salt;
}

export function randomSalt(size: number, environment: TemplateEnvironment): string {
  const source = sourceFor(undefined, environment);
  return Array.from({ length: size }, () => cryptAlphabet.charAt(Number(source.below(64n)))).join('');
}
