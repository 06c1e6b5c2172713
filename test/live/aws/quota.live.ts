/** Quotas on the bed: listed, asked for once, watched, refused. */
import { deepEqual, doesNotMatch, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAws, type OpenedAws } from '../../../modules/aws/api/open-aws.ts';
import { bringUpAws, MAIN_ACCOUNT } from '../../beds/aws/aws.ts';
import { buildCommand, type BuiltCommand, type Ended } from '../../cli/built.ts';

const bed = bringUpAws();
const place = { account: MAIN_ACCOUNT, region: 'us-east-1' };
const said = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`;

describe('quotas', function () {
  this.timeout(120_000);
  let aws: OpenedAws;
  let command: BuiltCommand;
  let folder: string;
  before(async () => {
    aws = await createAws({ environment: bed.environment, rateLimit: 200, externalIds: {} });
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-quota-'));
  });
  after(async () => {
    await aws.close();
    command.remove();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => bed.reset());

  const drover = (word: 'run' | 'plan', variables: Readonly<Record<string, unknown>>): Promise<Ended> =>
    command.run(
      [
        word,
        'playbooks/aws_quota.yml',
        '-e',
        JSON.stringify({ account: MAIN_ACCOUNT, region: 'us-east-1', ...variables }),
      ],
      { environment: { ...bed.environment, DROVER_DATA_DIR: folder } },
    );
  const requests = async (): Promise<readonly unknown[]> =>
    (await bed.calls()).filter(({ action }) => action === 'RequestServiceQuotaIncrease');

  it('are listed with what is used of them', async () => {
    await aws.call(place, 'ec2', 'AllocateAddress', { Domain: 'vpc' });
    const { VpcId } = (await aws.call(place, 'ec2', 'CreateVpc', { CidrBlock: '10.3.0.0/16' })).Vpc ?? {};
    await aws.call(place, 'ec2', 'AssociateVpcCidrBlock', { VpcId, CidrBlock: '100.64.0.0/24' });
    for (let at = 0; at < 3; at += 1) await aws.call(place, 'ec2', 'CreateRouteTable', { VpcId });
    const ended = await drover('run', {});
    equal(ended.code, 0, said(ended));
    for (const line of [
      'eip in us-east-1 of 123456789012: 5, 1 used',
      'vpc_cidrs .*: 5, 2 used',
      'route_tables .*: 200, 4 used',
    ])
      match(ended.stdout, new RegExp(line));
    deepEqual(await requests(), []);
  });

  it('are asked for once, and not in check mode', async () => {
    await bed.set({ settleMs: 60_000 });
    const wish = { quota: 'eip', desired: 20 };
    const planned = await drover('plan', wish);
    equal(planned.code, 0, said(planned));
    match(planned.stdout, /eip/);
    deepEqual(await requests(), []);
    match((await drover('run', wish)).stdout, /changed=1/);
    equal((await requests()).length, 1);
    const again = await drover('run', wish);
    match(again.stdout, /20 asked for \(PENDING\)/);
    match(again.stdout, /changed=0/);
    equal((await requests()).length, 1);
    const more = await drover('run', { quota: 'eip', desired: 30 });
    equal(more.code, 2, said(more));
    match(said(more), /20 was asked for \(PENDING, request \w+\), which is less than 30/);
  });

  it('are watched until AWS has decided', async () => {
    await bed.set({ settleMs: 1500 });
    const wish = { quota: 'vpc/L-F678F1CE', desired: 12, wait: 60 };
    match((await drover('run', wish)).stdout, /changed=1/);
    const { Quota } = await aws.call(place, 'service-quotas', 'GetServiceQuota', {
      ServiceCode: 'vpc',
      QuotaCode: 'L-F678F1CE',
    });
    equal(Quota?.Value, 12);
    match((await drover('run', wish)).stdout, /changed=0/);
    equal((await requests()).length, 1);
  });

  it('that are refused fail, with the reason', async () => {
    await bed.set({ settleMs: 500, quotaVerdict: 'DENIED' });
    const ended = await drover('run', { quota: 'eip', desired: 500, wait: 30 });
    equal(ended.code, 2, said(ended));
    match(said(ended), /AWS did not give 500: DENIED/);
  });

  it('that nobody knows are told of before anything runs', async () => {
    const ended = await drover('run', { quota: 'eips' });
    ok(ended.code !== 0);
    match(said(ended), /There is no quota eips.*Did you mean eip\?/s);
    match(
      said(await drover('run', { quota: 'vpc/L-NOPE' })),
      /There is no quota vpc\/L-NOPE\. Those with a name/,
    );
    const coded = await drover('run', { quota: 'ec2/L-00000000' });
    equal(coded.code, 2);
    const short = await drover('run', { account: '1234', quota: 'eip' });
    equal(short.code, 2);
    match(said(short), /1234 is no account of AWS/);
    match(said(coded), /AWS knows no quota ec2\/L-00000000/);
    doesNotMatch(said(coded), new RegExp(bed.environment['AWS_SECRET_ACCESS_KEY']!.replaceAll('/', '.')));
  });
});
