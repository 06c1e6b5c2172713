/** Eventual consistency: for a while after a write, a read that was made before is answered as it was then. */
import type { AwsAnswer, AwsRequest } from './wire.ts';

export interface StaleReads {
  /** The answer of before the last write, while it still stands. */
  answer(request: AwsRequest, account: string, ms: number): AwsAnswer | undefined;
  /** Notes what came of a call. */
  note(request: AwsRequest, account: string, answer: AwsAnswer): void;
  clear(): void;
}

const READ = /^(Describe|Get|List|Search|Head)/;

export function isRead(action: string): boolean {
  return READ.test(action);
}

export function createStaleReads(now: () => number = Date.now): StaleReads {
  const before = new Map<string, AwsAnswer>();
  const written = new Map<string, number>();
  const placeOf = (request: AwsRequest, account: string): string =>
    `${account} ${request.region} ${request.service}`;
  const keyOf = (request: AwsRequest, account: string): string =>
    `${placeOf(request, account)} ${request.method} ${request.url} ${request.body.toString()}`;
  return {
    clear: () => {
      before.clear();
      written.clear();
    },
    answer(request, account, ms) {
      const at = written.get(placeOf(request, account)) ?? -Infinity;
      return isRead(request.action) && now() - at < ms ? before.get(keyOf(request, account)) : undefined;
    },
    note(request, account, answer) {
      if (!isRead(request.action)) written.set(placeOf(request, account), now());
      else if (answer.status < 300) before.set(keyOf(request, account), answer);
    },
  };
}
