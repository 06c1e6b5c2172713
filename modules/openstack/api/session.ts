import { readFile } from 'node:fs/promises';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { callService, readDocument, type CallParts, type ServiceCall } from './call-service.ts';
import { orAborted, systemClock, withLinkedSignal, type Clock } from './clock.ts';
import { openExchange, type CallRecord } from './exchange.ts';
import { textAt } from './json.ts';
import { openKeystone } from './keystone.ts';
import { adaptiveLimiter } from './limiter.ts';
import { download } from './download.ts';
import { listAll } from './list-all.ts';
import { locateServices, type Locator } from './locate.ts';
import { redactorFor } from './redact.ts';
import { defaultPolicy, type RetryPolicy } from './retry.ts';
import type { CloudCredentials, Service, Session } from './session.types.ts';
import type { StreamTimeouts } from './stream-request.ts';
import { readTlsFiles } from './tls-files.ts';
import { keepToken } from './tokens.ts';
import { openTransport, type Timeouts, type Transport } from './transport.ts';
import { upload } from './upload.ts';
import { parseUrl } from './url.ts';

/** What a session takes of the world; tests hand in their own. */
export interface SessionPorts {
  /** Told of every request that went out. */
  readonly onCall?: (call: CallRecord) => void;
  readonly clock?: Clock;
  /** Where proxies are looked up. Default: the process's environment. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly readFile?: (path: string) => Promise<string>;
  readonly policy?: Partial<RetryPolicy>;
  readonly timeouts?: Partial<Timeouts>;
  readonly streamTimeouts?: Partial<StreamTimeouts>;
}

const DEFAULT_CONCURRENCY = 10;
const DEFAULT_TIMEOUTS: Timeouts = { connectMs: 5000, responseMs: 60_000, totalMs: 180_000 };
const DEFAULT_STREAM_TIMEOUTS: StreamTimeouts = {
  connectMs: 5000,
  responseMs: 60_000,
  stallMs: 180_000,
  finishMs: 3_600_000,
  continueMs: 2000,
};
/** A Keystone that does not answer is told of within seconds: the first time-out is past the deadline. */
const AUTH_RESPONSE_MS = 15_000;
const AUTH_POLICY = { tries: 4, deadlineMs: 15_000 } as const;
/** After this time an unreachable Keystone is tried again. */
const FORGET_FAILURE_MS = 10_000;
/** A refusal stays one: trying a wrong password again and again locks accounts. */
const LASTING_CODES: ReadonlySet<string> = new Set([
  'openstack-auth',
  'openstack-certificate',
  'openstack-not-keystone',
  'openstack-config',
]);

/**
 * Opens a session. Nothing is sent before it is first used; then it has one token, one catalogue and one pool of
 * connections. Whatever fails throws a DroverError with an `openstack-...` code, or the signal's reason.
 */
export function openSession(credentials: CloudCredentials, ports: SessionPorts = {}): Session {
  const closing = new AbortController();
  const label = labelOf(credentials);
  const { parts, locator, transport } = assemble(credentials, label, ports, closing.signal);
  const extensions = new Map<Service, Promise<ReadonlySet<string>>>();
  let regionFound: string | undefined;

  const call: Session['call'] = (service, method, path, options = {}) =>
    withLinkedSignal(
      [closing.signal, ...(options.signal === undefined ? [] : [options.signal])],
      async (signal) => {
        const place = await orAborted(locator.place(service), signal);
        regionFound ??= place.region;
        return callService(parts, { service, method, path, options, place, signal });
      },
    );
  const list: Session['list'] = (service, path, key, options = {}) =>
    listAll({ call, label }, service, path, key, options);

  const streamed = async <T>(
    service: Service,
    given: AbortSignal | undefined,
    begin: (target: Pick<ServiceCall, 'service' | 'place' | 'signal'>) => Promise<T>,
  ): Promise<T> => {
    // Data outlive the call that opens them, so they hang on both signals for as long as they flow.
    const signal = given === undefined ? closing.signal : AbortSignal.any([closing.signal, given]);
    const place = await orAborted(locator.place(service), signal);
    regionFound ??= place.region;
    return begin({ service, place, signal });
  };

  return {
    label,
    cloud: cloudOf(credentials),
    get region() {
      return credentials.region ?? regionFound;
    },
    counts: parts.exchange.counts,
    identity: async () => (await parts.tokens.current()).identity,
    call,
    list,
    download: (service, path, options = {}) =>
      streamed(service, options.signal, (target) => download(parts, { ...target, path, options })),
    upload: (service, path, open, options = {}) =>
      streamed(service, options.signal, (target) => upload(parts, { ...target, path, open, options })),
    hasService: (service) => isPlaced(locator, service),
    extensions(service) {
      const known = extensions.get(service) ?? readExtensions(service, list);
      extensions.set(service, known);
      known.catch(() => extensions.delete(service));
      return known;
    },
    microversion: (service, wanted) => locator.microversion(service, wanted),
    close() {
      closing.abort(closedError(label));
      transport.close();
      return Promise.resolve();
    },
  };
}

async function isPlaced(locator: Locator, service: Service): Promise<boolean> {
  try {
    await locator.place(service);
    return true;
  } catch (error) {
    if (error instanceof DroverError && error.code === 'openstack-no-service') return false;
    throw error;
  }
}

interface Assembly {
  readonly parts: CallParts;
  readonly locator: Locator;
  readonly transport: Transport;
}

function assemble(
  credentials: CloudCredentials,
  label: string,
  ports: SessionPorts,
  closing: AbortSignal,
): Assembly {
  const clock = ports.clock ?? systemClock;
  const redact = redactorFor(credentials.auth);
  const readText = ports.readFile ?? ((path: string) => readFile(path, 'utf8'));
  const transport = openTransport(async () => ({
    ...(await readTlsFiles(credentials, readText)),
    verify: credentials.verify,
    environment: ports.environment ?? process.env,
  }));
  const exchange = openExchange(transport, ports.onCall);
  const policy = { ...defaultPolicy, ...ports.policy };
  const timeouts = timeoutsOf(credentials, ports.timeouts);
  const keystone = openKeystone({
    credentials,
    label,
    exchange,
    clock,
    redact,
    closing,
    policy: {
      ...policy,
      tries: Math.min(policy.tries, AUTH_POLICY.tries),
      deadlineMs: AUTH_POLICY.deadlineMs,
    },
    timeouts: {
      ...timeouts,
      responseMs: credentials.timeoutMs ?? Math.min(timeouts.responseMs, AUTH_RESPONSE_MS),
    },
  });
  const tokens = keepToken(() => keystone.authenticate(), failureLasts, clock);
  const limiter = adaptiveLimiter(Math.max(1, credentials.concurrency ?? DEFAULT_CONCURRENCY), clock);
  const parts = {
    label,
    exchange,
    limiter,
    tokens,
    clock,
    redact,
    policy,
    timeouts,
    streamTimeouts: streamTimeoutsOf(credentials, ports.streamTimeouts),
    closing,
  };
  const locator = locateServices({
    credentials,
    label,
    token: () => tokens.current(),
    identityBase: () => keystone.base(),
    read: (service, url, source) => readDocument(parts, service, url, source),
  });
  return { parts, locator, transport };
}

function failureLasts(error: unknown): number {
  const lasting = error instanceof DroverError && LASTING_CODES.has(error.code);
  return lasting ? Number.POSITIVE_INFINITY : FORGET_FAILURE_MS;
}

function timeoutsOf(credentials: CloudCredentials, given: Partial<Timeouts> | undefined): Timeouts {
  const timeouts = { ...DEFAULT_TIMEOUTS, ...given };
  const { timeoutMs } = credentials;
  if (timeoutMs === undefined) return timeouts;
  return { ...timeouts, responseMs: timeoutMs, totalMs: Math.max(timeouts.totalMs, timeoutMs) };
}

/** Whoever allows more time for an answer allows data to pause for as long. */
function streamTimeoutsOf(
  { timeoutMs = 0 }: CloudCredentials,
  given: Partial<StreamTimeouts> | undefined,
): StreamTimeouts {
  const timeouts = { ...DEFAULT_STREAM_TIMEOUTS, ...given };
  return {
    ...timeouts,
    responseMs: Math.max(timeouts.responseMs, timeoutMs),
    stallMs: Math.max(timeouts.stallMs, timeoutMs),
  };
}

/** `source (cloud.example:5000)`. */
function labelOf({ label, auth }: CloudCredentials): string {
  const host = parseUrl(auth['auth_url'] ?? '')?.host;
  return host === undefined ? label : `${label} (${host})`;
}

/** `cloud.example:5000`, `cloud.example/identity`. */
function cloudOf({ label, auth }: CloudCredentials): string {
  const url = parseUrl(auth['auth_url'] ?? '');
  return url === undefined ? label : `${url.host}${url.pathname.replace(/(?:\/v[\d.]+)?\/*$/, '')}`;
}

function closedError(label: string): DroverError {
  return new DroverError('openstack-closed', {
    detail: `The session with ${label} was closed while it was in use.`,
  });
}

const HAS_EXTENSIONS: ReadonlySet<Service> = new Set(['network', 'compute', 'block-storage']);

async function readExtensions(service: Service, list: Session['list']): Promise<ReadonlySet<string>> {
  if (!HAS_EXTENSIONS.has(service)) return new Set();
  const found = await list(service, '/extensions', 'extensions');
  return new Set(found.flatMap((extension) => textAt(extension, 'alias') ?? []));
}
