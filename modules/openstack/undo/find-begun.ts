import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import type { Collection } from '../kind/collection.ts';
import { readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import { ports } from '../network/collections.ts';
import { INCOMPLETE, MARK } from '../volume/moving/marks.ts';
import { volumesOf } from './goal.ts';

/** How a thing is known that a run was about to make, and whose id it was not told. */
export type Finder = (index: IndexOfCloud) => Promise<readonly Body[]>;

/**
 * How what came of a body is found where its name is not enough; undefined where it is. Things that are there for a
 * migration bear a mark; a server has the volumes and ports that it was to have.
 */
export function finderOf(collection: Collection, sent: Body): Finder | undefined {
  const mark = markIn(sent);
  if (mark !== undefined) return (index) => marked(collection, sent, mark, index);
  return collection.name === servers.name ? (index) => serversWith(sent, index) : undefined;
}

interface Mark {
  readonly key: string;
  readonly value: unknown;
}

function markIn({ metadata, server }: Body): Mark | undefined {
  // Of an image of a server, the journal has what it is of.
  if (typeof server === 'string') return { key: MARK, value: server };
  if (!isBody(metadata)) return undefined;
  const key = [MARK, INCOMPLETE].find((one) => one in metadata);
  return key === undefined ? undefined : { key, value: metadata[key] };
}

async function marked(
  collection: Collection,
  sent: Body,
  { key, value }: Mark,
  index: IndexOfCloud,
): Promise<readonly Body[]> {
  // As the service shows them: what drover knows of a thing is without marks.
  const all = await readList(index.session, collection);
  return all.filter(
    (body) =>
      body['name'] === sent['name'] && (isBody(body['metadata']) ? body['metadata'] : body)[key] === value,
  );
}

async function serversWith(sent: Body, index: IndexOfCloud): Promise<readonly Body[]> {
  const name = textOf(sent, 'name') ?? '';
  const found = (await index.load(servers)).byName(name);
  const volumes = new Set(bodiesAt(sent, 'block_device_mapping_v2').map((disk) => textOf(disk, 'uuid')));
  const cards = new Set(bodiesAt(sent, 'networks').flatMap((network) => textOf(network, 'port') ?? []));
  const owners = new Set(
    (await index.load(ports))
      .all()
      .filter((port) => cards.has(idOf(port)))
      .map((port) => port['device_id']),
  );
  return found.filter(
    (server) => owners.has(idOf(server)) || volumesOf(server).some((id) => volumes.has(id)),
  );
}
