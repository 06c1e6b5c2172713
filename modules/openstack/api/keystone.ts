import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { explainRefusal } from './auth-refusal.ts';
import type { Clock } from './clock.ts';
import { statusError, type CallContext } from './errors.ts';
import type { Exchange } from './exchange.ts';
import { faultError } from './fault-errors.ts';
import { isHtml, messageOfBody } from './body-message.ts';
import { judgeVersions, readAuthUrl, type Finding } from './keystone-url.ts';
import { persist } from './persist.ts';
import type { Redactor } from './redact.ts';
import { mayFollow, MOST_REDIRECTS, redirectTarget } from './redirects.ts';
import type { ParsedAnswer, RetryPolicy } from './retry.ts';
import type { CloudCredentials } from './session.types.ts';
import { authBody, readToken, type Token } from './token.ts';
import type { Timeouts } from './transport.ts';
import { shownUrl } from './url.ts';

export interface KeystoneParts {
  readonly credentials: CloudCredentials;
  readonly label: string;
  readonly exchange: Exchange;
  readonly clock: Clock;
  readonly redact: Redactor;
  readonly policy: RetryPolicy;
  readonly timeouts: Timeouts;
  /** Aborted when the session is closed. */
  readonly closing: AbortSignal;
}

export interface Keystone {
  /** A new token. Throws a DroverError that says what to mend. */
  authenticate(): Promise<Token>;
  /** `https://host:5000/v3`, once it was found. */
  base(): Promise<string>;
}

/** One request to Keystone, tried several times. Throws if no answer comes, gives any status back. */
export type Ask = (method: 'GET' | 'POST', url: string, options?: AskOptions) => Promise<ParsedAnswer>;

export interface AskOptions {
  readonly body?: unknown;
  readonly token?: string;
}

/** Asks Keystone for tokens; the auth URL's version is found out with the first. */
export function openKeystone(parts: KeystoneParts): Keystone {
  const ask = asker(parts);
  let found: Promise<string> | undefined;
  let authenticatedOnce = false;

  const base = (): Promise<string> => {
    found ??= findBase(parts, ask).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };

  return {
    base,
    async authenticate() {
      const url = await base();
      const { token, base: reached } = await requestToken(parts, ask, url, authenticatedOnce);
      authenticatedOnce = true;
      found = Promise.resolve(reached);
      parts.redact.add(token.value);
      return token;
    },
  };
}

