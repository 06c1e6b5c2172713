import { abortReason, type Clock } from './clock.ts';
import { microversionHeaders } from './discovery.ts';
import { answerLost, badAnswer, statusError, type CallContext } from './errors.ts';
import type { Exchange, ExchangeRequest } from './exchange.ts';
import { faultError, type AddressSource } from './fault-errors.ts';
import { isHtml } from './body-message.ts';
import type { Limiter } from './limiter.ts';
import { persist, type Ending, type Persistence } from './persist.ts';
import type { Redactor } from './redact.ts';
import { mayFollow, MOST_REDIRECTS, redirectTarget } from './redirects.ts';
import { isBusy, retryAfterMs, type Outcome, type ParsedAnswer, type RetryPolicy } from './retry.ts';
import type { StreamTimeouts } from './stream-request.ts';
import type { Answer, CallOptions, Identity, Service, Session } from './session.types.ts';
import type { Token } from './token.ts';
import type { Tokens } from './tokens.ts';
import type { Timeouts } from './transport.ts';
import { withQuery } from './url.ts';

/** What all calls of a session share. */
export interface CallParts {
  readonly label: string;
  readonly exchange: Exchange;
  readonly limiter: Limiter;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly policy: RetryPolicy;
  readonly timeouts: Timeouts;
  readonly streamTimeouts: StreamTimeouts;
  /** Aborted when the session is closed. */
  readonly closing: AbortSignal;
}

type Method = Parameters<Session['call']>[1];

export interface ServiceCall {
  readonly service: Service;
  readonly method: Method;
  readonly path: string;
  readonly options: CallOptions & { readonly accept?: readonly number[] };
  readonly place: { readonly base: string; readonly source: AddressSource };
  /** Aborted when the caller or the session ends it. */
  readonly signal: AbortSignal;
}

interface Sending {
  readonly service: Service;
  readonly method: Method;
  readonly url: string;
  readonly source: AddressSource;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  readonly findMade?: CallOptions['findMade'];
}

