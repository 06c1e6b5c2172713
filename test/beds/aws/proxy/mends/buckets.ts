import { Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import type { AwsAnswer } from '../wire.ts';

/** Owners of buckets by name: names are of all accounts and regions. */
function ownersOf(call: Call): Map<string, string> {
  return call.stateOf('*', '*', 'bucket-owners', () => new Map<string, string>());
}

function nameIn(call: Call): string {
  return new URL(call.request.url, 'http://bucket').pathname.split('/')[1] ?? '';
}

export const bucketOwners: Mend = {
  gap: 'ExpectedBucketOwner is ignored, and buckets of other accounts are open, in moto',
  actions: ['s3:*'],
  async answer(call) {
    const { action, headers } = call.request;
    const name = nameIn(call);
    const owner = ownersOf(call).get(name);
    if (action === 'CreateBucket') {
      if (owner !== undefined && owner !== call.account)
        throw new Refusal('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
      const answer = await call.next();
      if (answer.status < 300) ownersOf(call).set(name, call.account);
      return answer;
    }
    const expected = headers['x-amz-expected-bucket-owner'];
    const isForeign = owner !== undefined && (owner !== call.account || (expected ?? owner) !== owner);
    if (isForeign) throw new Refusal('AccessDenied', 'Access Denied', 403);
    const answer = await call.next();
    if (action === 'DeleteBucket' && answer.status < 300) ownersOf(call).delete(name);
    return answer;
  },
};

/** Writes to an object one after the other: a condition and its write are one step. */
function turnsOf(call: Call): Map<string, Promise<unknown>> {
  return call.stateOf('*', '*', 'object-turns', () => new Map<string, Promise<unknown>>());
}

export const conditionalWrites: Mend = {
  gap: 'If-Match on PutObject and DeleteObject is ignored, in moto',
  actions: ['s3:PutObject', 's3:DeleteObject'],
  answer(call) {
    const turns = turnsOf(call);
    const key = call.request.url.split('?')[0] ?? '';
    const mine = (turns.get(key) ?? Promise.resolve()).then(() => conditionally(call));
    turns.set(
      key,
      mine.catch(() => undefined),
    );
    return mine;
  },
};

async function conditionally(call: Call): Promise<AwsAnswer> {
  const { request } = call;
  const wanted = request.headers['if-match'];
  if (wanted === undefined) return call.next();
  const path = request.url.split('?')[0] ?? '';
  const there = await call.moto.forward({ ...request, method: 'HEAD', url: path, body: Buffer.alloc(0) });
  if (there.status === 404) throw new Refusal('NoSuchKey', 'The specified key does not exist.', 404);
  if (plain(there.headers['etag']) !== plain(wanted))
    throw new Refusal(
      'PreconditionFailed',
      'At least one of the pre-conditions you specified did not hold',
      412,
    );
  return call.next();
}

function plain(tag: string | undefined): string | undefined {
  return tag?.replaceAll('"', '');
}
