import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { microversionFor, pathOf, type Collection } from './collection.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { waitFor, type Patience } from './wait-for.ts';
import { isBody, textOf } from './wire.ts';

/** A thing of a cloud that a service works on. The signal ends the wait, never what is awaited. */
export interface Awaited extends Patience {
  readonly index: Pick<IndexOfCloud, 'session'>;
  readonly collection: Collection;
  readonly id: string;
  /** For messages: `volume "data1"`. */
  readonly label: string;
}

/**
 * Waits until a thing is as it is to be, and gives it as it is then. Throws `cloud-state` when it comes to a state that
 * it does not leave by itself (`isLost`), or is gone, and `cloud-timeout` when it takes too long.
 */
export async function awaitState(
  awaited: Awaited,
  wanted: { readonly called: string; readonly holds: (body: Body) => boolean },
  isLost: (body: Body) => boolean = isInError,
): Promise<Body> {
  return look(awaited, wanted.called, (body) => {
    if (body === undefined) throw lost(awaited, wanted.called, 'it is gone');
    if (wanted.holds(body)) return body;
    if (isLost(body)) throw lost(awaited, wanted.called, `it is ${textOf(body, 'status') ?? 'in no state'}`);
    return undefined;
  });
}

/** Waits until a thing has one of these statuses. */
export function awaitStatus(awaited: Awaited, ...statuses: readonly [string, ...string[]]): Promise<Body> {
  return awaitState(awaited, {
    called: statuses.join(' or '),
    holds: (body) => statuses.includes(textOf(body, 'status') ?? ''),
  });
}

/** Waits until a thing is gone. */
export async function awaitGone(awaited: Awaited): Promise<void> {
  await look(awaited, 'gone', (body) => {
    if (body === undefined) return true;
    // One that was in error before stays so until it is gone.
    if (textOf(body, 'status') === 'error_deleting') throw lost(awaited, 'gone', 'it is error_deleting');
    return undefined;
  });
}

function isInError(body: Body): boolean {
  return /error|killed/i.test(textOf(body, 'status') ?? '');
}

async function look<T>(
  awaited: Awaited,
  called: string,
  judge: (body: Body | undefined) => T | undefined,
): Promise<T> {
  let body: Body | undefined;
  const answer = await waitFor(async () => {
    body = await readNow(awaited);
    return judge(body);
  }, awaited);
  if (answer === undefined) throw late(awaited, called, body);
  return answer;
}

/** A thing as it is; undefined if it is gone. */
export async function readNow({
  index: { session },
  collection,
  id,
  signal,
}: Pick<Awaited, 'index' | 'collection' | 'id' | 'signal'>): Promise<Body | undefined> {
  const microversion = await microversionFor(session, collection);
  const answer = await session.call(collection.service, 'GET', pathOf(collection, id), {
    accept: [404],
    ...(microversion === undefined ? {} : { microversion }),
    ...(signal === undefined ? {} : { signal }),
  });
  if (answer.status === 404 || !isBody(answer.body)) return undefined;
  const inner = answer.body[collection.one];
  return isBody(inner) ? inner : answer.body;
}

function lost({ label, index, id }: Awaited, called: string, why: string): DroverError {
  return new DroverError('cloud-state', {
    detail: `${label} (${id}) of ${index.session.label} does not become ${called}: ${why}.`,
    help: 'Look at what the cloud says of it, mend that, and run again.',
  });
}

function late({ label, index, id, timeoutMs }: Awaited, called: string, body: Body | undefined): DroverError {
  const is = textOf(body ?? {}, 'status') ?? 'in no state';
  return new DroverError('cloud-timeout', {
    detail: `${label} (${id}) of ${index.session.label} did not become ${called} within ${Math.round(timeoutMs / 1000)} seconds: it is ${is}.`,
    help: 'Look at what the cloud says of it, or give it more time with os_migrate_timeout (seconds), and run again.',
  });
}
