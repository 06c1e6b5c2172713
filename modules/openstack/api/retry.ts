import type { WireAnswer } from './transport.ts';
import type { TransportFault } from './transport-fault.ts';

/** How long a call is tried. Times in milliseconds. */
export interface RetryPolicy {
  /** Tries in all, the first included. */
  readonly tries: number;
  /** From the first try on, waiting included. */
  readonly deadlineMs: number;
  readonly baseMs: number;
  readonly capMs: number;
}

export const defaultPolicy: RetryPolicy = { tries: 6, deadlineMs: 180_000, baseMs: 250, capMs: 15_000 };

/** An answer with its JSON body read; `body` is undefined where there is none. */
export interface ParsedAnswer extends WireAnswer {
  readonly body: unknown;
}

/** What one try brought. */
export type Outcome =
  | { readonly answer: ParsedAnswer; readonly fault?: undefined }
  | { readonly fault: TransportFault; readonly answer?: undefined };

/**
 * What to do after a try: take its answer (good or bad); try again, as nothing can have happened or it does no harm
 * to do it twice; or look first, as it may have been done.
 */
export type Verdict = 'take' | 'repeat' | 'look';

const AMBIGUOUS_STATUSES: ReadonlySet<number> = new Set([500, 502, 503, 504]);
const BUSY_STATUSES: ReadonlySet<number> = new Set([429, 503]);
/** Faults before there was any connection: hopeless if there never was one, a restart of the service if there was. */
const PASSING_IF_KNOWN: ReadonlySet<string> = new Set([
  'dns',
  'refused',
  'unreachable',
  'connect-timeout',
  'tls-timeout',
]);

/** `known`: this server has answered before. */
export function verdictOn(outcome: Outcome, method: string, known: boolean): Verdict {
  const again: Verdict = method === 'POST' ? 'look' : 'repeat';
  if (outcome.answer !== undefined) {
    const { status, headers } = outcome.answer;
    if (status === 429) return 'repeat';
    // A 503 that says when to come back says that nothing was done.
    if (status === 503 && headers['retry-after'] !== undefined) return 'repeat';
    return AMBIGUOUS_STATUSES.has(status) ? again : 'take';
  }
  const { fault } = outcome;
  // What has never answered and takes its whole time without a word hangs: waiting again would take minutes.
  if (fault.kind === 'timeout' && !known && again === 'repeat') return 'take';
  if (fault.sent) return fault.kind === 'other' && again === 'repeat' ? 'take' : again;
  if (fault.kind === 'reset') return 'repeat';
  return known && PASSING_IF_KNOWN.has(fault.kind) ? 'repeat' : 'take';
}

/** Whether the service asks for fewer calls. */
export function isBusy(outcome: Outcome): boolean {
  return outcome.answer !== undefined && BUSY_STATUSES.has(outcome.answer.status);
}

/** Exponential backoff with full jitter: anything from 0 to the doubled base, up to the cap. `tried` counts from 1. */
export function backoffMs(tried: number, policy: RetryPolicy, random: () => number): number {
  return random() * Math.min(policy.capMs, policy.baseMs * 2 ** (tried - 1));
}

/** `Retry-After` in milliseconds: seconds or an HTTP date (RFC 9110, 10.2.3). 0 if there is none or it has passed. */
export function retryAfterMs(headers: WireAnswer['headers'], now: number): number {
  const value = headers['retry-after'];
  if (typeof value !== 'string') return 0;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  if (!Number.isFinite(date)) return 0;
  const sent = typeof headers['date'] === 'string' ? Date.parse(headers['date']) : Number.NaN;
  return Math.max(0, date - (Number.isFinite(sent) ? sent : now));
}
