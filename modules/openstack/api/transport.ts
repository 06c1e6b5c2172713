import type { ClientRequest } from 'node:http';
import type * as Https from 'node:https';
import type { Got, Method, OptionsInit } from 'got';
import { forwardingRequest } from '../../../engine/network/forwarding-request.ts';
import { throughProxies } from '../../../engine/network/through-proxies.ts';
import { abortReason } from './clock.ts';
import { faultOverProxy, forwarderFor, refusalOfProxy } from './proxy.ts';
import { streamRequest, type StreamAnswer, type StreamRequest } from './stream-request.ts';
import { faultOf, TransportFault } from './transport-fault.ts';

/** Milliseconds that each phase of a request may take. */
export interface Timeouts {
  /** Name lookup, TCP and TLS, each. */
  readonly connectMs: number;
  /** From the request being sent to the answer's first byte. */
  readonly responseMs: number;
  /** All of it, the body included. */
  readonly totalMs: number;
}

export interface WireRequest {
  readonly method: Method;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeouts: Timeouts;
  readonly signal?: AbortSignal;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
}

/** How to reach the servers of one cloud. PEM texts, not paths. */
export interface TransportSettings {
  readonly ca?: string;
  readonly clientCertificate?: string;
  readonly clientKey?: string;
  readonly verify: boolean;
  /** Where `http_proxy`, `https_proxy` and `no_proxy` are looked up. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One pool of connections that are kept open and used again. */
export interface Transport {
  /** Sends once; throws a TransportFault, or the signal's reason. Any status is an answer. Redirects are not followed. */
  send(request: WireRequest): Promise<WireAnswer>;
  /** The same for bodies of any size, which are never held whole. */
  stream(request: StreamRequest): Promise<StreamAnswer>;
  close(): void;
}

/** Idle connections are closed before servers usually close theirs: a request on a dying connection is lost. */
const IDLE_MS = 4000;
const USER_AGENT = 'drover';

/** What got takes for one way to a server: directly, or over a proxy. */
type Route = Pick<OptionsInit, 'agent' | 'request'>;

interface Loaded {
  readonly got: Got;
  readonly tls: Record<string, string | boolean>;
  /** With the proxy that forwards plain HTTP; a tunnel tells of its own faults. */
  readonly routeTo: (url: string) => { readonly route: Route; readonly proxy?: URL };
  /** Begins a request over the same connections, for those who stream its body. */
  readonly begin: (request: Pick<StreamRequest, 'url' | 'method' | 'headers'>) => {
    readonly request: ClientRequest;
    readonly proxy?: URL;
  };
  close(): void;
}

/** A transport; certificates are read and the HTTP library is loaded with the first request. */
export function openTransport(readSettings: () => Promise<TransportSettings>): Transport {
  let loading: Promise<Loaded> | undefined;
  const loaded = (connectMs: number): Promise<Loaded> =>
    (loading ??= readSettings().then((settings) => load(settings, connectMs)));
  return {
    async send(request) {
      const { got, tls, routeTo } = await loaded(request.timeouts.connectMs);
      request.signal?.throwIfAborted();
      let forwarder: URL | undefined;
      try {
        const { route, proxy } = routeTo(request.url);
        forwarder = proxy;
        const answer = await got(request.url, {
          ...route,
          method: request.method,
          headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...request.headers },
          ...(request.body === undefined ? {} : { body: request.body }),
          ...(request.signal === undefined ? {} : { signal: request.signal }),
          https: tls,
          timeout: phases(request.timeouts),
          retry: { limit: 0 },
          throwHttpErrors: false,
          followRedirect: false,
          responseType: 'text',
        });
        const refusal = refusalOfProxy(answer.statusCode, proxy);
        if (refusal !== undefined) throw refusal;
        return { status: answer.statusCode, headers: answer.headers, text: answer.body };
      } catch (thrown) {
        if (request.signal?.aborted === true) throw abortReason(request.signal);
        throw faultOverProxy(faultOf(thrown), forwarder);
      }
    },
    async stream(request) {
      const { begin } = await loaded(request.timeouts.connectMs);
      request.signal?.throwIfAborted();
      let forwarder: URL | undefined;
      try {
        const begun = begin({ ...request, headers: { 'user-agent': USER_AGENT, ...request.headers } });
        forwarder = begun.proxy;
        const answer = await streamRequest(begun.request, request);
        const refusal = refusalOfProxy(answer.status, begun.proxy);
        if (refusal === undefined) return answer;
        answer.discard();
        throw refusal;
      } catch (thrown) {
        if (request.signal?.aborted === true) throw abortReason(request.signal);
        throw thrown instanceof TransportFault ? faultOverProxy(thrown, forwarder) : thrown;
      }
    },
    close() {
      void loading?.then(
        (loaded) => {
          loaded.close();
        },
        () => undefined,
      );
    },
  };
}

async function load(settings: TransportSettings, connectMs: number): Promise<Loaded> {
  const { environment } = settings;
  const [{ got }, http, https] = await Promise.all([
    import('got'),
    import('node:http'),
    import('node:https'),
  ]);
  const options = { keepAlive: true, timeout: IDLE_MS, scheduling: 'lifo' } as const;
  const way = { environment, timeoutMs: connectMs };
  const agent = {
    http: new http.Agent(options),
    https: throughProxies(new https.Agent(options), 'https:', way),
  };
  return {
    got,
    tls: tlsOptions(settings),
    routeTo(url) {
      const proxy = forwarderFor(url, environment);
      if (proxy === undefined) return { route: { agent } };
      return { route: { agent, request: forwardingRequest(proxy, agent.http, http) }, proxy };
    },
    begin({ url, method, headers }) {
      const options = { method, headers };
      if (url.startsWith('https:'))
        return { request: https.request(url, { ...options, ...nodeTls(settings), agent: agent.https }) };
      const proxy = forwarderFor(url, environment);
      if (proxy === undefined) return { request: http.request(url, { ...options, agent: agent.http }) };
      const forward = forwardingRequest(proxy, agent.http, http);
      return { request: forward(new URL(url), options), proxy };
    },
    close() {
      agent.http.destroy();
      agent.https.destroy();
    },
  };
}

function phases(timeouts: Timeouts): Record<string, number> {
  const { connectMs, responseMs, totalMs } = timeouts;
  return {
    lookup: connectMs,
    connect: connectMs,
    secureConnect: connectMs,
    send: responseMs,
    response: responseMs,
    request: totalMs,
  };
}

function tlsOptions(settings: TransportSettings): Record<string, string | boolean> {
  return {
    rejectUnauthorized: settings.verify,
    ...(settings.ca === undefined ? {} : { certificateAuthority: settings.ca }),
    ...(settings.clientCertificate === undefined ? {} : { certificate: settings.clientCertificate }),
    ...(settings.clientKey === undefined ? {} : { key: settings.clientKey }),
  };
}

/** The same settings by the names that Node has for them. */
function nodeTls(settings: TransportSettings): Https.RequestOptions {
  return {
    rejectUnauthorized: settings.verify,
    ...(settings.ca === undefined ? {} : { ca: settings.ca }),
    ...(settings.clientCertificate === undefined ? {} : { cert: settings.clientCertificate }),
    ...(settings.clientKey === undefined ? {} : { key: settings.clientKey }),
  };
}
