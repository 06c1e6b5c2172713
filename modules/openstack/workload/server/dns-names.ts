import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { readOne } from '../../kind/read-one.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { ports } from '../../network/collections.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';

/** Gives ports the DNS names that they are to have: Nova gave them that of the server when it took them. */
export async function setDnsNames(
  all: readonly ServerPort[],
  request: Pick<ServerRequest, 'wanted' | 'writer' | 'warn'>,
): Promise<void> {
  const { wanted, writer } = request;
  const { index } = writer;
  if (!(await index.session.extensions('network')).has('dns-integration')) return;
  for (const { body, place } of all) {
    const name = place === undefined ? undefined : textOf(wanted.ports[place] ?? {}, 'dns_name');
    if (name !== undefined && name !== '') await setDnsName(idOf(body), name, request);
  }
}

async function setDnsName(
  id: string,
  name: string,
  { writer, warn }: Pick<ServerRequest, 'writer' | 'warn'>,
): Promise<void> {
  const call = { method: 'PUT', path: pathOf(ports, id) } as const;
  const now = portIn(await readOne(writer.index, ports, call.path));
  const before = now['dns_name'] ?? '';
  if (before === name) return;
  try {
    await writer.write({
      operation: 'update',
      collection: ports,
      ...call,
      id,
      body: { port: { dns_name: name } },
      before: { dns_name: before },
      undo: { ...call, body: { port: { dns_name: before } } },
    });
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    warn(`the DNS name "${name}" of port ${id} is left out: ${error.message}`);
  }
}

function portIn(answer: Body): Body {
  const inner = answer['port'];
  return isBody(inner) ? inner : {};
}
