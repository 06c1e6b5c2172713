import assert from 'node:assert/strict';
import { planQuota } from '../../../../modules/aws/quota/plan-quotas.ts';
import { findQuota, knownQuotas } from '../../../../modules/aws/quota/quota-table.ts';
import type { Quota, QuotaRequest } from '../../../../modules/aws/quota/read-quotas.ts';

const quota = (value: number, requests: readonly QuotaRequest[] = [], isAdjustable = true): Quota => ({
  place: { account: '123456789012', region: 'us-east-1' },
  name: 'eip',
  title: 'EC2-VPC Elastic IPs',
  service: 'ec2',
  code: 'L-0263D0A3',
  value,
  isAdjustable,
  requests,
});
const request = (desired: number, status: string): QuotaRequest => ({ id: 'r1', desired, status });

describe('the plan for a quota', () => {
  for (const [what, found, desired, expected] of [
    ['lists it where nothing is desired', quota(5), undefined, undefined],
    ['asks for more', quota(5), 10, 10],
    ['does nothing where it is as high', quota(10), 10, undefined],
    ['does nothing where it is higher', quota(20), 10, undefined],
    ['does not ask twice', quota(5, [request(10, 'PENDING')]), 10, undefined],
    ['does not ask for less than was asked for', quota(5, [request(20, 'CASE_OPENED')]), 10, undefined],
    ['asks again where it was denied', quota(5, [request(10, 'DENIED')]), 10, 10],
    ['asks again where the case was closed', quota(5, [request(10, 'CASE_CLOSED')]), 12, 12],
    ['asks for more than was given', quota(10, [request(10, 'APPROVED')]), 12, 12],
  ] as const)
    it(what, () => {
      const step = planQuota(found, desired);
      assert.equal(step.desired, expected);
      assert.match(step.reason, /eip in us-east-1 of 123456789012/);
      assert.equal(
        step.warning !== undefined,
        found.requests.some(({ status }) => /DENIED|CLOSED/.test(status)),
      );
    });

  it('is refused while less is asked for, and where AWS never raises it', () => {
    assert.throws(
      () => planQuota(quota(5, [request(8, 'PENDING')]), 10),
      /8 was asked for \(PENDING, request r1\)/,
    );
    assert.throws(() => planQuota(quota(5, [], false), 10), /AWS does not raise it beyond 5/);
  });
});

describe('quotas by name', () => {
  it('have names and codes of their own', () => {
    assert.equal(new Set(knownQuotas.map(({ name }) => name)).size, knownQuotas.length);
    assert.equal(
      new Set(knownQuotas.map(({ service, code }) => `${service}/${code}`)).size,
      knownQuotas.length,
    );
  });

  it('are found by name, by code, and not by guesses', () => {
    assert.equal(findQuota('eip')?.code, 'L-0263D0A3');
    assert.equal(findQuota('ec2/L-0263D0A3')?.count, findQuota('eip')?.count);
    assert.deepEqual(findQuota('lambda/L-B99A9384'), {
      name: 'lambda/L-B99A9384',
      service: 'lambda',
      code: 'L-B99A9384',
    });
    for (const name of ['EIP', 'L-0263D0A3', 'ec2/l-0263d0a3', 'ec2/L-0263', ''])
      assert.equal(findQuota(name), undefined, name);
  });
});
