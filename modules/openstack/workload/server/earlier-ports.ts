import type { JournaledOperation } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { canonicalAddress } from '../../kind/addresses.ts';
import { journaledAs } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, isSame, projectOf, textOf } from '../../kind/wire.ts';
import { ports } from '../../network/collections.ts';
import { macIn } from '../../network/port-identity.ts';
import { isStandAlone } from '../../network/port-owners.ts';

/** A port that is there already, and is to be the server's. */
export interface EarlierPort {
  readonly body: Body;
  /** A run that was cut off made it for this server. Otherwise somebody has made it for it by hand. */
  readonly isOurs: boolean;
}

/**
 * The port for what is to be sent that is there already: with its MAC address or with one of its addresses, and nobody's;
 * or one that an earlier run made for this server of the same words, where the cloud chose both.
 */
export async function earlierPort(
  sent: Body,
  index: IndexOfCloud,
  made: readonly MadePort[],
  taken: ReadonlySet<string>,
): Promise<EarlierPort | undefined> {
  const { projectId } = await index.identity();
  const free = (await index.load(ports))
    .all()
    .filter(
      (port) =>
        port['network_id'] === sent['network_id'] &&
        projectOf(port) === projectId &&
        isStandAlone(port) &&
        !taken.has(idOf(port)),
    );
  const byMac = free.find((port) => macIn(sent) !== undefined && macIn(port) === macIn(sent));
  const found = byMac ?? free.find((port) => sharesAddress(port, sent)) ?? byJournal(sent, free, made);
  if (found === undefined) return undefined;
  return { body: found, isOurs: made.some(({ id, sent: before }) => isMadeBy(found, id, before)) };
}

/** A port that an earlier run made, or was about to make, for a server. */
export interface MadePort {
  /** Undefined where the run was cut off before it was told. */
  readonly id: string | undefined;
  readonly sent: Body;
}

/** The ports that earlier runs made for a server in this project. */
export function portsMadeFor(
  source: string,
  operations: readonly JournaledOperation[],
  projectId: string | undefined,
): readonly MadePort[] {
  return operations.flatMap(({ entry, state, id }) => {
    const { kind, operation, project, after } = entry;
    if (kind !== journaledAs(ports) || operation !== 'create' || state === 'failed') return [];
    if (entry.source !== source || project !== projectId || !isBody(after)) return [];
    const sent = after['port'];
    return isBody(sent) ? [{ id, sent }] : [];
  });
}

function byJournal(sent: Body, free: readonly Body[], made: readonly MadePort[]): Body | undefined {
  const same = made.filter((one) => isSame(one.sent, sent));
  const told = new Set(same.map(({ id }) => id));
  return (
    free.find((port) => told.has(idOf(port))) ??
    (told.has(undefined) ? free.find((port) => isMadeBy(port, undefined, sent)) : undefined)
  );
}

/** Whether a port can be what came of a call. */
function isMadeBy(port: Body, id: string | undefined, sent: Body): boolean {
  if (id !== undefined) return idOf(port) === id;
  const mac = macIn(sent);
  if (mac !== undefined) return mac === macIn(port) && port['network_id'] === sent['network_id'];
  if (addressesIn(sent).length > 0) return sharesAddress(port, sent);
  const text = (key: string): boolean => (textOf(port, key) ?? '') === (textOf(sent, key) ?? '');
  return port['network_id'] === sent['network_id'] && text('name') && text('description');
}

function sharesAddress(port: Body, sent: Body): boolean {
  const asked = addressesIn(sent);
  return (
    port['network_id'] === sent['network_id'] && addressesIn(port).some((address) => asked.includes(address))
  );
}

function addressesIn(port: Body): readonly string[] {
  return bodiesAt(port, 'fixed_ips').flatMap((ip) => {
    const address = textOf(ip, 'ip_address');
    return address === undefined ? [] : [canonicalAddress(address)];
  });
}
