/** Quotas as they are: limit, use, and what was asked for. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Aws, Place } from '../api/aws.types.ts';
import { awsCodeOf } from '../api/errors.ts';
import type { WantedQuota } from './quota-table.ts';

export interface QuotaRequest {
  readonly id: string;
  readonly desired: number;
  readonly status: string;
  readonly caseId?: string;
}

export interface Quota {
  readonly place: Place;
  /** As it was asked for. */
  readonly name: string;
  readonly title: string;
  readonly service: string;
  readonly code: string;
  readonly value: number;
  /** Undefined where it cannot be counted, or may not be looked at. */
  readonly used?: number;
  readonly isAdjustable: boolean;
  /** The newest first. */
  readonly requests: readonly QuotaRequest[];
}

/** Reads one quota in an account and region. Throws `aws-quota` for a code that AWS does not know. */
export async function readQuota(aws: Aws, place: Place, wanted: WantedQuota): Promise<Quota> {
  const { name, service, code, count } = wanted;
  const [limit, requests, used] = await Promise.all([
    readLimit(aws, place, wanted),
    readRequests(aws, place, wanted),
    count?.(aws, place).catch(unlessUncountable),
  ]);
  return {
    place,
    name,
    service,
    code,
    title: limit.QuotaName ?? name,
    value: limit.Value ?? 0,
    isAdjustable: limit.Adjustable ?? false,
    requests,
    ...(used === undefined ? {} : { used }),
  };
}

/** The limit of a quota as it is now. */
export async function limitOf(aws: Aws, { place, name, service, code }: Quota): Promise<number> {
  return (await readLimit(aws, place, { name, service, code })).Value ?? 0;
}

/** An account that was never given anything else has the default value of AWS. */
async function readLimit(aws: Aws, place: Place, { name, service, code }: WantedQuota) {
  const input = { ServiceCode: service, QuotaCode: code };
  for (const action of ['GetServiceQuota', 'GetAWSDefaultServiceQuota'] as const)
    try {
      const { Quota: found } = await aws.call(place, 'service-quotas', action, input);
      if (found !== undefined) return found;
    } catch (error) {
      if (awsCodeOf(error) !== 'NoSuchResourceException') throw error;
    }
  throw new DroverError('aws-quota', {
    detail: `AWS knows no quota ${name} (${service}/${code}) in ${place.region}.`,
    help: 'Give its service and code as the console of Service Quotas shows them: vpc/L-F678F1CE.',
  });
}

async function readRequests(
  aws: Aws,
  place: Place,
  { service, code }: WantedQuota,
): Promise<readonly QuotaRequest[]> {
  const changes = await aws.all(
    place,
    'service-quotas',
    'ListRequestedServiceQuotaChangeHistoryByQuota',
    { ServiceCode: service, QuotaCode: code },
    'RequestedQuotas',
  );
  return changes
    .toSorted((one, other) => (other.Created?.getTime() ?? 0) - (one.Created?.getTime() ?? 0))
    .map(requestIn);
}

export function requestIn(change: {
  readonly Id?: string | undefined;
  readonly DesiredValue?: number | undefined;
  readonly Status?: string | undefined;
  readonly CaseId?: string | undefined;
}): QuotaRequest {
  const { Id = '', DesiredValue = 0, Status = '', CaseId } = change;
  return {
    id: Id,
    desired: DesiredValue,
    status: Status,
    ...(CaseId === undefined ? {} : { caseId: CaseId }),
  };
}

/** The limit is worth telling even where what is used may not be looked at, or is not offered. */
function unlessUncountable(error: unknown): undefined {
  const isUncountable =
    error instanceof DroverError && (error.code === 'aws-denied' || error.code === 'aws-unsupported');
  if (isUncountable) return undefined;
  throw error;
}
