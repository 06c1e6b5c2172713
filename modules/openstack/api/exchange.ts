import { parseJson } from './json.ts';
import type { Outcome } from './retry.ts';
import type { CallCounts, Service } from './session.types.ts';
import type { StreamAnswer, StreamRequest } from './stream-request.ts';
import { TransportFault } from './transport-fault.ts';
import type { Transport, WireAnswer, WireRequest } from './transport.ts';
import { parseUrl, shownUrl } from './url.ts';

/** One request that went out, for tests and traces; without secrets. */
export interface CallRecord {
  readonly service: Service;
  readonly method: string;
  /** Without the query. */
  readonly url: string;
  /** Undefined if no answer came. */
  readonly status: number | undefined;
  /** Whether it can have changed something; asking for a token is no write. */
  readonly write: boolean;
  /** Counts from 1. */
  readonly attempt: number;
}

export interface ExchangeRequest extends WireRequest {
  readonly service: Service;
  readonly attempt: number;
  /** True for requests for tokens, which change nothing. */
  readonly harmless?: boolean;
}

export interface ExchangeStream extends StreamRequest {
  readonly service: Service;
  readonly attempt: number;
}

/** What one try brought; `data` is the body of a good answer, unread. */
export type StreamOutcome = Outcome & { readonly data?: StreamAnswer };

/** Sends single requests, reads their bodies and counts. */
export interface Exchange {
  send(request: ExchangeRequest): Promise<Outcome>;
  /** The same for bodies of any size. Throws what reading the data to send threw. */
  stream(request: ExchangeStream): Promise<StreamOutcome>;
  /** Whether this server has answered before. */
  knows(url: string): boolean;
  readonly counts: CallCounts;
}

export function openExchange(
  transport: Transport,
  onCall: ((call: CallRecord) => void) | undefined,
): Exchange {
  const counts = { total: 0, writes: 0, retries: 0 };
  const known = new Set<string>();

  const count = (request: Counted): void => {
    counts.total += 1;
    if (isWrite(request)) counts.writes += 1;
    if (request.attempt > 1) counts.retries += 1;
  };
  const record = (request: Counted, status: number | undefined): void => {
    onCall?.({
      service: request.service,
      method: request.method,
      url: shownUrl(request.url),
      status,
      write: isWrite(request),
      attempt: request.attempt,
    });
  };

  return {
    counts,
    knows: (url) => known.has(originOf(url)),
    async send(request) {
      count(request);
      try {
        const answer = await transport.send(request);
        known.add(originOf(request.url));
        record(request, answer.status);
        return readBody(answer);
      } catch (thrown) {
        if (!(thrown instanceof TransportFault)) throw thrown;
        record(request, undefined);
        return { fault: thrown };
      }
    },
    async stream(request) {
      count(request);
      try {
        const data = await transport.stream(request);
        known.add(originOf(request.url));
        record(request, data.status);
        const { status, headers } = data;
        if (status < 300 && request.open === undefined)
          return { answer: { status, headers, text: '', body: undefined }, data };
        return readBody({ status, headers, text: await textOf(data) });
      } catch (thrown) {
        if (!(thrown instanceof TransportFault)) throw thrown;
        record(request, undefined);
        return { fault: thrown };
      }
    },
  };
}

/** So much is read of an answer that is no data. */
const MOST_TEXT = 65_536;

async function textOf(answer: StreamAnswer): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of answer.bytes) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= MOST_TEXT) break;
  }
  return text;
}

type Counted = Pick<ExchangeRequest, 'service' | 'method' | 'url' | 'attempt' | 'harmless'>;

function isWrite(request: Counted): boolean {
  return request.harmless !== true && request.method !== 'GET' && request.method !== 'HEAD';
}

function originOf(url: string): string {
  return parseUrl(url)?.origin ?? url;
}

/** A good answer whose JSON breaks off counts as none. */
function readBody(answer: WireAnswer): Outcome {
  const text = answer.text.trimStart();
  const isJson = text.startsWith('{') || text.startsWith('[');
  const body = isJson ? parseJson(text) : undefined;
  if (isJson && body === undefined && answer.status < 300) {
    return { fault: new TransportFault('truncated', 'The JSON body breaks off.') };
  }
  return { answer: { ...answer, body } };
}
