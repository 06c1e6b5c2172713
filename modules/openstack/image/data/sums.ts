import { createHash, getHashes, type Hash } from 'node:crypto';
import type { Body } from '../../api/session.types.ts';
import { textOf } from '../../kind/wire.ts';

/** What a cloud tells of an image's data. */
export interface DataFacts {
  readonly size: number | undefined;
  /** With the algorithm that the cloud chose; MD5 where it tells no other. */
  readonly sum: Sum | undefined;
  readonly md5: string | undefined;
}

export interface Sum {
  /** As Glance names it: `sha512`. */
  readonly algorithm: string;
  readonly value: string;
}

/** What an image, or the `_info` and `params` of a record, tell of the data. */
export function dataFactsOf(body: Body): DataFacts {
  const md5 = textOf(body, 'checksum');
  const [algorithm, value] = [textOf(body, 'os_hash_algo'), textOf(body, 'os_hash_value')];
  const size = body['size'];
  return {
    size: typeof size === 'number' ? size : undefined,
    sum:
      algorithm !== undefined && value !== undefined
        ? { algorithm, value }
        : md5 === undefined
          ? undefined
          : { algorithm: 'md5', value: md5 },
    md5,
  };
}

/** Whether two descriptions are of the same data; undefined where they have nothing in common to be compared by. */
export function isSameData(one: DataFacts, other: DataFacts): boolean | undefined {
  if (one.sum !== undefined && one.sum.algorithm === other.sum?.algorithm)
    return one.sum.value === other.sum.value;
  if (one.md5 !== undefined && other.md5 !== undefined) return one.md5 === other.md5;
  if (one.size !== undefined && other.size !== undefined && one.size !== other.size) return false;
  return undefined;
}

/** Sums of data that pass by. */
export interface Sums {
  add(chunk: Uint8Array): void;
  /** How many bytes have passed. */
  readonly size: number;
  /** What has passed, as a cloud would describe it. Nothing may be added after it. */
  facts(): DataFacts;
}

/** Sums by the algorithm that the source names, and by MD5, which most clouds tell, too. */
export function sumsFor(expected: DataFacts): Sums {
  const algorithm = expected.sum?.algorithm ?? 'md5';
  const main = hashOf(algorithm);
  const md5 = algorithm === 'md5' ? undefined : hashOf('md5');
  let size = 0;
  let known: DataFacts | undefined;
  return {
    add(chunk) {
      size += chunk.length;
      main?.update(chunk);
      md5?.update(chunk);
    },
    get size() {
      return size;
    },
    facts() {
      if (known !== undefined) return known;
      const value = main?.digest('hex');
      const plain = algorithm === 'md5' ? value : md5?.digest('hex');
      return (known = { size, sum: value === undefined ? undefined : { algorithm, value }, md5: plain });
    },
  };
}

/** Undefined for what this machine cannot compute: MD5 is not there where FIPS rules. */
function hashOf(algorithm: string): Hash | undefined {
  if (!getHashes().includes(algorithm)) return undefined;
  try {
    return createHash(algorithm);
  } catch {
    return undefined;
  }
}
