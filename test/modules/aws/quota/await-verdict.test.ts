import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import { readQuota, type Quota } from '../../../../modules/aws/quota/read-quotas.ts';
import { awaitVerdict } from '../../../../modules/aws/quota/request-quotas.ts';

const place = { account: '123456789012', region: 'us-east-1' };
const quota: Quota = {
  place,
  name: 'eip',
  title: 'EC2-VPC Elastic IPs',
  service: 'ec2',
  code: 'L-0263D0A3',
  value: 5,
  isAdjustable: true,
  requests: [],
};

/** An AWS with a limit, and one request in a state. */
function deciding(status: string, limit: number): Aws {
  const answers: Readonly<Record<string, object>> = {
    GetRequestedServiceQuotaChange: { RequestedQuota: { Id: 'r1', DesiredValue: 20, Status: status } },
    GetServiceQuota: { Quota: { QuotaName: 'EC2-VPC Elastic IPs', Value: limit } },
  };
  return {
    call: (_place: unknown, _service: string, action: string) => Promise.resolve(answers[action]),
    all: () => Promise.resolve([]),
  } as unknown as Aws;
}

const decide = (status: string, limit: number) =>
  awaitVerdict(quota, { id: 'r1', desired: 20, status: 'CASE_OPENED' }, 5000, {
    aws: deciding(status, limit),
    signal: new AbortController().signal,
    progress: () => undefined,
    warn: () => undefined,
  });

describe('the decision about a quota', () => {
  it('is in the limit where a support case was closed: it may have been given all the same', async () => {
    assert.equal((await decide('CASE_CLOSED', 20)).status, 'CASE_CLOSED');
    await assert.rejects(decide('CASE_CLOSED', 5), /AWS did not give 20: CASE_CLOSED/);
  });

  it('is no where AWS says so', async () => {
    await assert.rejects(decide('DENIED', 20), /AWS did not give 20: DENIED/);
  });
});

describe('the use of a quota', () => {
  it('is left out where the region does not offer what is counted', async () => {
    const count = (code: 'aws-unsupported' | 'aws-failed') => () =>
      Promise.reject(new DroverError(code, { detail: 'No.', help: 'None.' }));
    const wanted = { name: 'eip', service: 'ec2', code: 'L-0263D0A3' };
    const read = (code: 'aws-unsupported' | 'aws-failed') =>
      readQuota(deciding('APPROVED', 7), place, { ...wanted, count: count(code) });
    const { value, used } = await read('aws-unsupported');
    assert.deepEqual([value, used], [7, undefined]);
    await assert.rejects(read('aws-failed'));
  });
});
