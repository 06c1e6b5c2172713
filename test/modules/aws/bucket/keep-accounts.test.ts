import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../engine/transport/local.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import type { Bucket } from '../../../../modules/aws/bucket/bucket.types.ts';
import { downloadAccounts, uploadAccounts } from '../../../../modules/aws/bucket/keep-accounts.ts';

const ACCOUNT = '123456789012';

/** The objects of a bucket, in memory. */
function bucketOf(objects: Map<string, Buffer>): Bucket {
  const calls: Readonly<Record<string, (input: { Key: string; Body: Uint8Array }) => unknown>> = {
    PutObject: ({ Key, Body }) => (objects.set(Key, Buffer.from(Body)), { ETag: '"x"' }),
    DeleteObject: ({ Key }) => objects.delete(Key),
    HeadObject: () => ({}),
    GetObject: ({ Key }) => {
      const bytes = objects.get(Key);
      if (bytes === undefined) throw Object.assign(new Error(Key), { name: 'NoSuchKey' });
      return { Body: { transformToByteArray: () => Promise.resolve(new Uint8Array(bytes)) } };
    },
  };
  const aws = {
    call: (_place: unknown, _service: string, action: string, input: never) =>
      new Promise((resolve) => {
        resolve(calls[action]?.(input));
      }),
    all: (_place: unknown, _service: string, _action: string, { Prefix }: { readonly Prefix: string }) =>
      Promise.resolve(
        [...objects]
          .filter(([key]) => key.startsWith(Prefix))
          .map(([Key, bytes]) => ({ Key, Size: bytes.length, ETag: 'x' })),
      ),
  };
  // Boundary: only what objects are read and written by.
  return {
    aws: aws as unknown as Aws,
    name: 'kept',
    place: { account: ACCOUNT, role: 'app', region: 'us-east-1' },
  };
}

describe("the kit's revert.json in the bucket", () => {
  let root: string;
  const objects = new Map<string, Buffer>();
  const { files } = localConnection(process.env);
  const bucket = bucketOf(objects);
  const config = () => ({
    terraform: { terraform_output: root, module_name: 'brownfield' },
    account_info: [{ account_id: ACCOUNT }],
  });
  const inTmp = (name: string) => join(root, ACCOUNT, 'tmp', name);
  const key = (name: string) => `dm/${ACCOUNT}/tmp/${name}`;
  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'drover-keep-'));
    objects.clear();
    mkdirSync(inTmp('tmp-vpc-1'), { recursive: true });
    for (const name of ['revert.json', 'tmp-vpc-1/revert.json'])
      writeFileSync(inTmp(name), `{"of":"${name}"}`);
    await uploadAccounts(bucket, files, config());
    assert.deepEqual([...objects.keys()], [key('revert.json'), key('tmp-vpc-1/revert.json')]);
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('goes with the one that was put aside here, and no download brings it back', async () => {
    for (const name of ['revert.json', 'tmp-vpc-1/revert.json'])
      renameSync(inTmp(name), inTmp(`${name}.reverted`));
    const planned = await uploadAccounts(bucket, files, config(), { checkMode: true });
    assert.ok(planned.includes(key('revert.json')) && objects.has(key('revert.json')));
    await uploadAccounts(bucket, files, config());
    assert.deepEqual(
      [...objects.keys()],
      [key('revert.json.reverted'), key('tmp-vpc-1/revert.json.reverted')],
    );
    await downloadAccounts(bucket, files, config());
    assert.ok(!existsSync(inTmp('revert.json')) && !existsSync(inTmp('tmp-vpc-1/revert.json')));
  });

  it('stays where the kit has written another one since', async () => {
    renameSync(inTmp('revert.json'), inTmp('revert.json.reverted'));
    objects.set(key('revert.json'), Buffer.from('{"of":"another switch"}'));
    await uploadAccounts(bucket, files, config());
    assert.ok(objects.has(key('revert.json')));
  });

  it('stays where there is none here, as on another machine', async () => {
    rmSync(inTmp('revert.json'));
    await uploadAccounts(bucket, files, config());
    assert.ok(objects.has(key('revert.json')));
  });
});
