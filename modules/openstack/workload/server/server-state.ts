import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import type { Undo, Writer } from '../../kind/write.ts';
import { waitFor, type Patience } from '../../kind/wait-for.ts';
import { newServers, readServer } from './new-servers.ts';

/** What came of waiting for a status. */
export type Arrival =
  | { readonly server: Body }
  /** It went to ERROR, or is gone. */
  | { readonly failed: string }
  /** It was not there in time. */
  | { readonly late: string };

/**
 * Waits until a server has a status, and nothing is being done with it. `from`: one that has this status again, and with
 * which nothing is being done, does not get there any more: the cloud gave up.
 */
export async function arrival(
  id: string,
  status: 'ACTIVE' | 'SHUTOFF',
  { index }: Pick<Writer, 'index'>,
  patience: Patience,
  from?: string,
): Promise<Arrival> {
  let last = '';
  const found = await waitFor(async (): Promise<Arrival | undefined> => {
    const server = await readServer(index, id);
    if (server === undefined) return { failed: 'it is gone' };
    last = textOf(server, 'status') ?? '';
    if (last === 'ERROR') return { failed: faultOf(server) };
    const isBusy = typeof server['OS-EXT-STS:task_state'] === 'string';
    if (last === status && !isBusy) return { server };
    return last === from && !isBusy
      ? { failed: `it is ${last} again (openstack server event list ${id} says more)` }
      : undefined;
  }, patience);
  return found ?? { late: last };
}

/** Why a server is in an error, as Nova says it. */
export function faultOf(server: Body): string {
  const fault = server['fault'];
  const said = isBody(fault) ? textOf(fault, 'message') : undefined;
  return said === undefined || said === '' ? 'the cloud does not say why' : said.replace(/[.\s]+$/, '');
}

/** An action of a server, journaled with what takes it back. */
export async function act(
  server: Body,
  action: Body,
  undo: Undo,
  { write }: Pick<Writer, 'write'>,
): Promise<void> {
  await write({
    operation: 'act',
    collection: newServers,
    method: 'POST',
    path: `${pathOf(newServers, idOf(server))}/action`,
    body: action,
    id: idOf(server),
    before: { status: server['status'] },
    isRepeatable: true,
    undo,
  });
}

/** The action that takes another one back, as long as the server is there. */
export function actionUndo(id: string, body: Body): Undo {
  const path = pathOf(newServers, id);
  return { method: 'POST', path: `${path}/action`, body, needs: path };
}

interface Power {
  readonly action: string;
  /** What takes it back. */
  readonly back: string;
  readonly to: 'ACTIVE' | 'SHUTOFF';
  readonly words: string;
  readonly help: string;
}

const STOP: Power = {
  action: 'os-stop',
  back: 'os-start',
  to: 'SHUTOFF',
  words: 'stopped',
  help: 'Its guest may not heed the power button: shut it down from inside, or give it more time with os_migrate_timeout (seconds), and run again.',
};

const START: Power = {
  action: 'os-start',
  back: 'os-stop',
  to: 'ACTIVE',
  words: 'started',
  help: 'Start it by hand (openstack server start), or give it more time with os_migrate_timeout (seconds).',
};

/**
 * Stops a server and waits until it is off; one that is off already stays. Throws `cloud-timeout` if that takes too long,
 * and `server-error` where it goes to ERROR. Undo starts it again.
 */
export function stopAndWait(server: Body, label: string, writer: Writer, patience: Patience): Promise<Body> {
  return power(STOP, server, label, writer, patience);
}

/** Starts a server and waits until it runs; the rest as `stopAndWait`. */
export function startAndWait(server: Body, label: string, writer: Writer, patience: Patience): Promise<Body> {
  return power(START, server, label, writer, patience);
}

async function power(
  { action, back, to, words, help }: Power,
  server: Body,
  label: string,
  writer: Writer,
  patience: Patience,
): Promise<Body> {
  const id = idOf(server);
  if (textOf(server, 'status') === to) return server;
  try {
    await act(server, { [action]: null }, actionUndo(id, { [back]: null }), writer);
  } catch (error) {
    // Somebody else has done it, or the answer was lost and it was sent twice.
    if (!(error instanceof DroverError) || error.code !== 'openstack-conflict') throw error;
    const now = await readServer(writer.index, id);
    if (textOf(now ?? {}, 'status') !== to) throw error;
  }
  const end = await arrival(id, to, writer, patience, textOf(server, 'status'));
  if ('server' in end) return end.server;
  const where = writer.index.session.label;
  if ('failed' in end)
    throw new DroverError('server-error', {
      detail: `${label} (${id}) of ${where} was to be ${words}, and was not: ${end.failed}.`,
      help: 'Mend it (openstack server reboot --hard, or the cloud has to), and run again.',
    });
  throw new DroverError('cloud-timeout', {
    detail: `${label} (${id}) of ${where} was to be ${words}, and is ${end.late} after ${Math.round(patience.timeoutMs / 1000)} seconds.`,
    help,
  });
}
