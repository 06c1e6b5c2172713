import { parseJson } from './json.ts';
import type { Outcome } from './retry.ts';
import type { CallCounts, Service } from './session.types.ts';
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

/** Sends single requests, reads their bodies and counts. */
export interface Exchange {
  send(request: ExchangeRequest): Promise<Outcome>;
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

  const record = (request: ExchangeRequest, status: number | undefined): void => {
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
      counts.total += 1;
      if (isWrite(request)) counts.writes += 1;
      if (request.attempt > 1) counts.retries += 1;
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
  };
}

function isWrite(request: ExchangeRequest): boolean {
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
