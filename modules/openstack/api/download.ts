import { conclude, contextOf, tryPersistently, type CallParts, type ServiceCall } from './call-service.ts';
import { abortReason } from './clock.ts';
import type { StreamOutcome } from './exchange.ts';
import { faultError } from './fault-errors.ts';
import { backoffMs } from './retry.ts';
import type { Download, DownloadOptions } from './session.types.ts';
import type { Bytes, StreamAnswer } from './stream-request.ts';
import { TransportFault } from './transport-fault.ts';

export interface DownloadCall extends Pick<ServiceCall, 'service' | 'place' | 'path' | 'signal'> {
  readonly options: DownloadOptions;
}

/** Data that are on their way. */
interface Opened {
  readonly from: number;
  readonly size: number | undefined;
  readonly data: StreamAnswer | undefined;
}

/** Begins to read data. The rules are those of `Session.download`. */
export async function download(parts: CallParts, call: DownloadCall): Promise<Download> {
  const first = await openAt(parts, call, call.options.from ?? 0);
  return { from: first.from, size: first.size, bytes: readOn(parts, call, first) };
}

/** Reads to the end, over as many connections as it takes. So many breaks without a byte between them are too many. */
async function* readOn(parts: CallParts, call: DownloadCall, first: Opened): Bytes {
  const { policy, clock } = parts;
  let at = first.from;
  let breaks = 0;
  let opened = first;
  for (;;) {
    try {
      for await (const chunk of wholeFrom(opened, at)) {
        at += chunk.length;
        breaks = 0;
        yield chunk;
      }
      return;
    } catch (thrown) {
      if (call.signal.aborted) throw abortReason(call.signal);
      if (!(thrown instanceof TransportFault)) throw thrown;
      breaks += 1;
      if (breaks >= policy.tries) throw brokenOff(parts, call, thrown, at);
      await clock.sleep(
        backoffMs(breaks, policy, () => clock.random()),
        call.signal,
      );
    }
    opened = await openAt(parts, call, at);
  }
}

/** What comes from `at` on, of data that may begin before it; throws where they end too early. */
async function* wholeFrom({ from, size, data }: Opened, at: number): Bytes {
  let position = from;
  for await (const chunk of data?.bytes ?? NOTHING) {
    const isNew = chunk.subarray(Math.max(0, at - position));
    position += chunk.length;
    if (isNew.length > 0) yield isNew;
  }
  if (size !== undefined && position < size)
    throw new TransportFault('truncated', `The data end after ${position} of ${size} bytes.`);
}

const NOTHING: readonly Uint8Array[] = [];

function brokenOff(parts: CallParts, call: DownloadCall, fault: TransportFault, at: number): Error {
  const context = contextOf(parts, call.service, 'GET', urlOf(call), undefined);
  const note = `${at} bytes had come; it was tried ${parts.policy.tries} times to go on from there.`;
  return faultError(fault, context, call.place.source, note);
}

function urlOf({ place, path }: DownloadCall): string {
  return `${place.base}${path}`;
}

async function openAt(parts: CallParts, call: DownloadCall, at: number): Promise<Opened> {
  const whole = at === 0;
  const opened = await open(parts, call, at, whole ? [] : NO_PARTS);
  return opened ?? (await open(parts, call, 0, [])) ?? { from: 0, size: undefined, data: undefined };
}

/** Stores that give no parts are said to be asked wrongly; so are those who ask for what lies behind the end. */
const NO_PARTS: readonly number[] = [400, 416, 501];

/** Undefined for an answer with one of these statuses. */
async function open(
  parts: CallParts,
  call: DownloadCall,
  at: number,
  refusals: readonly number[],
): Promise<Opened | undefined> {
  const { service, place, signal, options } = call;
  const url = urlOf(call);
  let last: StreamOutcome | undefined;
  const { ending, token } = await tryPersistently(
    parts,
    { method: 'GET', url, signal },
    async (used, tried) => {
      last = await parts.exchange.stream({
        service,
        method: 'GET',
        url,
        attempt: tried,
        timeouts: parts.streamTimeouts,
        signal,
        headers: {
          accept: '*/*',
          ...options.headers,
          ...(at === 0 ? {} : { range: `bytes=${at}-` }),
          'x-auth-token': used.value,
        },
      });
      return last;
    },
  );
  const context = contextOf(parts, service, 'GET', url, token?.identity);
  const { status, headers } = conclude(ending, context, place.source, refusals);
  if (refusals.includes(status)) return undefined;
  const from = status === 206 ? at : 0;
  return { from, size: sizeIn(headers, from), data: last?.data };
}

/** The size of the whole (RFC 9110, 14.4 and 8.6). */
function sizeIn(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  from: number,
): number | undefined {
  const [, whole] = /\/(\d+)\s*$/.exec(textIn(headers['content-range'])) ?? [];
  if (whole !== undefined) return Number(whole);
  const length = textIn(headers['content-length']);
  return /^\d+$/.test(length) ? from + Number(length) : undefined;
}

function textIn(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' ? header : '';
}
