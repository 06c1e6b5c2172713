import assert from 'node:assert/strict';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import { takeLease } from '../../../../modules/aws/bucket/lease.ts';
import { putOnce } from '../../../../modules/aws/bucket/objects.ts';
import { planBucket } from '../../../../modules/aws/bucket/open-bucket.ts';
import { answerLost, s3Error, smallBucket } from './support.ts';

const place = { account: '123456789012', vpc: 'vpc-1' };

describe('an object that is written once', () => {
  it('is written where the first try is carried out after the second one', async () => {
    const small = smallBucket();
    small.next = (first) => {
      // Lost on its way, not found by the look that follows, and there before the second try is.
      small.next = (look) => {
        try {
          return look();
        } finally {
          first();
        }
      };
      throw answerLost();
    };
    assert.notEqual(await putOnce(small.bucket, 'line', 'mine'), undefined);
    assert.deepEqual(small.calls, ['GetObject', 'PutObject', 'PutObject', 'GetObject']);
    assert.equal(small.objects.get('line'), 'mine');
  });

  it('is not where another one was first', async () => {
    const small = smallBucket();
    small.next = () => {
      small.objects.set('line', 'theirs');
      throw s3Error('ConditionalRequestConflict');
    };
    assert.equal(await putOnce(small.bucket, 'line', 'mine'), undefined);
    assert.equal(small.objects.get('line'), 'theirs');
  });
});

describe('a lease', () => {
  /** Each check finds half of the time over, and renews. */
  const timed = () => {
    let now = Date.parse('2026-11-22T00:00:00Z');
    return { now: () => now, pass: () => void (now += 70_000) };
  };

  it('is not lost by a renewal that arrived and whose answer did not', async () => {
    const small = smallBucket();
    const time = timed();
    const lease = await takeLease(small.bucket, place, { holder: 'ann', now: time.now });
    time.pass();
    small.next = (write) => {
      write();
      small.next = () => {
        throw new Error('no network');
      };
      throw answerLost();
    };
    await assert.rejects(lease.check(), /no network/);
    time.pass();
    await lease.check();
    const [text = ''] = [...small.objects.values()];
    assert.match(text, new RegExp(new Date(time.now() + 120_000).toISOString()));
    await lease.release();
    assert.match([...small.objects.values()][0] ?? '', /"isReleased":true/);
  });

  it('is lost to another holder', async () => {
    const small = smallBucket();
    const time = timed();
    const lease = await takeLease(small.bucket, place, { holder: 'ann', now: time.now });
    time.pass();
    time.pass();
    time.pass();
    const other = await takeLease(small.bucket, place, { holder: 'bob', now: time.now });
    await assert.rejects(lease.check(), /bob has taken it over/);
    await lease.release();
    await other.check();
    await other.release();
  });
});

describe('a bucket that two runs make at a time', () => {
  it('is made safe by both', async () => {
    const calls: string[] = [];
    const call = (_place: unknown, _service: unknown, action: string) =>
      new Promise((resolve) => {
        calls.push(action);
        if (action === 'HeadBucket') throw s3Error('NotFound');
        if (action === 'CreateBucket') throw s3Error('BucketAlreadyOwnedByYou');
        resolve({});
      });
    const aws = { call } as unknown as Aws;
    const plan = await planBucket({ ...smallBucket().bucket, aws });
    await plan.apply();
    assert.deepEqual(calls, ['HeadBucket', 'CreateBucket', 'PutPublicAccessBlock', 'PutBucketVersioning']);
  });
});
