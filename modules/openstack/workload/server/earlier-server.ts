import type { Body } from '../../api/session.types.ts';
import { journaledAs } from '../../kind/collection.ts';
import { readList, type IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf } from '../../kind/wire.ts';
import { ports } from '../../network/collections.ts';
import { macIn } from '../../network/port-identity.ts';
import { newServers, readServer } from './new-servers.ts';
import type { ServerRequest } from './server-request.ts';

/**
 * The server that an earlier run made for this one at the source before it was cut off; undefined if there is none. One
 * whose id the run was not told is known by its name and by what it has: the volumes or ports that were meant for it.
 */
export async function earlierServer(request: ServerRequest): Promise<Body | undefined> {
  const { writer, source, journal, wanted } = request;
  const { index } = writer;
  const { projectId } = await index.identity();
  const creates = (await journal.earlier()).filter(
    ({ entry }) =>
      entry.operation === 'create' &&
      entry.kind === journaledAs(newServers) &&
      entry.source === source &&
      entry.project === projectId,
  );
  for (const { id } of creates.toReversed()) {
    const server = id === undefined ? undefined : await readServer(index, id);
    if (server !== undefined) return server;
  }
  if (creates.every(({ state }) => state === 'done')) return undefined;
  const named = await serversNamed(index, wanted.name ?? '');
  const isCutOff = creates.some(({ state }) => state === 'intended');
  for (const server of named) if (await hasOurThings(server, request, isCutOff)) return server;
  return undefined;
}

/** All servers of this name, as they are now. */
export async function serversNamed(index: IndexOfCloud, name: string): Promise<readonly Body[]> {
  // Nova takes the name for a regular expression.
  const query = /^[\w-]+$/.test(name) ? { name: `^${name}$` } : {};
  const found = await readList(index.session, newServers, query);
  return found.filter((server) => server['name'] === name);
}

async function hasOurThings(
  server: Body,
  { disks, wanted, writer: { index } }: ServerRequest,
  isCutOff: boolean,
): Promise<boolean> {
  const volumes = new Set(disks.flatMap(({ from }) => ('volume' in from ? [from.volume] : [])));
  const attached = bodiesAt(server, 'os-extended-volumes:volumes_attached').map(idOf);
  if (attached.some((id) => volumes.has(id))) return true;
  const macs = new Set(wanted.ports.flatMap((port) => macIn(port) ?? []));
  const cards = await readList(index.session, ports, { device_id: idOf(server) });
  if (cards.some((port) => macs.has(macIn(port) ?? ''))) return true;
  // Of a server without volumes whose ports the cloud chose there is nothing else to tell it by.
  return isCutOff && volumes.size === 0 && macs.size === 0 && attached.length === 0;
}
