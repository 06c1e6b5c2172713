import type { IncomingMessage } from 'node:http';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { safeUrl } from '../safe-url.ts';
import type { FindCredentials } from './credentials.ts';
import type { ReachSettings } from './http-settings.ts';
import { openRequest } from './open-request.ts';

export interface HttpAnswer {
  /** After redirects. */
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | undefined;
}

export interface HttpClient {
  /** Follows redirects, and shows credentials where a server asks for them. Throws `source-unreachable`. */
  call(call: HttpCall): Promise<HttpAnswer>;
}

const mostRedirects = 5;
/** No role, collection or depth-1 repository of roles is as large as this. */
const mostBytes = 512 * 1024 * 1024;

/**
 * A client for one source, with one time limit for all its calls. Credentials go to the origin that they are for and to
 * no other, whatever it redirects to; a redirect from HTTPS to HTTP is refused.
 */
export function httpClient(settings: ReachSettings, credentials: FindCredentials): HttpClient {
  const deadline = Date.now() + settings.timeoutMs;
  const authorized = new Map<string, string>();
  return {
    async call(call) {
      let url = withoutUser(call.url);
      let { method, body } = call;
      for (let redirects = 0; redirects <= mostRedirects; redirects += 1) {
        const answer = await authorizedCall({ ...call, method, body, url });
        const location = answer.headers['location'];
        if (![301, 302, 303, 307, 308].includes(answer.status) || location === undefined) return answer;
        const next = redirected(url, location);
        if (answer.status === 303) {
          method = 'GET';
          body = undefined;
        }
        url = next;
      }
      throw unreachable(url, `it redirects more than ${mostRedirects} times`);
    },
  };

  async function authorizedCall(call: HttpCall): Promise<HttpAnswer> {
    const { origin } = new URL(call.url);
    const known = authorized.get(origin);
    const answer = await once(call, known, settings, deadline);
    if (answer.status !== 401 || known !== undefined) return answer;
    const found = await credentials(origin);
    if (found === undefined) return answer;
    authorized.set(origin, found);
    return once(call, found, settings, deadline);
  }
}

function withoutUser(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.toString();
}

function redirected(from: string, location: string): string {
  const next = new URL(location, from);
  if (next.protocol !== 'https:' && next.protocol !== 'http:')
    throw unreachable(from, `it redirects to ${next.protocol}`);
  if (new URL(from).protocol === 'https:' && next.protocol === 'http:')
    throw unreachable(from, `it redirects to ${safeUrl(next.toString())}, which is not encrypted`);
  return withoutUser(next.toString());
}

async function once(
  call: HttpCall,
  authorization: string | undefined,
  settings: ReachSettings,
  deadline: number,
): Promise<HttpAnswer> {
  const left = deadline - Date.now();
  const { url, method, body } = call;
  const late = (): DroverError =>
    unreachable(
      url,
      `it did not answer within ${settings.timeoutMs / 1000} s`,
      'Allow more time with --timeout or DROVER_SOURCES_TIMEOUT.',
    );
  if (left <= 0) throw late();
  const headers = {
    'user-agent': 'git/drover',
    ...call.headers,
    ...(authorization === undefined ? {} : { authorization }),
    ...(body === undefined ? {} : { 'content-length': body.length }),
  };
  const request = openRequest(url, { method, headers }, settings, left);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(late()), Math.max(1, deadline - Date.now()));
    const fail = (error: unknown): void => {
      clearTimeout(timer);
      reject(asUnreachable(url, error));
    };
    request.on('error', fail);
    request.on('response', (response) => {
      read(response, url).then(
        (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        (error: unknown) => {
          request.destroy();
          fail(error);
        },
      );
    });
    request.end(body);
  });
}

async function read(response: IncomingMessage, url: string): Promise<HttpAnswer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw unreachable(url, `it sends more than ${mostBytes} bytes`);
    parts.push(part);
  }
  if (!response.complete) throw unreachable(url, 'it broke off in the middle of its answer');
  const headers = Object.entries(response.headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value] as const],
  );
  return {
    url,
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    headers: Object.fromEntries(headers),
    body: Buffer.concat(parts),
  };
}

const certificateErrors = /certificate|CERT|SELF_SIGNED|ISSUER/;

function asUnreachable(url: string, error: unknown): DroverError {
  if (error instanceof DroverError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (certificateErrors.test(code) || certificateErrors.test(messageOf(error))) {
    return unreachable(
      url,
      `its certificate is not trusted (${messageOf(error)})`,
      'Name the certificate of its authority with --ca-file, DROVER_CA_FILE or GIT_SSL_CAINFO.',
    );
  }
  // Several addresses were tried: what the last one said is in the parts.
  const parts = error instanceof AggregateError ? error.errors.map(messageOf).join('; ') : messageOf(error);
  return unreachable(url, parts === '' ? code : parts);
}

export function unreachable(url: string, why: string, help?: string): DroverError {
  return new DroverError('source-unreachable', {
    detail: `${safeUrl(url)} cannot be fetched: ${why}.`,
    help:
      help ??
      'Check the address and the way to it, then try again; what is locked already is taken from the cache.',
  });
}

/** What an answer that is not 2xx means, in words. */
export function statusError(answer: HttpAnswer, what: string): DroverError {
  const { status, statusText, url } = answer;
  const parts = { call: { method: 'GET', url: safeUrl(url), status } };
  if (status === 401 || status === 403) {
    const { hostname } = new URL(url);
    return new DroverError('source-credentials', {
      detail: `${what} answers ${status} ${statusText}: ${status === 401 ? 'it asks for credentials' : 'these credentials may not read it'}.`,
      help: `Give a token with the variable DROVER_TOKEN_${hostname.replaceAll('-', '__').replace(/[^\w]/g, '_')}, or let one of Git’s credential helpers know it. Some servers say the same of what is not there.`,
      ...parts,
    });
  }
  return new DroverError(status === 404 || status === 410 ? 'source-missing' : 'source-unreachable', {
    detail: `${what} answers ${status} ${statusText}.`,
    help:
      status === 404
        ? 'Check the address: there is nothing, or nothing that we may see.'
        : 'Try again later, or ask whoever runs the server.',
    ...parts,
  });
}