/** One call, tried as often as does no harm. The rules for statuses are those of `Session.call`. */
export async function callService(parts: CallParts, call: ServiceCall): Promise<Answer> {
  const { service, method, options, place } = call;
  const url = withQuery(`${place.base}${call.path.startsWith('/') ? '' : '/'}${call.path}`, options.query);
  const { ending, token } = await sendPersistently(parts, {
    service,
    method,
    url,
    source: place.source,
    signal: call.signal,
    findMade: options.findMade,
    headers: {
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...microversionHeaders(service, options.microversion),
      ...options.headers,
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const context = contextOf(parts, service, method, url, token?.identity);
  return conclude(ending, context, place.source, options.accept ?? []);
}

/** Gets a document of versions. Any status is given back, but for a server that fails. */
export async function readDocument(
  parts: CallParts,
  service: Service,
  url: string,
  source: AddressSource,
): Promise<ParsedAnswer> {
  const { ending } = await sendPersistently(parts, {
    service,
    method: 'GET',
    url,
    source,
    headers: {},
    signal: parts.closing,
  });
  const context = contextOf(parts, service, 'GET', url, undefined);
  if (ending.kind !== 'outcome') throw new Error('a GET makes nothing');
  if (ending.outcome.answer === undefined)
    throw faultError(ending.outcome.fault, context, source, noteOf(ending.tries));
  if (ending.outcome.answer.status >= 500)
    throw statusError(ending.outcome.answer, context, noteOf(ending.tries));
  return ending.outcome.answer;
}

/** What a call was, for messages about it. */
export function contextOf(
  { label, redact }: CallParts,
  service: Service,
  method: string,
  url: string,
  identity: Identity | undefined,
): CallContext {
  return { label, redact, service, method, url, caller: callerOf(identity) };
}

function callerOf(identity: Identity | undefined): string {
  if (identity === undefined) return 'these credentials';
  const roles = identity.roles.length === 0 ? 'no role' : `roles ${identity.roles.join(', ')}`;
  const project = identity.projectName === undefined ? '' : ` in project "${identity.projectName}"`;
  return `user "${identity.userName}"${project} (${roles})`;
}

export interface Sent {
  readonly ending: Ending;
  readonly token: Token | undefined;
}

function sendPersistently(parts: CallParts, sending: Sending): Promise<Sent> {
  return tryPersistently(parts, sending, (token, tried) => sendOnce(parts, sending, token, tried));
}

/** Tries `send` as often as does no harm, with a fresh token where one was refused. `tried` counts from 1. */
export async function tryPersistently(
  parts: CallParts,
  sending: Pick<Sending, 'method' | 'url' | 'signal' | 'findMade'> & Pick<Persistence, 'isBegun'>,
  send: (token: Token, tried: number) => Promise<Outcome>,
): Promise<Sent> {
  const { exchange, tokens, clock, policy } = parts;
  const { signal } = sending;
  if (signal.aborted) throw abortReason(signal);
  let token: Token | undefined;

  const attempt = async (tried: number): Promise<Outcome> => {
    const used = await tokens.current(signal);
    const outcome = await send(used, tried);
    token = used;
    if (outcome.answer?.status !== 401) return outcome;
    // The service did nothing with a token that it refuses: even a create may go again.
    token = await tokens.renewed(used, signal);
    return send(token, tried + 1);
  };

  const ending = await persist({
    method: sending.method,
    policy,
    clock,
    signal,
    attempt,
    isKnown: () => exchange.knows(sending.url),
    isBegun: sending.isBegun,
    findMade: sending.findMade,
  });
  return { ending, token };
}

function sendOnce(parts: CallParts, sending: Sending, token: Token, tried: number): Promise<Outcome> {
  const { exchange, limiter, clock, timeouts } = parts;
  const request: ExchangeRequest = {
    service: sending.service,
    method: sending.method,
    url: sending.url,
    attempt: tried,
    timeouts,
    signal: sending.signal,
    headers: { ...sending.headers, 'x-auth-token': token.value },
    ...(sending.body === undefined ? {} : { body: sending.body }),
  };
  return limiter.run(async (epoch) => {
    const outcome = await sendFollowing(exchange, request);
    if (isBusy(outcome)) {
      limiter.slowDown(
        epoch,
        outcome.answer === undefined ? 0 : retryAfterMs(outcome.answer.headers, clock.now()),
      );
    } else if (outcome.answer !== undefined && outcome.answer.status < 500) {
      limiter.speedUp();
    }
    return outcome;
  }, sending.signal);
}

/** A redirect says that nothing was done yet: the same request, whatever it is, goes on within the host. */
async function sendFollowing(exchange: Exchange, first: ExchangeRequest): Promise<Outcome> {
  let request = first;
  for (let hops = 0; ; hops += 1) {
    const outcome = await exchange.send(request);
    const { status, headers } = outcome.answer ?? {};
    const target =
      status === undefined ? undefined : redirectTarget(status, headers?.['location'], request.url);
    if (target === undefined || hops >= MOST_REDIRECTS || !mayFollow(request.url, target)) return outcome;
    request = { ...request, url: target.href };
  }
}

/** Makes an answer or an error of how it ended. */
export function conclude(
  ending: Ending,
  context: CallContext,
  source: AddressSource,
  accept: readonly number[],
): Answer {
  if (ending.kind === 'made') return { status: 200, headers: {}, body: ending.body };
  const { outcome, tries } = ending;
  const note = noteOf(tries, outcome.answer?.headers['retry-after']);
  if (outcome.answer === undefined) {
    const error = faultError(outcome.fault, context, source, note);
    throw ending.kind === 'unsure' ? answerLost(context, error) : error;
  }
  const { answer } = outcome;
  if (accept.includes(answer.status)) return toAnswer(answer);
  if (ending.kind === 'outcome' && ending.repeated && context.method === 'DELETE' && answer.status === 404) {
    // The try whose answer was lost has done it.
    return { status: 204, headers: answer.headers, body: undefined };
  }
  if (answer.status >= 300) {
    const unsure =
      ending.kind === 'unsure'
        ? 'It was not sent again, as it may have been carried out all the same.'
        : note;
    throw statusError(answer, context, unsure);
  }
  if (answer.body === undefined && isHtml(answer.text)) throw badAnswer(answer, context, 'with a web page');
  return toAnswer(answer);
}

function noteOf(tries: number, retryAfter?: string | readonly string[]): string {
  const tried = tries > 1 ? `It was tried ${tries} times.` : '';
  const asked =
    typeof retryAfter === 'string' ? `It asks to come back later (Retry-After: ${retryAfter}).` : '';
  return `${tried} ${asked}`.trim();
}

function toAnswer({ status, headers, body }: ParsedAnswer): Answer {
  return { status, headers, body };
}