function asker(parts: KeystoneParts): Ask {
  const { exchange, clock, policy, timeouts, closing } = parts;
  return async (method, url, { body, token } = {}) => {
    const ending = await persist({
      // Asking for a token twice does no harm.
      method: 'GET',
      policy,
      clock,
      signal: closing,
      findMade: undefined,
      isKnown: () => exchange.knows(url),
      attempt: (tried) =>
        exchange.send({
          service: 'identity',
          method,
          url,
          attempt: tried,
          harmless: true,
          timeouts,
          signal: closing,
          headers: {
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(token === undefined ? {} : { 'x-auth-token': token }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        }),
    });
    if (ending.kind === 'made') throw new Error('a token cannot be looked for');
    const { outcome } = ending;
    if (outcome.answer !== undefined) return outcome.answer;
    const note = ending.tries > 1 ? `It was tried ${ending.tries} times.` : '';
    throw faultError(outcome.fault, callContext(parts, method, url), 'auth-url', note);
  };
}

function callContext(parts: KeystoneParts, method: string, url: string): CallContext {
  return {
    label: parts.label,
    service: 'identity',
    method,
    url,
    redact: parts.redact,
    caller: 'these credentials',
  };
}

async function findBase(parts: KeystoneParts, ask: Ask): Promise<string> {
  const authUrl = parts.credentials.auth['auth_url'] ?? '';
  const read = readAuthUrl(authUrl);
  if (read.kind === 'v3') return read.base;

  const { answer, url } = await followed(parts, ask, 'GET', `${read.root}/`);
  if (answer.status >= 500) throw statusError(answer, callContext(parts, 'GET', url));
  const root = url.replace(/\/+$/, '');
  const after = readAuthUrl(root);
  if (after.kind === 'v3' && judgeVersions(answer.body) === 'keystone-v3') return after.base;
  const finding = judgeVersions(answer.body);
  if (finding === 'keystone-v3') return `${root}/v3`;
  if (finding === 'no-versions') {
    // Some clouds show nothing, or a dashboard, at the root.
    const below = await ask('GET', `${root}/v3`);
    if (judgeVersions(below.body) === 'keystone-v3') return `${root}/v3`;
  }
  throw notKeystone(parts, 'GET', url, answer, finding);
}

/** Asks and follows redirects within the host; others are errors that name the target. */
async function followed(
  parts: KeystoneParts,
  ask: Ask,
  method: 'GET' | 'POST',
  first: string,
  options?: AskOptions,
): Promise<{ readonly answer: ParsedAnswer; readonly url: string }> {
  let url = first;
  for (let hops = 0; ; hops += 1) {
    const answer = await ask(method, url, options);
    const target = redirectTarget(answer.status, answer.headers['location'], url);
    if (target === undefined) return { answer, url };
    if (hops >= MOST_REDIRECTS || !mayFollow(url, target))
      throw elsewhere(parts, method, url, target, answer);
    url = target.href;
  }
}

/** Keystone answers 404 to a token or application credential that it does not know, as a web server does to any path. */
const REFUSALS: ReadonlySet<number> = new Set([400, 401, 403, 404]);

interface Granted {
  readonly token: Token;
  readonly base: string;
}

async function requestToken(
  parts: KeystoneParts,
  ask: Ask,
  base: string,
  isRenewal: boolean,
): Promise<Granted> {
  const { credentials, clock } = parts;
  const asked = `${base}/auth/tokens`;
  const { answer, url } = await followed(parts, ask, 'POST', asked, { body: authBody(credentials) });
  if (answer.status === 201 || answer.status === 200) {
    const value = answer.headers['x-subject-token'];
    const token = readToken(typeof value === 'string' ? value : undefined, answer.body, clock.now());
    if (token === undefined) throw notKeystone(parts, 'POST', url, answer, 'no-versions');
    return { token: keptLonger(token, credentials), base: url.replace(/\/auth\/tokens$/, '') };
  }
  if (answer.status >= 500 || answer.status === 429)
    throw statusError(answer, callContext(parts, 'POST', url));
  if (!REFUSALS.has(answer.status) || isHtml(answer.text))
    throw notKeystone(parts, 'POST', url, answer, 'no-versions');
  const finding = isRenewal ? 'keystone-v3' : judgeVersions((await ask('GET', base)).body);
  const isCertain = finding === 'keystone-v3' || (finding === 'no-versions' && answer.status !== 404);
  if (!isCertain) throw notKeystone(parts, 'POST', url, answer, finding);
  throw await explainRefusal({
    ...parts,
    answer,
    base,
    ask,
    context: callContext(parts, 'POST', url),
    isRenewal,
  });
}

/** A token that was made of a token ends with it: asking early brings nothing. */
function keptLonger(token: Token, credentials: CloudCredentials): Token {
  return credentials.authType === 'token' ? { ...token, renewAt: token.expiresAt } : token;
}

const FINDINGS: Readonly<Record<Finding, string>> = {
  'keystone-v3': 'it offers version 3 but does not answer there',
  'keystone-v2-only': 'it is a Keystone that has no version 3',
  'not-keystone': 'another service of OpenStack answers there',
  'no-versions': 'what answers there is not Keystone',
};

function notKeystone(
  parts: KeystoneParts,
  method: string,
  url: string,
  answer: ParsedAnswer,
  finding: Finding,
): DroverError {
  const said = messageOfBody(answer.text, parts.redact);
  return new DroverError('openstack-not-keystone', {
    detail:
      `${shownUrl(url)}, asked for ${parts.label}, is not the Keystone v3 that auth_url should lead to: ` +
      `${FINDINGS[finding]} (${method} was answered with ${answer.status}` +
      `${said === undefined || (answer.body !== undefined && answer.status < 300) ? '' : `: "${said}"`}).`,
    help:
      'auth_url is the address of the identity service, as the dashboard shows it under API access: ' +
      'for example https://cloud.example:5000/v3.',
    call: { service: 'identity', method, url: shownUrl(url), status: answer.status },
  });
}

function elsewhere(
  parts: KeystoneParts,
  method: string,
  url: string,
  target: URL,
  answer: ParsedAnswer,
): DroverError {
  const to = shownUrl(target.href).replace(/\/auth\/tokens$/, '');
  return new DroverError('openstack-not-keystone', {
    detail:
      `${shownUrl(url)}, asked for ${parts.label}, redirects to ${to}. ` +
      'Credentials are not sent on to another host or to plain http.',
    help: `If that is the right place, set auth_url to ${to}.`,
    call: { service: 'identity', method, url: shownUrl(url), status: answer.status },
  });
}
