/** What is to be asked of AWS so that a quota is as high as it should be. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Quota, QuotaRequest } from './read-quotas.ts';

/** A quota with what is to be done about it. */
export interface QuotaStep {
  readonly quota: Quota;
  /** To be asked for; undefined: nothing. */
  readonly desired?: number;
  /** Asked for earlier, and not decided yet. */
  readonly open?: QuotaRequest;
  readonly reason: string;
  readonly warning?: string;
}

const OPEN: ReadonlySet<string> = new Set(['PENDING', 'CASE_OPENED']);
const REFUSED: ReadonlySet<string> = new Set(['DENIED', 'NOT_APPROVED', 'CASE_CLOSED', 'INVALID_REQUEST']);

export function isOpen({ status }: QuotaRequest): boolean {
  return OPEN.has(status);
}

export function isRefused({ status }: QuotaRequest): boolean {
  return REFUSED.has(status);
}

/** Throws `aws-quota` where it cannot be asked for. */
export function planQuota(quota: Quota, desired: number | undefined): QuotaStep {
  const { value, requests } = quota;
  const open = requests.find(isOpen);
  const asked = open === undefined ? {} : { open };
  if (desired === undefined) return { quota, ...asked, reason: describeQuota(quota) };
  if (value >= desired) return { quota, ...asked, reason: `${named(quota)} is ${value} already` };
  if (open !== undefined && open.desired >= desired)
    return {
      quota,
      open,
      reason: `${named(quota)}: ${open.desired} was asked for already (${open.status}, request ${open.id})`,
    };
  if (open !== undefined)
    throw refused(
      quota,
      `${open.desired} was asked for (${open.status}, request ${open.id}), which is less than ${desired}, and AWS takes one request at a time.`,
      'Wait until it is decided (wait), then ask again; a support case that is open can be answered instead.',
    );
  if (!quota.isAdjustable)
    throw refused(
      quota,
      `AWS does not raise it beyond ${value}.`,
      'Plan with fewer, or use another account or region.',
    );
  const before = requests.find((request) => isRefused(request) && request.desired <= desired);
  return {
    quota,
    desired,
    reason: `${named(quota)}: ask for ${desired} in place of ${value}`,
    ...(before === undefined
      ? {}
      : {
          warning: `${named(quota)}: ${before.desired} was asked for before and not given (${before.status}).`,
        }),
  };
}

/** `eip in us-east-1 of 123456789012`. */
export function named({ name, place }: Quota): string {
  return `${name} in ${place.region} of ${place.account}`;
}

export function describeQuota(quota: Quota): string {
  const { value, used, requests } = quota;
  const open = requests.find(isOpen);
  const wanted = open === undefined ? '' : `, ${open.desired} asked for (${open.status})`;
  return `${named(quota)}: ${value}${used === undefined ? '' : `, ${used} used`}${wanted}`;
}

export function refused(quota: Quota, why: string, help: string): DroverError {
  return new DroverError('aws-quota', { detail: `${named(quota)} (${quota.title}): ${why}`, help });
}
