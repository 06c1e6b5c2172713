/** Faults that a test asks for: what becomes of the next calls of an action. */
import type { AwsRequest } from './wire.ts';

/** What happens to a call that a fault meets. */
export type FaultKind =
  | 'throttle' // refused before anything was done
  | 'expired' // the token is told to have expired
  | 'error' // any code and status
  | 'drop' // the connection ends before anything was done
  | 'drop-after' // it was done, but the connection ends before the answer
  | 'delay' // it is done later, and not at all if its client goes first
  | 'stale'; // for a time after a write, reads of the service give what they gave before

export interface Fault {
  readonly kind: FaultKind;
  /** `DescribeVpcs`, with or without its service (`ec2:DescribeVpcs`); `*` and absence: any. */
  readonly action?: string;
  readonly account?: string;
  readonly region?: string;
  /** How many calls; without it all that come. */
  readonly times?: number;
  /** How many calls pass unharmed first. */
  readonly after?: number;
  readonly ms?: number;
  readonly status?: number;
  readonly code?: string;
  readonly message?: string;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The faults that meet this call; each is counted down. */
  meet(request: AwsRequest, account: string): readonly Fault[];
  readonly all: readonly Fault[];
}

export function createFaults(): Faults {
  let standing: { readonly fault: Fault; met: number }[] = [];
  return {
    get all() {
      return standing.map(({ fault }) => fault);
    },
    add: (fault) => void standing.push({ fault, met: 0 }),
    clear: () => void (standing = []),
    meet(request, account) {
      const met: Fault[] = [];
      for (const entry of standing) {
        if (!isFor(entry.fault, request, account)) continue;
        entry.met += 1;
        const { after = 0, times = Infinity } = entry.fault;
        if (entry.met > after && entry.met <= after + times) met.push(entry.fault);
      }
      return met;
    },
  };
}

function isFor(fault: Fault, request: AwsRequest, account: string): boolean {
  const { action = '*' } = fault;
  return (
    (action === '*' || action === request.action || action === `${request.service}:${request.action}`) &&
    (fault.account === undefined || fault.account === account) &&
    (fault.region === undefined || fault.region === request.region)
  );
}
