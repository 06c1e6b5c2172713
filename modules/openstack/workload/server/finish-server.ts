import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { idOf, textOf } from '../../kind/wire.ts';
import { ports } from '../../network/collections.ts';
import { setDnsNames } from './dns-names.ts';
import { giveFloatingIps } from './floating-ips.ts';
import { addFurtherAddresses } from './further-addresses.ts';
import { readServer } from './new-servers.ts';
import { matchPorts } from './match-ports.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';
import { act, actionUndo, stopAndWait } from './server-state.ts';
import { verifyServer } from './verify-server.ts';
import { bindVolumes } from './volumes-that-go.ts';

/** What is done when a server can be reached, and when it has passed its checks. `floating`: its floating IPs. */
export interface Reached {
  readonly created: (server: Body, floating: readonly string[]) => Promise<void>;
  readonly verified: (server: Body, floating: readonly string[]) => Promise<void>;
}

const nothing = (): Promise<void> => Promise.resolve();

/**
 * All that comes after a server is ACTIVE: names and addresses of its ports, floating IPs, the checks, its stop and its
 * lock. What is done already is passed over, so that a later run can go on where an earlier one was cut off. The result is
 * the server as it is then. Throws `server-unverified`, and what the cloud says to a floating IP that cannot be had; the
 * server stays then.
 */
export async function finishServer(
  server: Body,
  request: ServerRequest,
  then: Reached = { created: nothing, verified: nothing },
): Promise<Body> {
  const { onStage } = request;
  onStage('network');
  const all = await portsOf(server, request);
  const whole = await addFurtherAddresses(all, request);
  await setDnsNames(whole, request);
  const addresses = await giveFloatingIps(request, whole);
  await bindVolumes(server, request);
  if (textOf(server, 'status') === 'ACTIVE') {
    const now = (await readServer(request.writer.index, idOf(server))) ?? server;
    await then.created(now, addresses);
    await verifyServer(server, addresses, request);
    await then.verified(now, addresses);
  }
  await settle(server, request);
  return (await readServer(request.writer.index, idOf(server))) ?? server;
}

/** The ports that a server has now, with those places of the record that they stand for. */
async function portsOf(server: Body, { writer, wanted }: ServerRequest): Promise<readonly ServerPort[]> {
  const now = await readList(writer.index.session, ports, { device_id: idOf(server) });
  return matchPorts(now, wanted.ports);
}

async function settle(server: Body, request: ServerRequest): Promise<void> {
  const { params, writer, label, timeoutMs, signal, onStage } = request;
  if (params.postMigration.destination === 'stopped') {
    onStage('stop at the destination');
    await stopAndWait(server, label, writer, { timeoutMs, signal });
  }
  if (request.wanted.locked === true && server['locked'] !== true) await lock(server, request);
}

/** It comes last: a locked server takes no other action. */
async function lock(server: Body, { wanted, writer, warn }: ServerRequest): Promise<void> {
  const reason = wanted.locked_reason;
  const id = idOf(server);
  const options = typeof reason === 'string' && reason !== '' ? { locked_reason: reason } : null;
  try {
    await act(server, { lock: options }, actionUndo(id, { unlock: null }), writer);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'openstack-forbidden') throw error;
    warn(`it is locked at the source, and not at the destination: ${error.message}`);
  }
}
