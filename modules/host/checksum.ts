import { createHash } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { withoutPassword, type HttpAnswer } from './api/http.ts';
import { textOf } from './file-content.ts';

/** An answer that is none: its status is a part of the result. */
export class Refused extends Error {
  readonly url: string;
  readonly answer: HttpAnswer;
  constructor(url: string, answer: HttpAnswer) {
    super('Request failed');
    this.url = url;
    this.answer = answer;
  }
}

/** A hash that content must have. */
export interface WantedHash {
  readonly algorithm: string;
  readonly hash: string;
}

/** What a `checksum` argument asks for: `sha256:` and the hash, or the URL of a list of hashes. */
export async function wantedHash(
  checksum: string,
  name: string,
  fetch: (url: string) => Promise<HttpAnswer>,
): Promise<WantedHash> {
  const at = checksum.indexOf(':');
  const algorithm = checksum.slice(0, at).toLowerCase();
  const value = checksum.slice(at + 1).trim();
  if (at === -1) throw badChecksum('The checksum parameter has to be in format <algorithm>:<checksum>');
  if (!algorithms.includes(algorithm))
    throw badChecksum(
      `Could not hash file '${name}' with algorithm '${algorithm}'. Available algorithms: ${algorithms.join(', ')}`,
    );
  const given = /^\w+:\/\//.test(value) ? await listedHash(value, name, fetch) : value;
  if (!/^[0-9a-f]+$/i.test(given)) throw badChecksum('The checksum format is invalid');
  return { algorithm, hash: given.toLowerCase() };
}

const algorithms: readonly string[] = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'];

function badChecksum(detail: string): DroverError {
  return new DroverError('invalid-argument', { detail, help: 'Write for example sha256: and the hash.' });
}

/** The hash of a file in a list of hashes and names, or the only one in it. */
async function listedHash(
  url: string,
  name: string,
  fetch: (url: string) => Promise<HttpAnswer>,
): Promise<string> {
  const answer = await fetch(url);
  if (answer.status >= 400) throw new Refused(url, answer);
  const lines = textOf(answer.body)
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?(?:\.\/)?/))
    .filter(([first]) => first !== '');
  const found = lines.find(([, file]) => file === name) ?? (lines.length === 1 ? lines[0] : undefined);
  if (found?.[0] !== undefined) return found[0];
  throw new DroverError('module-failed', {
    detail: `Unable to find a checksum for file '${name}' in '${withoutPassword(url)}'`,
    help: 'Give the hash itself.',
  });
}

/** Whether content has the hash. */
export function isOf(wanted: WantedHash, content: Uint8Array | undefined): boolean {
  return content !== undefined && hash(content, wanted.algorithm) === wanted.hash;
}

export function hash(content: Uint8Array, algorithm: string): string {
  return createHash(algorithm).update(content).digest('hex');
}
