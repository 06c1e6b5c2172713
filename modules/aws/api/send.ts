/** One call, with all its tries. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Client, Command, Step } from './clients.ts';
import { answerLost, awsError, type CallContext } from './errors.ts';
import { faultOf, mayBeExpired, isServerFault, isThrottled, isUnsent, type AwsFault } from './fault.ts';
import type { Rate } from './rate.ts';
import { isRepeatable } from './repeatable.ts';

export interface SendParts {
  readonly client: Client;
  readonly command: Command;
  readonly context: CallContext;
  readonly rate: Rate;
  /** The token has expired: what is needed for the next try is made new. */
  readonly renew: () => void;
  /** Told of every try. */
  readonly count: () => void;
  readonly signal?: AbortSignal | undefined;
  readonly ports?: Partial<SendPorts> | undefined;
}

export interface SendPorts {
  readonly random: () => number;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<unknown>;
}

const SYSTEM: SendPorts = {
  random: Math.random,
  sleep: (ms, signal) => sleep(ms, undefined, signal === undefined ? {} : { signal }),
};
/** Throttling passes when one waits: more tries than for faults, which may be there to stay. */
const THROTTLED_TRIES = 12;
const FAULT_TRIES = 5;
const BASE_MS = 200;
const CAP_MS = 20_000;

/** The answer. Throws a DroverError, or the signal's reason. */
export async function send(parts: SendParts): Promise<Readonly<Record<string, unknown>>> {
  const { client, command, context, rate, signal, renew, count } = parts;
  const ports = { ...SYSTEM, ...parts.ports };
  const sent = sameRequestEachTime(command);
  let isRenewed = false;
  for (let tries = 1; ; tries += 1) {
    signal?.throwIfAborted();
    await rate.take(signal);
    count();
    try {
      const answer = await client.send(command, signal === undefined ? {} : { abortSignal: signal });
      rate.speedUp();
      return answer as Readonly<Record<string, unknown>>;
    } catch (thrown) {
      signal?.throwIfAborted();
      const fault = faultOf(thrown);
      if (isThrottled(fault)) rate.slowDown();
      if (mayBeExpired(fault) && !isRenewed) {
        isRenewed = true;
        renew();
        continue;
      }
      const end = endOf(fault, tries, isRepeatable(context.action, command.input, sent()), context);
      if (end !== undefined) throw end;
      await ports.sleep(backoffMs(tries, ports.random), signal);
    }
  }
}

/** The error that ends the call, or undefined where it is to be tried again. */
function endOf(
  fault: AwsFault,
  tries: number,
  isSafe: boolean,
  context: CallContext,
): DroverError | undefined {
  if (fault.isSkewCorrected && tries === 1) return undefined;
  if (isThrottled(fault))
    return tries < THROTTLED_TRIES ? undefined : awsError(fault, context, `It was tried ${tries} times.`);
  const isPassing = isServerFault(fault) && !/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(fault.code);
  if (!isPassing) return awsError(fault, context);
  if (!isSafe && !isUnsent(fault)) return answerLost(fault, context);
  return tries < FAULT_TRIES ? undefined : awsError(fault, context, `It was tried ${tries} times.`);
}

/** Exponential, with full jitter. `tried` counts from 1. */
function backoffMs(tried: number, random: () => number): number {
  return random() * Math.min(CAP_MS, BASE_MS * 2 ** tried);
}

/**
 * Holds a command to the request that it made first: the SDK makes up idempotency tokens when it writes a request, and
 * a second one would do a second time what was done. Gives a function that tells the body.
 */
function sameRequestEachTime(command: Command): () => string {
  let first: { body?: unknown } | undefined;
  command.middlewareStack.add(
    (next: Step): Step =>
      (args) => {
        first ??= copyOf(args.request);
        return next({ ...args, request: copyOf(first) });
      },
    { step: 'build', name: 'droverSameRequest', override: true },
  );
  return () => (typeof first?.body === 'string' ? first.body : '');
}

/** A request without its class would be refused by the steps that follow. */
function copyOf(request: unknown): { body?: unknown } {
  const from = request as { headers: object };
  return Object.assign(Object.create(Object.getPrototypeOf(from) as object) as object, from, {
    headers: { ...from.headers },
  }) as { body?: unknown };
}
