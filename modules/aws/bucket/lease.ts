/**
 * The lease of a VPC: one run works on it, whatever machine it is on. The object says who holds it and until when. Its
 * token grows with every holder and never shrinks, so that what an earlier one still sends can be told apart.
 */
import { hostname, userInfo } from 'node:os';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Bucket } from './bucket.types.ts';
import { leaseKey, type VpcPlace } from './layout.ts';
import { isGone, type LeaseProcess } from './lease-process.ts';
import { putIf, putOnce, readObject } from './objects.ts';

export interface Lease {
  readonly token: number;
  /** Makes sure, before a write, that the lease is still held; renews it when it is time. Throws `aws-lease`. */
  check(): Promise<void>;
  /** Gives it back; one that was lost meanwhile is left to its new holder. */
  release(): Promise<void>;
}

export interface LeaseOptions {
  /** Who asks, for people: `ann@host, run 2026…`. */
  readonly holder: string;
  /** The process that asks: where it is killed, another one of this machine need not wait for the lease to end. */
  readonly process?: LeaseProcess;
  readonly ttlMs?: number;
  readonly now?: () => number;
}

/** What the object says. */
interface Content {
  readonly holder: string;
  readonly token: number;
  /** ISO 8601. */
  readonly expires: string;
  readonly isReleased?: boolean;
  readonly process?: LeaseProcess;
}

const TTL_MS = 120_000;
/** Clocks of machines differ: a lease is taken over only this long after its end. */
const SKEW_MS = 30_000;

/** Who runs this, for the others: `ann@host (process 4711)`. */
export function holderName(): string {
  return `${userInfo().username}@${hostname()} (process ${process.pid})`;
}

/** Throws `aws-lease` where another run holds it. */
export async function takeLease(bucket: Bucket, place: VpcPlace, options: LeaseOptions): Promise<Lease> {
  const { holder, ttlMs = TTL_MS, now = Date.now } = options;
  const key = leaseKey(place);
  const content = (token: number, more: Partial<Content> = {}): string =>
    JSON.stringify({
      holder,
      token,
      expires: new Date(now() + ttlMs).toISOString(),
      ...(options.process === undefined ? {} : { process: options.process }),
      ...more,
    });

  const there = await readObject(bucket, key);
  const before = there && parse(there.text, key);
  if (before !== undefined && isHeld(before, now())) throw held(place, before);
  const token = (before?.token ?? 0) + 1;
  let until = now() + ttlMs;
  const taken =
    there === undefined
      ? await putOnce(bucket, key, content(token))
      : await putIf(bucket, key, content(token), there.tag);
  if (taken === undefined) throw held(place, await present(bucket, key));
  let tag = taken;
  let lost: DroverError | undefined;
  let renewing: Promise<void> | undefined;

  const renew = async (isSecond = false): Promise<void> => {
    const end = now() + ttlMs;
    const renewed = await putIf(bucket, key, content(token), tag);
    if (renewed !== undefined) {
      tag = renewed;
      until = end;
      return;
    }
    const found = await readObject(bucket, key);
    const by = found && parse(found.text, key);
    const isOwn = by?.token === token && by.holder === holder;
    if (found === undefined || !isOwn || isSecond) throw (lost = takenOver(place, by));
    // A renewal before arrived, and its answer did not.
    tag = found.tag;
    await renew(true);
  };
  const renewOnce = (): Promise<void> => (renewing ??= renew().finally(() => (renewing = undefined)));

  // A wait of minutes between two writes must not lose it. What goes wrong is told by the next check.
  const timer = setInterval(() => void renewOnce().catch(() => undefined), ttlMs / 3);
  timer.unref();

  return {
    token,
    async check() {
      if (lost !== undefined) throw lost;
      if (until - now() < ttlMs / 2) await renewOnce();
    },
    async release() {
      clearInterval(timer);
      await renewing?.catch(() => undefined);
      if (lost === undefined) await putIf(bucket, key, content(token, { isReleased: true }), tag);
    },
  };
}

function isHeld({ expires, isReleased, process }: Content, now: number): boolean {
  return isReleased !== true && !isGone(process) && now < Date.parse(expires) + SKEW_MS;
}

async function present(bucket: Bucket, key: string): Promise<Content | undefined> {
  const there = await readObject(bucket, key);
  return there && parse(there.text, key);
}

function parse(text: string, key: string): Content {
  try {
    // It was written by this file, or it is damaged.
    const found = JSON.parse(text) as Content;
    if (Number.isInteger(found.token) && Number.isFinite(Date.parse(found.expires))) return found;
    throw new TypeError('it says no token or no end');
  } catch (error) {
    throw new DroverError('aws-lease', {
      detail: `The lease ${key} in the bucket is damaged: ${messageOf(error)}.`,
      help: 'Make sure that no run works on the VPC, then give back an older version of the object.',
      cause: error,
    });
  }
}

function held({ vpc }: VpcPlace, by: Content | undefined): DroverError {
  return new DroverError('aws-lease', {
    detail: `Another run works on ${vpc}${by === undefined ? '' : `: ${by.holder} holds its lease until ${by.expires}`}.`,
    help: 'Wait for it. The lease of a run that was killed on another machine can be taken over half a minute after its end.',
  });
}

function takenOver({ vpc }: VpcPlace, by: Content | undefined): DroverError {
  return new DroverError('aws-lease', {
    detail: `The lease of ${vpc} was lost${by === undefined ? '' : `: ${by.holder} has taken it over`}. Nothing more is written to the VPC by this run.`,
    help: 'The connection to the bucket, or this machine, stood still for longer than the lease lasts. Run the same playbook again when the other run is over: it goes on from the journal.',
  });
}
