/** Objects of the bucket: read, written under conditions, listed and deleted. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { awsCodeOf } from '../api/errors.ts';
import type { Bucket, ListedObject, ReadObject } from './bucket.types.ts';

/** Calls name the owner: a bucket that somebody else made under this name meanwhile is not written to. */
function inBucket({ name, place }: Bucket): {
  readonly Bucket: string;
  readonly ExpectedBucketOwner: string;
} {
  return { Bucket: name, ExpectedBucketOwner: place.account };
}

/** Undefined where there is no such object. */
export async function readObject(bucket: Bucket, key: string): Promise<ReadObject | undefined> {
  const found = await readBytes(bucket, key);
  return found && { text: Buffer.from(found.bytes).toString('utf8'), tag: found.tag };
}

const READ_TRIES = 3;

export async function readBytes(
  bucket: Bucket,
  key: string,
): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | undefined> {
  const { aws, place } = bucket;
  for (let tries = 1; ; tries += 1) {
    const answer = await aws
      .call(place, 's3', 'GetObject', { ...inBucket(bucket), Key: key })
      .catch((error: unknown) => {
        if (awsCodeOf(error) === 'NoSuchKey' || awsCodeOf(error) === 'NotFound') return undefined;
        throw error;
      });
    if (answer === undefined) return undefined;
    try {
      // The call is over with the headers: a connection that breaks behind them is seen only here.
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
      return { bytes, tag: answer.ETag ?? '' };
    } catch (error) {
      if (tries === READ_TRIES)
        throw new DroverError('aws-unreachable', {
          detail: `The object ${key} of bucket ${bucket.name} cannot be read to its end: ${messageOf(error)}.`,
          help: 'Check the network, and try again.',
          cause: error,
        });
    }
  }
}

/** Writes whatever is there; S3 checks the sum. */
export async function writeObject(bucket: Bucket, key: string, content: string | Uint8Array): Promise<void> {
  const { aws, place } = bucket;
  await aws.call(place, 's3', 'PutObject', {
    ...inBucket(bucket),
    Key: key,
    Body: content,
    ChecksumSHA256: createHash('sha256').update(content).digest('base64'),
  });
}

/** Writes an object that is not there yet. Gives its tag, or undefined where there is one already. */
export function putOnce(bucket: Bucket, key: string, text: string): Promise<string | undefined> {
  return putUnder(bucket, key, text, { IfNoneMatch: '*' });
}

/** Writes an object that is as it was read. Gives its new tag, or undefined where it is not. */
export function putIf(bucket: Bucket, key: string, text: string, tag: string): Promise<string | undefined> {
  return putUnder(bucket, key, text, { IfMatch: tag });
}

const CONFLICT_TRIES = 5;

async function putUnder(
  bucket: Bucket,
  key: string,
  text: string,
  condition: { readonly IfNoneMatch: string } | { readonly IfMatch: string },
): Promise<string | undefined> {
  const { aws, place } = bucket;
  for (let tries = 1; ; tries += 1) {
    try {
      const input = { ...inBucket(bucket), Key: key, Body: text, ...condition };
      return (await aws.call(place, 's3', 'PutObject', input)).ETag;
    } catch (error) {
      if (error instanceof DroverError && error.code === 'aws-answer-lost') {
        const there = await readObject(bucket, key);
        // What is written under a condition is never the same twice: this is what was sent.
        if (there?.text === text) return there.tag;
        if (tries < CONFLICT_TRIES) continue;
      }
      const code = awsCodeOf(error);
      if (code === 'PreconditionFailed' || code === 'NoSuchKey')
        return tries === 1 ? undefined : await tagOf(bucket, key, text);
      // Two writes met: S3 asks for the one that lost to be made again.
      if (code !== 'ConditionalRequestConflict' || tries === CONFLICT_TRIES) throw error;
      await sleep(100 * tries);
    }
  }
}

/** Of an object that says this: an earlier try may have been carried out late, and be what stands against this one. */
async function tagOf(bucket: Bucket, key: string, text: string): Promise<string | undefined> {
  const there = await readObject(bucket, key);
  return there?.text === text ? there.tag : undefined;
}

/** Versions of it stay, as the bucket keeps them. One that is not there is no error. */
export async function deleteObject(bucket: Bucket, key: string): Promise<void> {
  await bucket.aws.call(bucket.place, 's3', 'DeleteObject', { ...inBucket(bucket), Key: key });
}

export async function listObjects(bucket: Bucket, prefix: string): Promise<readonly ListedObject[]> {
  const { aws, place } = bucket;
  const input = { ...inBucket(bucket), Prefix: prefix };
  const listed = await aws.all(place, 's3', 'ListObjectsV2', input, 'Contents');
  return listed.map(({ Key = '', Size = 0, ETag = '' }) => ({ key: Key, size: Size, tag: ETag }));
}

/** The sum of an object that S3 keeps with it, in base64; undefined where it has none. */
export async function sumOf(bucket: Bucket, key: string): Promise<string | undefined> {
  const { aws, place } = bucket;
  const input = { ...inBucket(bucket), Key: key, ChecksumMode: 'ENABLED' } as const;
  return (await aws.call(place, 's3', 'HeadObject', input)).ChecksumSHA256;
}
