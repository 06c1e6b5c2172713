import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { canonicalAddress, macOf } from '../../kind/addresses.ts';
import { pathOf } from '../../kind/collection.ts';
import { bodiesAt, idOf, isBody, textOf } from '../../kind/wire.ts';
import { noted } from '../../kind/write.ts';
import { ports } from '../../network/collections.ts';
import type { WantedPort } from '../workload.types.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';

/** Nova makes ports with one address: the others of the record are added when they are there. */
export async function addFurtherAddresses(
  all: readonly ServerPort[],
  request: ServerRequest,
): Promise<readonly ServerPort[]> {
  const { wanted, params } = request;
  if (params.portCreationMode !== 'nova' || !params.keepFixedIp) return all;
  return Promise.all(
    all.map(async (port) => {
      const asked = port.place === undefined ? undefined : wanted.ports[port.place];
      return asked === undefined ? port : { ...port, body: await addTo(port.body, asked, request) };
    }),
  );
}

async function addTo(port: Body, asked: WantedPort, { writer, warn }: ServerRequest): Promise<Body> {
  const have = bodiesAt(port, 'fixed_ips');
  const known = have.map((ip) => canonicalAddress(textOf(ip, 'ip_address') ?? ''));
  const missing = bodiesAt(asked, 'fixed_ips').filter((ip) => {
    const address = textOf(ip, 'ip_address');
    // What guests make of their MAC addresses is made anew.
    return (
      address !== undefined && macOf(address) === undefined && !known.includes(canonicalAddress(address))
    );
  });
  if (missing.length === 0) return port;
  const call = { method: 'PUT', path: pathOf(ports, idOf(port)) } as const;
  try {
    const answer = await writer.write({
      operation: 'update',
      collection: ports,
      ...call,
      id: idOf(port),
      body: { port: { fixed_ips: [...have, ...missing] } },
      before: { fixed_ips: have },
      undo: { ...call, body: { port: { fixed_ips: have } } },
    });
    const now = answer['port'];
    return await noted(writer, ports, { ...port, ...(isBody(now) ? now : {}) });
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const lost = missing.map((ip) => textOf(ip, 'ip_address') ?? '').join(', ');
    warn(`address ${lost} of its port ${idOf(port)} is left out: ${error.message}`);
    return port;
  }
}
