import type { Body } from '../../api/session.types.ts';
import { createBody } from '../../kind/bodies.ts';
import { differences, isSettableNow } from '../../kind/compare.ts';
import type { Wanted } from '../../kind/import-facts.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { idOf, isBody } from '../../kind/wire.ts';
import { createOne, type Writer } from '../../kind/write.ts';
import { ports } from '../../network/collections.ts';
import { isMadeOfPort, portKeys } from '../../network/port-identity.ts';
import { settlePort } from '../../network/port-settings.ts';
import { updatePort } from '../../network/port-update.ts';
import { port as portKind } from '../../network/port.ts';
import { earlierPort, portsMadeFor, type EarlierPort } from './earlier-ports.ts';
import { makeTrunk } from './make-trunk.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';
import { setTags } from './set-tags.ts';
import { reachableValues } from './table-values.ts';
import { portToMake } from './wanted-port.ts';

/**
 * The ports of a server, made before it in the order in which it has them, with the trunks that hang on them. Those that
 * an earlier run made are taken, and set as the record says now. `onPort` hears of each as soon as it is there.
 */
export async function makePorts(
  request: ServerRequest,
  onPort: (port: ServerPort) => void,
): Promise<readonly ServerPort[]> {
  const { wanted, writer, source, journal } = request;
  const { projectId } = await writer.index.identity();
  const made = portsMadeFor(source, await journal.earlier(), projectId);
  const all: ServerPort[] = [];
  for (const [place, asked] of wanted.ports.entries()) {
    const label = `port ${place + 1}`;
    const sent = portToMake(asked, request);
    const taken = new Set(all.map(({ body }) => idOf(body)));
    const earlier = claimed(await earlierPort(sent, writer.index, made, taken), request);
    const settled = await settle(sent, earlier?.body, label, request);
    const body =
      earlier === undefined ? await makePort(settled, writer) : await mendPort(earlier.body, settled, writer);
    const port = { body, place, isOurs: earlier?.isOurs ?? true };
    writer.index.claim(idOf(body), holderOf(request));
    all.push(port);
    onPort(port);
    await setTags(ports, body, asked['tags'], writer);
    await makeTrunk(body, asked, label, request);
  }
  return all;
}

/** What of a port can be set here; what cannot is told. Throws where its address is somebody else's. */
async function settle(
  sent: Body,
  found: Body | undefined,
  label: string,
  request: ServerRequest,
): Promise<Wanted> {
  const { warn } = request;
  const { index } = request.writer;
  const reachable = await reachableValues(portKind, sent, found, index);
  const { isAdmin } = await index.identity();
  const wanted = await settlePort(portKind, {
    index,
    wanted: reachable,
    found,
    label: `${request.label}: ${label}`,
    isAdmin,
  });
  for (const warning of wanted.warnings) warn(`${label}: ${warning}`);
  return wanted;
}

/** Ports of the same words are told apart by when they are made: one after the other. */
function makePort(wanted: Wanted, writer: Writer): Promise<Body> {
  const body = withSpecs(createBody(portKind, wanted.values));
  const { index } = writer;
  const isMade = isMadeOfPort(body);
  const keys = new Set(portKeys(body));
  const make = async (): Promise<Body> => {
    const known = await index.load(ports);
    return createOne(writer, ports, body, {
      findMade: async () => {
        const now = await readList(index.session, ports, { network_id: String(body['network_id']) });
        return now.find(
          (port) =>
            known.byId(idOf(port)) === undefined &&
            (isMade === undefined ? portKeys(port).some((key) => keys.has(key)) : isMade(port)),
        );
      },
    });
  };
  return isMade === undefined ? make() : index.alone('port', make);
}

/** Further keys of the API stand beside those that drover knows. */
function withSpecs({ value_specs: specs, ...rest }: Body): Body {
  return { ...(isBody(specs) ? specs : {}), ...rest };
}

async function mendPort(found: Body, wanted: Wanted, writer: Writer): Promise<Body> {
  const changed = differences(portKind, wanted.values, found).filter(
    (one) => isSettableNow(one) && one.field.call === undefined,
  );
  if (changed.length === 0) return found;
  return updatePort({ kind: portKind, wanted }, found, changed, writer);
}

/** An earlier port that another server of this run has taken meanwhile is not this one's. */
function claimed(earlier: EarlierPort | undefined, request: ServerRequest): EarlierPort | undefined {
  if (earlier === undefined) return undefined;
  const holder = request.writer.index.claim(idOf(earlier.body), holderOf(request));
  return holder === undefined ? earlier : undefined;
}

function holderOf({ source }: ServerRequest): string {
  return `server ${source}`;
}
