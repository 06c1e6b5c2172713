import type { Clock } from './clock.ts';
import { backoffMs, retryAfterMs, verdictOn, type Outcome, type RetryPolicy } from './retry.ts';
import type { Body } from './session.types.ts';

export interface Persistence {
  readonly method: string;
  readonly policy: RetryPolicy;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** Sends once. `tried` counts from 1. */
  readonly attempt: (tried: number) => Promise<Outcome>;
  /** Whether the server has ever answered. */
  readonly isKnown: () => boolean;
  /** Whether a part of what was sent may have been taken, so that the request is no more to be repeated than a create. */
  readonly isBegun?: (() => boolean) | undefined;
  readonly findMade: (() => Promise<Body | undefined>) | undefined;
}

/** How it ended. */
export type Ending =
  /** With an answer or fault to judge; `repeated` is true if an earlier try may have reached the server. */
  | {
      readonly kind: 'outcome';
      readonly outcome: Outcome;
      readonly tries: number;
      readonly repeated: boolean;
    }
  /** What the call was to make is there: a lost try made it. */
  | { readonly kind: 'made'; readonly body: Body }
  /** A write that may have been carried out, and nobody can look. */
  | { readonly kind: 'unsure'; readonly outcome: Outcome; readonly tries: number };

/** Tries until there is an answer to take, or the tries or the time are used up. */
export async function persist(work: Persistence): Promise<Ending> {
  const { policy, clock, signal } = work;
  const began = clock.now();
  let repeated = false;
  for (let tries = 1; ; tries += 1) {
    const outcome = await work.attempt(tries);
    const method = work.isBegun?.() === true ? 'POST' : work.method;
    const verdict = verdictOn(outcome, method, work.isKnown());
    if (verdict === 'take') return { kind: 'outcome', outcome, tries, repeated };
    if (verdict === 'look' && work.findMade === undefined) return { kind: 'unsure', outcome, tries };

    const wait = waitAfter(outcome, tries, work);
    const isLast = tries >= policy.tries || clock.now() - began + wait > policy.deadlineMs;
    if (!isLast) await clock.sleep(wait, signal);
    if (mayBeDone(outcome)) {
      const made = await work.findMade?.();
      if (made !== undefined) return { kind: 'made', body: made };
      repeated = true;
    }
    if (isLast) return { kind: 'outcome', outcome, tries, repeated };
  }
}

/** Whether the server may have carried out what this try asked for. */
function mayBeDone(outcome: Outcome): boolean {
  return outcome.answer === undefined ? outcome.fault.sent : outcome.answer.status !== 429;
}

function waitAfter(outcome: Outcome, tries: number, { policy, clock }: Persistence): number {
  const asked = outcome.answer === undefined ? 0 : retryAfterMs(outcome.answer.headers, clock.now());
  return Math.max(
    asked,
    backoffMs(tries, policy, () => clock.random()),
  );
}
