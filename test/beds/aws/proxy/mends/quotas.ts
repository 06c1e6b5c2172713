import { randomBytes } from 'node:crypto';
import { jsonAnswer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';

interface Quota {
  readonly code: string;
  readonly name: string;
  readonly usual: number;
}

/** Of the real lists, those that matter here; codes and defaults as AWS has them. */
const QUOTAS: Readonly<Record<string, readonly Quota[]>> = {
  ec2: [
    { code: 'L-0263D0A3', name: 'EC2-VPC Elastic IPs', usual: 5 },
    {
      code: 'L-1216C47A',
      name: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
      usual: 5,
    },
    { code: 'L-A2478D36', name: 'Transit gateways per account', usual: 5 },
    { code: 'L-E0233F82', name: 'Attachments per transit gateway', usual: 5000 },
  ],
  vpc: [
    { code: 'L-F678F1CE', name: 'VPCs per Region', usual: 5 },
    { code: 'L-407747CB', name: 'Subnets per VPC', usual: 200 },
    { code: 'L-589F43AA', name: 'Route tables per VPC', usual: 200 },
    { code: 'L-93826ACB', name: 'Routes per route table', usual: 50 },
    { code: 'L-83CA0A9D', name: 'IPv4 CIDR blocks per VPC', usual: 5 },
    { code: 'L-FE5A380F', name: 'NAT gateways per Availability Zone', usual: 5 },
    { code: 'L-A4707A72', name: 'Internet gateways per Region', usual: 5 },
  ],
};

interface Change {
  readonly id: string;
  readonly service: string;
  readonly quota: Quota;
  readonly desired: number;
  readonly made: number;
  readonly requester: string;
  /** When the verdict falls. */
  readonly at: number;
  readonly verdict: string;
}

function changesOf(call: Call): Change[] {
  return call.state('quota-changes', () => []);
}

function statusOf({ at, verdict }: Change): string {
  return Date.now() < at ? 'PENDING' : verdict;
}

function quotaIn({ request: { json } }: Call): readonly [string, Quota] {
  const service = String(json['ServiceCode']);
  const quota = QUOTAS[service]?.find(({ code }) => code === json['QuotaCode']);
  if (quota !== undefined) return [service, quota];
  throw new Refusal(
    'NoSuchResourceException',
    'The request failed because the specified resource does not exist.',
  );
}

function valueOf(call: Call, { code, usual }: Quota): number {
  const granted = changesOf(call).filter(
    (change) => change.quota.code === code && statusOf(change) === 'APPROVED',
  );
  return Math.max(usual, ...granted.map(({ desired }) => desired));
}

function shown(call: Call, service: string, quota: Quota): object {
  return {
    ServiceCode: service,
    ServiceName:
      service === 'ec2'
        ? 'Amazon Elastic Compute Cloud (Amazon EC2)'
        : 'Amazon Virtual Private Cloud (Amazon VPC)',
    QuotaArn: `arn:aws:servicequotas:${call.request.region}:${call.account}:${service}/${quota.code}`,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    Value: valueOf(call, quota),
    Unit: 'None',
    Adjustable: true,
    GlobalQuota: false,
  };
}

function shownChange(change: Change): object {
  const { id, service, quota, desired, made, requester } = change;
  return {
    Id: id,
    ServiceCode: service,
    QuotaCode: quota.code,
    QuotaName: quota.name,
    DesiredValue: desired,
    Status: statusOf(change),
    Created: made / 1000,
    LastUpdated: Math.max(made, Math.min(Date.now(), change.at)) / 1000,
    Requester: JSON.stringify({ accountId: requester, callerArn: `arn:aws:iam::${requester}:user/moto` }),
    GlobalQuota: false,
    Unit: 'None',
  };
}

export const readQuotas: Mend = {
  gap: 'Quotas of EC2 are missing in moto',
  actions: [
    'servicequotas:GetServiceQuota',
    'servicequotas:GetAWSDefaultServiceQuota',
    'servicequotas:ListServiceQuotas',
  ],
  answer(call) {
    const { action, json } = call.request;
    if (action === 'ListServiceQuotas') {
      const service = String(json['ServiceCode']);
      const quotas = QUOTAS[service];
      if (quotas === undefined) return call.next();
      return jsonAnswer({ Quotas: quotas.map((quota) => shown(call, service, quota)) });
    }
    const [service, quota] = quotaIn(call);
    const told = shown(call, service, quota);
    return jsonAnswer({ Quota: action === 'GetServiceQuota' ? told : { ...told, Value: quota.usual } });
  },
};

export const requestQuota: Mend = {
  gap: 'Requests for higher quotas are missing in moto',
  actions: ['servicequotas:RequestServiceQuotaIncrease'],
  answer(call) {
    const [service, quota] = quotaIn(call);
    const desired = Number(call.request.json['DesiredValue']);
    const isPending = changesOf(call).some(
      (change) => change.quota.code === quota.code && ['PENDING', 'CASE_OPENED'].includes(statusOf(change)),
    );
    if (isPending)
      throw new Refusal('ResourceAlreadyExistsException', 'The specified quota has an open request already.');
    if (!(desired > valueOf(call, quota)))
      throw new Refusal(
        'IllegalArgumentException',
        'You must provide a quota value greater than the current quota value.',
      );
    const made = Date.now();
    const change: Change = {
      id: randomBytes(16).toString('hex'),
      service,
      quota,
      desired,
      made,
      requester: call.account,
      at: made + call.settings.settleMs,
      verdict: call.settings.quotaVerdict,
    };
    changesOf(call).push(change);
    return jsonAnswer({ RequestedQuota: { ...shownChange(change), Status: 'PENDING' } });
  },
};

export const quotaRequests: Mend = {
  gap: 'The history of requests for quotas is missing in moto',
  actions: [
    'servicequotas:GetRequestedServiceQuotaChange',
    'servicequotas:ListRequestedServiceQuotaChangeHistory',
    'servicequotas:ListRequestedServiceQuotaChangeHistoryByQuota',
  ],
  answer(call) {
    const { action, json } = call.request;
    const { RequestId: id, ServiceCode: service, QuotaCode: code, Status: status } = json;
    const found = changesOf(call).filter(
      (change) =>
        (id === undefined || change.id === id) &&
        (service === undefined || change.service === service) &&
        (code === undefined || change.quota.code === code) &&
        (status === undefined || statusOf(change) === status),
    );
    if (action !== 'GetRequestedServiceQuotaChange')
      return jsonAnswer({ RequestedQuotas: found.toReversed().map(shownChange) });
    const [change] = found;
    if (change === undefined)
      throw new Refusal(
        'NoSuchResourceException',
        'The request failed because the specified resource does not exist.',
      );
    return jsonAnswer({ RequestedQuota: shownChange(change) });
  },
};
