import { setTimeout as pause } from 'node:timers/promises';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { FormFault, type FormAnswer, type PostForm } from '../api/post-form.ts';
import type { Login } from './controller-settings.ts';

/** How long is tried. */
export interface Patience {
  /** Tries of a request that gets no good answer. */
  readonly tries: number;
  /** The first pause; each next one is twice as long, up to thirty seconds. */
  readonly pauseMs: number;
  /** How long a controller that is not ready is asked again, and a task of its own is waited for. */
  readonly readyMs: number;
  readonly timeoutMs: number;
}

export const defaultPatience: Patience = { tries: 5, pauseMs: 1000, readyMs: 300_000, timeoutMs: 120_000 };

export interface SessionSettings {
  readonly url: string;
  readonly login: Login;
  readonly post: PostForm;
  readonly patience: Patience;
}

/** What the controller says: `results` where it did as asked. */
export interface Reply {
  readonly return: boolean;
  readonly results?: unknown;
  readonly reason?: string;
  readonly CID?: string;
}

/** Calls of the controller by one login, which is renewed when it has run out. */
export interface Session {
  /** The results; throws `controller-failed` with the controller's own reason. */
  call(action: string, input: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<unknown>;
}

const LONGEST_PAUSE = 30_000;

export function createSession(settings: SessionSettings): Session {
  const { login, patience, url } = settings;
  let session: Promise<string> | undefined;

  const hide = (text: string, id: string | undefined): string =>
    [login.password, id].reduce<string>(
      (clean, secret) =>
        secret === undefined || secret === '' ? clean : clean.replaceAll(secret, '[redacted]'),
      text,
    );

  const logIn = async (signal?: AbortSignal): Promise<string> => {
    const reply = await ask(
      { action: 'login', username: login.username, password: login.password },
      settings,
      signal,
    );
    if (reply.return && typeof reply.CID === 'string') return reply.CID;
    throw new DroverError('controller-login', {
      detail: `The controller at ${url} does not let ${login.username} in: ${hide(reply.reason ?? 'it gave no session', undefined)}`,
      help: 'Check user and password of the controller. Nothing was changed there.',
    });
  };
  const current = (signal?: AbortSignal): Promise<string> =>
    (session ??= logIn(signal).catch((error: unknown) => {
      session = undefined;
      throw error;
    }));

  return {
    async call(action, input, signal) {
      const end = Date.now() + patience.readyMs;
      const pauses = growing(patience.pauseMs);
      for (let renewals = 0; ;) {
        const id = await current(signal);
        const reply = await ask({ ...input, action, CID: id }, settings, signal);
        if (reply.return) return reply.results;
        const reason = reply.reason ?? 'it gave no reason';
        const next = pauses();
        if (isExpired(reason) && renewals++ < 2) {
          if ((await session) === id) session = undefined;
        } else if (isNotReady(reason) && Date.now() + next < end) await pause(next, undefined, { signal });
        else throw refused(action, input, hide(reason, id), settings);
      }
    },
  };
}

/** Sends until there is an answer that can be read: a controller that restarts answers with other statuses, or not at all. */
async function ask(
  form: Readonly<Record<string, string>>,
  { url, post, patience }: SessionSettings,
  signal: AbortSignal | undefined,
): Promise<Reply> {
  const pauses = growing(patience.pauseMs);
  for (let tried = 1; ; tried++) {
    const outcome = await post({
      url,
      form,
      timeoutMs: patience.timeoutMs,
      ...(signal === undefined ? {} : { signal }),
    }).catch((error: unknown) => faultOrThrow(error));
    const reply = outcome instanceof FormFault ? undefined : replyOf(outcome);
    if (reply !== undefined) return reply;
    if (outcome instanceof FormFault && outcome.kind === 'certificate') throw distrusted(url, outcome);
    if (tried >= patience.tries) throw unreachable(url, form['action'] ?? '', outcome, tried);
    await pause(pauses(), undefined, { signal });
  }
}

function faultOrThrow(error: unknown): FormFault {
  if (error instanceof FormFault) return error;
  throw error;
}

function replyOf({ status, text }: FormAnswer): Reply | undefined {
  if (status !== 200) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' &&
      value !== null &&
      'return' in value &&
      typeof value.return === 'boolean'
      ? (value as Reply)
      : undefined;
  } catch {
    return undefined;
  }
}

function isExpired(reason: string): boolean {
  return /CID is invalid|Invalid session|Session \S+ (?:not found|expired)/i.test(reason);
}

/** The gateway has no tunnel to its transit yet, or the controller is at something else. */
function isNotReady(reason: string): boolean {
  return /not (?:ready|up|connected)|is down|busy|locked|try again|in progress/i.test(reason);
}

function growing(firstMs: number): () => number {
  let next = firstMs;
  return () => {
    const now = next;
    next = Math.min(next * 2, LONGEST_PAUSE);
    return now;
  };
}

function refused(
  action: string,
  input: Readonly<Record<string, string>>,
  reason: string,
  { url }: SessionSettings,
): DroverError {
  const asked = Object.entries(input).map(([key, value]) => `${key} ${value}`);
  return new DroverError('controller-failed', {
    detail: `The controller refused ${action} (${asked.join(', ')}): ${reason}`,
    help: "The reason is the controller's own. Mend it there, and run again: what was done already is not done twice.",
    call: { service: 'controller', method: action, url, status: 200 },
  });
}

function unreachable(
  url: string,
  action: string,
  outcome: FormAnswer | FormFault,
  tried: number,
): DroverError {
  const what =
    outcome instanceof FormFault
      ? messageOf(outcome)
      : outcome.status === 200
        ? 'its answer is not one of a controller'
        : `it answers with status ${outcome.status}`;
  return new DroverError('controller-unreachable', {
    detail: `The controller at ${url} could not be asked for ${action}, ${tried} times: ${what}.`,
    help: 'Check aviatrix.controller_ip, that its security group lets this machine in, and that it is not being upgraded.',
    call: {
      service: 'controller',
      method: action,
      url,
      ...(outcome instanceof FormFault ? {} : { status: outcome.status }),
    },
  });
}

function distrusted(url: string, fault: FormFault): DroverError {
  return new DroverError('controller-certificate', {
    detail: `The controller at ${url} is not trusted: ${fault.message}. Nothing was sent to it.`,
    help: 'Name its authority by controller_ca, or pin its own certificate by controller_fingerprint (SHA-256, taken on the controller itself).',
  });
}
