import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { microversionFor } from '../../kind/collection.ts';
import { noted } from '../../kind/write.ts';
import { earlierServer, serversNamed } from './earlier-server.ts';
import { finishServer } from './finish-server.ts';
import { makePorts } from './make-ports.ts';
import { newServers } from './new-servers.ts';
import { removePorts, removeServer } from './remove-server.ts';
import { serverBody } from './server-body.ts';
import { lostByNova } from './server-networks.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';
import { arrival, faultOf, type Arrival } from './server-state.ts';

/**
 * Makes a server at the destination, with its ports, floating IPs and what the checks of the record ask for. The result is
 * the server as it is at the end. What an earlier run made for it and was cut off is gone on with: ports, the server
 * itself; a server of it that never came up is removed first.
 *
 * Throws `server-error` where it does not come up: the server and the ports that were made for it are removed again then,
 * and its volumes are free. After that nothing is removed: `server-unverified` and what the cloud says to
 * floating IPs leave a server that `finishServer` goes on with.
 */
export async function createServer(request: ServerRequest): Promise<Body> {
  return finishServer(await makeServer(request), request);
}

/** The first part of `createServer`: until the server is ACTIVE. What it throws leaves no server. */
export async function makeServer(request: ServerRequest): Promise<Body> {
  const { onStage, warn, params } = request;
  const earlier = await goOn(await earlierServer(request), request);
  if (earlier !== undefined) return earlier;
  const made: ServerPort[] = [];
  const server = await unlessFailing(made, request, async () => {
    if (params.portCreationMode === 'neutron') {
      if (request.wanted.ports.length > 0) onStage('ports');
      await makePorts(request, (port) => made.push(port));
    } else for (const words of lostByNova(request)) warn(words);
    onStage('server');
    return send(request, made);
  });
  return come(server, made, request);
}

/**
 * Goes on with the server that an earlier run made; undefined where there is none, so that one is to be made. One that
 * never came up is of no use, and is removed; one that has run may have data that are nowhere else, and never is.
 */
async function goOn(earlier: Body | undefined, request: ServerRequest): Promise<Body | undefined> {
  const status = textOf(earlier ?? {}, 'status');
  if (earlier === undefined || (status !== 'ERROR' && status !== 'BUILD')) return earlier;
  const { writer, timeoutMs, signal, warn, label } = request;
  if (status === 'BUILD') return come(earlier, [], request);
  const why = faultOf(earlier);
  const where = writer.index.session.label;
  if (textOf(earlier, 'OS-SRV-USG:launched_at') !== undefined)
    throw new DroverError('server-error', {
      detail: `${label} (${idOf(earlier)}), which an earlier run has made at ${where}, ran and is in ERROR now: ${why}.`,
      help: 'Mend it there (openstack server reboot --hard), or delete it to have it made anew, and run again.',
    });
  warn(`server ${idOf(earlier)} of an earlier run is in ERROR (${why}): it is removed, and made anew.`);
  if (await removeServer(earlier, writer, { timeoutMs, signal })) return undefined;
  throw new DroverError('cloud-timeout', {
    detail: `${label}: server ${idOf(earlier)} of an earlier run is in ERROR at ${where}, and does not go away.`,
    help: 'Have it deleted by the administrators of the cloud, and run again.',
  });
}

/** Sends the call that makes it. The password that Nova answers with is for nobody. */
async function send(request: ServerRequest, ports: readonly ServerPort[]): Promise<Body> {
  const { writer, wanted } = request;
  const { session } = writer.index;
  const name = wanted.name ?? '';
  const body = await serverBody(request, ports);
  const microversion = await microversionFor(session, newServers);
  const known = new Set((await serversNamed(writer.index, name)).map(idOf));
  const answer = await writer.write({
    operation: 'create',
    collection: newServers,
    method: 'POST',
    path: newServers.path,
    journaled: withoutSecrets(body),
    send: async () => {
      const { body: said } = await session.call(newServers.service, 'POST', newServers.path, {
        body,
        ...(microversion === undefined ? {} : { microversion }),
        findMade: async () => {
          const made = (await serversNamed(writer.index, name)).find((one) => !known.has(idOf(one)));
          return made === undefined ? undefined : { server: made };
        },
      });
      return { server: withoutPassword(said) };
    },
  });
  // Boundary: it was put there right above.
  return answer['server'] as Body;
}

function withoutPassword(answer: unknown): Body {
  const server = isBody(answer) ? answer['server'] : undefined;
  if (!isBody(server)) return {};
  const { adminPass: _password, ...rest } = server;
  return rest;
}

/** What guests are told at their first boot may hold passwords. */
function withoutSecrets(body: Body): Body {
  const server = isBody(body['server']) ? body['server'] : {};
  const { user_data: data, ...rest } = server;
  return {
    ...body,
    server: { ...rest, ...(typeof data === 'string' ? { user_data: `${data.length} characters` } : {}) },
  };
}

/** Waits until it is ACTIVE. One that does not come up is removed, with the ports that were made for it. */
async function come(server: Body, made: readonly ServerPort[], request: ServerRequest): Promise<Body> {
  const { writer, label, timeoutMs, signal, onStage } = request;
  onStage('boot');
  const end = await arrival(idOf(server), 'ACTIVE', writer, { timeoutMs, signal });
  if ('server' in end) {
    await noted(writer, newServers, end.server);
    return end.server;
  }
  const why =
    'failed' in end
      ? `did not come up: ${end.failed}`
      : `is ${end.late} after ${Math.round(timeoutMs / 1000)} seconds (os_migrate_timeout)`;
  const isRemoved = await removeServer(server, writer, { timeoutMs: Math.max(timeoutMs, LEAST_MS), signal });
  if (isRemoved) await removePorts(made, writer);
  throw new DroverError('server-error', {
    detail: `${label} (${idOf(server)}) at ${writer.index.session.label} ${why}. ${whatIsLeft(isRemoved, made)}`,
    help: helpFor(end),
  });
}

/** A server that is removed is given this long at least, in milliseconds: its volumes are wanted again. */
const LEAST_MS = 60_000;

function whatIsLeft(isRemoved: boolean, made: readonly ServerPort[]): string {
  if (!isRemoved) return 'It was to be removed, and does not go away: it is left, with its ports.';
  const ports = made.filter(({ isOurs }) => isOurs).length;
  if (ports === 0) return 'It was removed again.';
  return `It was removed again, and so ${ports === 1 ? 'was its port' : `were its ${ports} ports`}.`;
}

function helpFor(end: Exclude<Arrival, { server: Body }>): string {
  if ('late' in end)
    return 'Give it more time with os_migrate_timeout (seconds), or look at what the cloud is busy with, and run again.';
  if (/no valid host/i.test(end.failed))
    return 'The destination found no machine for it: look at the flavor, the availability zone, the server group and the room there, and run again.';
  return 'Mend what the message says, and run again.';
}

/** What was made before a server that could not be made is removed, unless the run was interrupted: the next one takes it. */
async function unlessFailing(
  made: readonly ServerPort[],
  { writer, signal }: ServerRequest,
  work: () => Promise<Body>,
): Promise<Body> {
  try {
    return await work();
  } catch (error) {
    // A server whose answer was lost may be there, and have them.
    const isOpen = error instanceof DroverError && error.code === 'openstack-answer-lost';
    if (!signal.aborted && !isOpen) await removePorts(made, writer);
    throw error;
  }
}
