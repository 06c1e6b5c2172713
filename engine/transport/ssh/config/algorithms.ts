import type { Algorithms } from 'ssh2';
import { matchesPatterns } from '../patterns.ts';
import { badLine } from './line.ts';

/** The four kinds of algorithm, by the package's names for them. */
export type AlgorithmKind = 'kex' | 'serverHostKey' | 'cipher' | 'hmac';
/** Those that somebody chose. */
export type ChosenAlgorithms = Partial<Record<AlgorithmKind, readonly string[]>> & {
  /** The types of host key are asked for in exactly this order. */
  readonly keepsOrder?: boolean;
};

export const optionOfKind: Readonly<Record<AlgorithmKind, string>> = {
  cipher: 'Ciphers',
  hmac: 'MACs',
  kex: 'KexAlgorithms',
  serverHostKey: 'HostKeyAlgorithms',
};

/** What is offered where nobody says otherwise, best first. */
export const usualAlgorithms = {
  // AES-GCM first: it is what processors are fastest at, and it is never sent without its sum.
  cipher: [
    'aes256-gcm@openssh.com',
    'aes128-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes256-ctr',
    'aes192-ctr',
    'aes128-ctr',
  ],
  hmac: [
    'hmac-sha2-256-etm@openssh.com',
    'hmac-sha2-512-etm@openssh.com',
    'hmac-sha1-etm@openssh.com',
    'hmac-sha2-256',
    'hmac-sha2-512',
    'hmac-sha1',
  ],
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group15-sha512',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group17-sha512',
    'diffie-hellman-group18-sha512',
  ],
  serverHostKey: [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'rsa-sha2-512',
    'rsa-sha2-256',
  ],
} as const satisfies Algorithms;

/** What is offered only to those who name it: machines that are too old for anything else. */
const onlyByName: Readonly<Record<AlgorithmKind, readonly string[]>> = {
  cipher: ['aes256-cbc', 'aes192-cbc', 'aes128-cbc', '3des-cbc'],
  hmac: ['hmac-md5', 'hmac-sha1-96', 'hmac-md5-96', 'hmac-ripemd160', 'hmac-sha2-256-96', 'hmac-sha2-512-96'],
  kex: ['diffie-hellman-group-exchange-sha1', 'diffie-hellman-group14-sha1', 'diffie-hellman-group1-sha1'],
  serverHostKey: ['ssh-rsa', 'ssh-dss'],
};

/**
 * The algorithms that an option leaves, of those there are here: a list, or `+`, `-` or `^` and what is added to the
 * usual ones, taken from them, or put before them. Throws `host-unreachable` where none is left.
 */
export function chooseAlgorithms(kind: AlgorithmKind, text: string, place: string): readonly string[] {
  const usual: readonly string[] = usualAlgorithms[kind];
  const all = [...usual, ...onlyByName[kind]];
  const sign = /^[+^-]/.exec(text)?.[0];
  const patterns = (sign === undefined ? text : text.slice(1)).split(',');
  const named = patterns.flatMap((pattern) => all.filter((name) => matchesPatterns([pattern], name)));
  const chosen = {
    '+': [...usual, ...named],
    '-': usual.filter((name) => !named.includes(name)),
    '^': [...named, ...usual],
    '': named,
  }[sign ?? ''];
  if (chosen === undefined || chosen.length === 0)
    throw badLine(
      place,
      `none of the ${optionOfKind[kind]} ${JSON.stringify(text)} is known to drover`,
      `It has ${all.join(', ')}.`,
    );
  return [...new Set(chosen)];
}
