import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import type { Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, textOf } from '../kind/wire.ts';
import { pathOf } from '../kind/collection.ts';
import { volumes } from '../volume/collections.ts';
import { volumesOf } from './goal.ts';
import type { UndoStep } from './steps.ts';

/**
 * What somebody has done since with a thing that the run made, and would be lost if that was removed, in words; none if
 * it is as the run left it. Only servers and volumes are looked at like that: nothing else holds what people do.
 */
export async function changedSince(
  step: UndoStep,
  collection: Collection,
  found: Body,
  index: IndexOfCloud,
): Promise<readonly string[]> {
  if (step.operation !== 'create') return [];
  if (collection.name === volumes.name) return holdersOf(found, index);
  if (collection.name !== servers.name) return [];
  const sent = sentServer(step);
  const name = textOf(found, 'name') ?? '';
  const named = textOf(sent, 'name') ?? name;
  return [
    ...(named === name ? [] : [`it is called "${name}" now`]),
    ...(await foreignVolumes(sent, found, index)),
    ...(await foreignActions(found, index)),
  ];
}

/** The servers that have a volume; those that an earlier step has removed, or would have in check mode, are not counted. */
async function holdersOf(volume: Body, index: IndexOfCloud): Promise<readonly string[]> {
  const ids = bodiesAt(volume, 'attachments').flatMap((one) => textOf(one, 'server_id') ?? []);
  if (ids.length === 0) return [];
  const listing = await index.load(servers);
  return ids
    .map((id) => listing.byId(id))
    .filter((server) => server !== undefined)
    .map((server) => `server "${textOf(server, 'name') ?? ''}" (${idOf(server)}) has it`);
}

function sentServer({ after }: UndoStep): Body {
  const inner = isBody(after) ? after['server'] : undefined;
  return isBody(inner) ? inner : {};
}

async function foreignVolumes(sent: Body, found: Body, index: IndexOfCloud): Promise<readonly string[]> {
  const disks = ['block_device_mapping_v2', 'block_device_mapping'].flatMap((key) => bodiesAt(sent, key));
  const given = new Set(disks.map((disk) => textOf(disk, 'uuid')));
  // Volumes that the cloud has made of an image have ids of their own.
  const born = disks.filter(
    (disk) => disk['destination_type'] === 'volume' && disk['source_type'] !== 'volume',
  );
  const others = volumesOf(found).filter((id) => !given.has(id));
  if (others.length <= born.length) return [];
  const listing = await index.load(volumes);
  const texts = others.map((id) => {
    const name = textOf(listing.byId(id) ?? {}, 'name') ?? '';
    return name === '' ? id : `"${name}" (${id})`;
  });
  return [
    `${texts.length === 1 ? 'a volume is' : 'volumes are'} attached to it that the run did not give it: ${texts.join(', ')}`,
  ];
}

/** What a person does with a server that makes it another one. */
const TELLING: Readonly<Record<string, string>> = { resize: 'was resized', rebuild: 'was rebuilt' };

async function foreignActions(found: Body, { session }: IndexOfCloud): Promise<readonly string[]> {
  const path = `${pathOf(servers, idOf(found))}/os-instance-actions`;
  const { body, status } = await session.call('compute', 'GET', path, { accept: [403, 404] });
  if (status >= 400 || !isBody(body)) return [];
  const done = bodiesAt(body, 'instanceActions').map((action) => textOf(action, 'action') ?? '');
  return Object.entries(TELLING)
    .filter(([action]) => done.includes(action))
    .map(([, text]) => `it ${text}`);
}
