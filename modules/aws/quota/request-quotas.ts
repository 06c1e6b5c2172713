/** Asks for quotas, and waits until AWS has decided. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Aws } from '../api/aws.types.ts';
import { awsCodeOf } from '../api/errors.ts';
import { isOpen, isRefused, named, refused, type QuotaStep } from './plan-quotas.ts';
import { limitOf, requestIn, type Quota, type QuotaRequest } from './read-quotas.ts';

export interface RequestPorts {
  readonly aws: Aws;
  readonly signal: AbortSignal;
  readonly progress: (note: string) => void;
  readonly warn: (message: string) => void;
}

export async function requestQuota(
  aws: Aws,
  { quota, desired }: QuotaStep,
): Promise<QuotaRequest | undefined> {
  if (desired === undefined) return undefined;
  const { place, service: ServiceCode, code: QuotaCode } = quota;
  const input = { ServiceCode, QuotaCode, DesiredValue: desired };
  try {
    const { RequestedQuota: made } = await aws.call(
      place,
      'service-quotas',
      'RequestServiceQuotaIncrease',
      input,
    );
    return made && requestIn(made);
  } catch (error) {
    const code = awsCodeOf(error);
    if (code === 'ResourceAlreadyExistsException' || code === 'QuotaExceededException')
      throw refused(
        quota,
        'Another request is open meanwhile.',
        'Run the same playbook again: it looks at it first.',
      );
    throw error;
  }
}

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 60_000;

/**
 * Waits until a request is decided, `waitMs` at most: those that go to a support case take days, so that the end of the
 * time is a warning. Throws `aws-quota` where AWS says no.
 */
export async function awaitVerdict(
  quota: Quota,
  request: QuotaRequest,
  waitMs: number,
  { aws, signal, progress, warn }: RequestPorts,
): Promise<QuotaRequest> {
  const end = Date.now() + waitMs;
  let present = request;
  for (let pause = FIRST_WAIT_MS; isOpen(present); pause = Math.min(pause * 2, LONGEST_WAIT_MS)) {
    const left = end - Date.now();
    if (left <= 0) {
      warn(`${named(quota)}: the request ${present.id} is not decided yet (${present.status}).`);
      return present;
    }
    progress(`${named(quota)}: ${present.status}`);
    await sleep(Math.min(pause, left), undefined, { signal });
    const answer = await aws.call(
      quota.place,
      'service-quotas',
      'GetRequestedServiceQuotaChange',
      { RequestId: present.id },
      { signal },
    );
    if (answer.RequestedQuota !== undefined) present = requestIn(answer.RequestedQuota);
  }
  if (isRefused(present) && !(await isGiven(aws, quota, present)))
    throw refused(
      quota,
      `AWS did not give ${present.desired}: ${present.status} (request ${present.id}${present.caseId === undefined ? '' : `, case ${present.caseId}`}).`,
      'The support case says why; ask for less, or answer it.',
    );
  return present;
}

/** A support case that is closed does not say how it ended: the limit does. */
async function isGiven(aws: Aws, quota: Quota, { status, desired }: QuotaRequest): Promise<boolean> {
  return status === 'CASE_CLOSED' && (await limitOf(aws, quota)) >= desired;
}
