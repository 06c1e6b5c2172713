/** The bucket: made and checked, folders kept in it, leases and journals of VPCs. */
import { deepEqual, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { accountNames } from '../../../engine/transport/account-names.ts';
import { localFiles } from '../../../engine/transport/local-files.ts';
import { createAws, type OpenedAws } from '../../../modules/aws/api/open-aws.ts';
import { deleteObjects, downloadFolder, uploadFolder } from '../../../modules/aws/bucket/backup.ts';
import type { Bucket } from '../../../modules/aws/bucket/bucket.types.ts';
import { downloadAccounts, uploadAccounts } from '../../../modules/aws/bucket/keep-accounts.ts';
import { leaseKey } from '../../../modules/aws/bucket/layout.ts';
import { takeLease } from '../../../modules/aws/bucket/lease.ts';
import { listObjects, putIf, putOnce, readObject, writeObject } from '../../../modules/aws/bucket/objects.ts';
import { bucketOf, planBucket } from '../../../modules/aws/bucket/open-bucket.ts';
import { vpcLines } from '../../../modules/aws/bucket/vpc-lines.ts';
import { bringUpAws } from '../../beds/aws/aws.ts';

const bed = bringUpAws();
const files = localFiles(accountNames());
const vpc = { account: '111111111111', vpc: 'vpc-0123456789abcdef0' };

let aws: OpenedAws;
let bucket: Bucket;
let folder: string;

function failsWith(code: string, words: RegExp) {
  return (error: unknown): true => {
    ok(error instanceof DroverError, String(error));
    equal(error.code, code, error.message);
    match(error.message, words);
    return true;
  };
}

async function make(to: Bucket): Promise<readonly string[]> {
  const plan = await planBucket(to);
  await plan.apply();
  return plan.steps;
}

describe('the bucket', () => {
  before(async () => {
    aws = await createAws({ environment: bed.environment, rateLimit: 500, externalIds: {} });
  });
  after(() => aws.close());
  beforeEach(async () => {
    await bed.reset();
    folder = await mkdtemp(join(tmpdir(), 'drover-bucket-'));
    bucket = { aws, name: 'kept-here', place: { account: '111111111111', role: 'app', region: 'eu-west-1' } };
  });
  afterEach(() => rm(folder, { recursive: true }));

  describe('is made and checked', () => {
    it('follows from discovery.yaml', () => {
      const s3 = { account: '1'.repeat(12), role_name: 'app', name: 'kept-here', region: 'eu-west-1' };
      deepEqual(bucketOf({ aws: { s3 } }, aws), bucket);
      equal(bucketOf({}, aws), undefined);
    });

    for (const region of ['us-east-1', 'eu-west-1'])
      it(`once, in ${region}`, async () => {
        const there = { ...bucket, place: { ...bucket.place, region } };
        equal((await planBucket(there)).steps.length, 3);
        // A plan has changed nothing.
        equal((await make(there)).length, 3);
        deepEqual((await planBucket(there)).steps, []);
        const versioning = await aws.call(there.place, 's3', 'GetBucketVersioning', { Bucket: there.name });
        equal(versioning.Status, 'Enabled');
        const { PublicAccessBlockConfiguration: blocks } = await aws.call(
          there.place,
          's3',
          'GetPublicAccessBlock',
          {
            Bucket: there.name,
          },
        );
        deepEqual(new Set(Object.values(blocks ?? {})), new Set([true]));
      });

    it('is finished where a run was cut off after the creation', async () => {
      await bed.fault({
        kind: 'error',
        action: 'PutPublicAccessBlock',
        status: 403,
        code: 'AccessDenied',
        times: 1,
      });
      await rejects(make(bucket), failsWith('aws-denied', /s3:PutBucketPublicAccessBlock/));
      equal((await make(bucket)).length, 2);
      deepEqual((await planBucket(bucket)).steps, []);
    });

    it('is not used where it is another account’s', async () => {
      await make({ ...bucket, place: { ...bucket.place, account: '999999999999' } });
      await rejects(planBucket(bucket), failsWith('aws-bucket', /belongs to another account/));
    });

    it('is not used where it keeps no versions, or may be public', async () => {
      await make(bucket);
      await writeObject(bucket, 'a', 'a');
      const owned = { Bucket: bucket.name };
      await aws.call(bucket.place, 's3', 'PutBucketVersioning', {
        ...owned,
        VersioningConfiguration: { Status: 'Suspended' },
      });
      await rejects(planBucket(bucket), failsWith('aws-bucket', /versioning is not enabled/));
      await aws.call(bucket.place, 's3', 'DeletePublicAccessBlock', owned);
      await rejects(
        planBucket(bucket),
        failsWith('aws-bucket', /not enabled, and public access is not blocked \(BlockPublicAcls, /),
      );
    });
  });

  describe('keeps folders', () => {
    beforeEach(() => make(bucket));

    const write = async (path: string, text: string): Promise<void> => {
      await mkdir(join(folder, path, '..'), { recursive: true });
      await writeFile(join(folder, path), text);
    };

    it('with what differs only, and gives them back on another machine', async () => {
      await write('out/main.tf', 'a');
      await write('out/tmp/discovery.yaml', 'b');
      await write('out/tmp/discovery-dm.log', 'log');
      await write('out/terraform.tfstate', 'secret');
      await write('out/.terraform/providers', 'x');
      await write('elsewhere', 'not here');
      await symlink(join(folder, 'elsewhere'), join(folder, 'out/link'));
      const up = () => uploadFolder(bucket, files, join(folder, 'out'), 'dm/1/');
      const planned = await uploadFolder(bucket, files, join(folder, 'out'), 'dm/1/', { checkMode: true });
      deepEqual(await listObjects(bucket, ''), []);
      const all = ['dm/1/main.tf', 'dm/1/tmp/discovery-dm.log', 'dm/1/tmp/discovery.yaml'];
      deepEqual(planned, all);
      deepEqual(await up(), all);
      deepEqual(await up(), []);
      await write('out/main.tf', 'c');
      deepEqual(await up(), ['dm/1/main.tf']);

      const down = () => downloadFolder(bucket, files, join(folder, 'in'), 'dm/1/');
      deepEqual(
        await down(),
        ['main.tf', 'tmp/discovery.yaml'].map((path) => join(folder, 'in', path)),
      );
      equal(await readFile(join(folder, 'in/main.tf'), 'utf8'), 'c');
      deepEqual(await down(), []);
      deepEqual(await deleteObjects(bucket, ['dm/1/main.tf', 'dm/1/never']), ['dm/1/main.tf']);
      equal(await readObject(bucket, 'dm/1/main.tf'), undefined);
    });

    it('of each account, with the module that they share', async () => {
      const config = {
        terraform: { terraform_output: join(folder, 'out'), module_name: 'brownfield' },
        account_info: [{ account_id: '111111111111' }, { account_id: '222222222222' }],
      };
      await write('out/111111111111/main.tf', 'a');
      await write('out/222222222222/main.tf', 'b');
      await write('out/brownfield/main.tf', 'c');
      deepEqual(await uploadAccounts(bucket, files, config), [
        'dm/brownfield/main.tf',
        'dm/111111111111/main.tf',
        'dm/222222222222/main.tf',
      ]);
      await rm(join(folder, 'out'), { recursive: true });
      equal((await downloadAccounts(bucket, files, config)).length, 3);
    });

    it('never outside of them', async () => {
      await writeObject(bucket, 'dm/1/../../evil', 'x');
      await rejects(
        downloadFolder(bucket, files, join(folder, 'in'), 'dm/1/'),
        failsWith('aws-bucket', /outside of its folder/),
      );
    });
  });

  describe('writes under conditions', () => {
    beforeEach(() => make(bucket));

    it('once, and over what was read', async () => {
      const tag = await putOnce(bucket, 'k', 'one');
      ok(tag);
      equal(await putOnce(bucket, 'k', 'two'), undefined);
      const next = await putIf(bucket, 'k', 'two', tag);
      ok(next);
      equal(await putIf(bucket, 'k', 'three', tag), undefined);
      equal((await readObject(bucket, 'k'))?.text, 'two');
    });

    it('and knows its own write where the answer was lost', async () => {
      await bed.fault({ kind: 'drop-after', action: 'PutObject', times: 1 });
      const tag = await putOnce(bucket, 'k', 'one');
      equal((await readObject(bucket, 'k'))?.tag, tag);
      await bed.fault({ kind: 'drop', action: 'PutObject', times: 1, after: 0 });
      ok(await putIf(bucket, 'k', 'two', tag ?? ''));
      equal((await readObject(bucket, 'k'))?.text, 'two');
    });
  });

  describe('holds leases', () => {
    beforeEach(() => make(bucket));

    it('for one of many who come at once', async () => {
      const come = Array.from({ length: 8 }, (_, at) => takeLease(bucket, vpc, { holder: `operator ${at}` }));
      const outcomes = await Promise.allSettled(come);
      const taken = outcomes.filter((outcome) => outcome.status === 'fulfilled').map(({ value }) => value);
      equal(taken.length, 1);
      equal(taken[0]?.token, 1);
      for (const outcome of outcomes)
        if (outcome.status === 'rejected')
          failsWith(
            'aws-lease',
            /Another run works on vpc-0123456789abcdef0: operator \d holds/,
          )(outcome.reason);
      await taken[0].release();
    });

    it('with a token that grows', async () => {
      const first = await takeLease(bucket, vpc, { holder: 'a' });
      await first.check();
      await first.release();
      const second = await takeLease(bucket, vpc, { holder: 'b' });
      equal(second.token, 2);
      await second.release();
    });

    it('that are taken over after their end, and lost to who held them', async () => {
      let time = Date.now();
      const now = () => time;
      const first = await takeLease(bucket, vpc, { holder: 'stopped', ttlMs: 60_000, now });
      time += 61_000;
      await rejects(takeLease(bucket, vpc, { holder: 'next', now }), failsWith('aws-lease', /stopped holds/));
      time += 30_000;
      const second = await takeLease(bucket, vpc, { holder: 'next', now });
      equal(second.token, 2);
      await rejects(first.check(), failsWith('aws-lease', /was lost: next has taken it over/));
      await rejects(first.check(), failsWith('aws-lease', /was lost/));
      await first.release();
      await second.check();
      match((await readObject(bucket, leaseKey(vpc)))?.text ?? '', /"holder":"next"/);
      await second.release();
    });

    it('that are renewed when half of their time is over', async () => {
      let time = Date.now();
      const lease = await takeLease(bucket, vpc, { holder: 'a', ttlMs: 60_000, now: () => time });
      const until = async (): Promise<string> =>
        /"expires":"([^"]+)"/.exec((await readObject(bucket, leaseKey(vpc)))?.text ?? '')?.[1] ?? '';
      const before = await until();
      time += 10_000;
      await lease.check();
      equal(await until(), before);
      time += 30_000;
      await lease.check();
      ok((await until()) > before);
      await lease.release();
    });

    it('and says what is damaged', async () => {
      await writeObject(bucket, leaseKey(vpc), '{"holder": ');
      await rejects(takeLease(bucket, vpc, { holder: 'a' }), failsWith('aws-lease', /is damaged/));
    });
  });

  it('keeps the lines of a journal, each once', async () => {
    await make(bucket);
    const lines = vpcLines(bucket, vpc);
    deepEqual(await lines.read(), []);
    for (let number = 1; number <= 20; number += 1) await lines.put(number, `{"number":${number}}`);
    deepEqual(
      (await lines.read()).map(({ number }) => number),
      Array.from({ length: 20 }, (_, at) => at + 1),
    );
    await rejects(lines.put(7, '{"other":7}'), failsWith('aws-lease', /Line 7 .* other content/));
    await bed.fault({ kind: 'drop-after', action: 'PutObject', times: 1 });
    await lines.put(21, '{"number":21}');
    equal((await lines.read()).at(-1)?.text, '{"number":21}');
    // Neither is ever part of a backup.
    deepEqual(await downloadFolder(bucket, files, folder, `dm/${vpc.account}/`), []);
  });
});
