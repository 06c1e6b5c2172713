/** A bucket in memory, with conditions on writes as S3 has them, and answers that are lost on demand. */
import { createHash } from 'node:crypto';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import type { Bucket } from '../../../../modules/aws/bucket/bucket.types.ts';

export type S3Call = (action: string, input: Readonly<Record<string, string>>) => unknown;

export interface SmallBucket {
  readonly bucket: Bucket;
  readonly objects: Map<string, string>;
  /** The calls that reach S3, in order. */
  readonly calls: string[];
  /** Takes the place of a call once: `answer` makes the call, as S3 does. */
  next: ((answer: () => unknown, action: string) => unknown) | undefined;
}

export function smallBucket(): SmallBucket {
  const objects = new Map<string, string>();
  const calls: string[] = [];
  const answer: S3Call = (action, input) => {
    calls.push(action);
    const key = input['Key'] ?? '';
    const text = objects.get(key);
    if (action === 'GetObject') {
      if (text === undefined) throw s3Error('NoSuchKey');
      return { Body: { transformToByteArray: () => Promise.resolve(Buffer.from(text)) }, ETag: tagOf(text) };
    }
    if (action !== 'PutObject') throw new TypeError(`not used: ${action}`);
    if (input['IfNoneMatch'] !== undefined && text !== undefined) throw s3Error('PreconditionFailed');
    if (input['IfMatch'] !== undefined && tagOf(text ?? '') !== input['IfMatch'])
      throw s3Error(text === undefined ? 'NoSuchKey' : 'PreconditionFailed');
    objects.set(key, input['Body'] ?? '');
    return { ETag: tagOf(input['Body'] ?? '') };
  };
  const call = (_place: unknown, _service: unknown, action: string, input: never) =>
    new Promise((resolve) => {
      const instead = small.next;
      small.next = undefined;
      resolve(instead === undefined ? answer(action, input) : instead(() => answer(action, input), action));
    });
  const aws = { call } as unknown as Aws;
  const bucket = { aws, name: 'kept', place: { account: '123456789012', region: 'eu-central-1' } };
  const small: SmallBucket = { bucket, objects, calls, next: undefined };
  return small;
}

export function s3Error(code: string): DroverError {
  return new DroverError('aws-refused', {
    detail: code,
    cause: Object.assign(new Error(code), { awsCode: code }),
  });
}

export function answerLost(): DroverError {
  return new DroverError('aws-answer-lost', { detail: 'The answer did not come.' });
}

function tagOf(text: string): string {
  return `"${createHash('md5').update(text).digest('hex')}"`;
}
