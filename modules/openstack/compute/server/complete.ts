import type { Body } from '../../api/session.types.ts';
import { hardwareProperties } from '../../image/hardware-properties.ts';
import { images } from '../../image/collections.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Purpose } from '../../kind/kind.ts';
import { bodiesAt, idOf, isBody, textOf } from '../../kind/wire.ts';
import { flavors, serverGroups } from '../collections.ts';
import { portsOf } from './ports-of-server.ts';
import { volumesOf } from './volumes-of-server.ts';

/**
 * A server with all that belongs to it: its ports with their trunks, its floating IPs, its volumes, its groups. Ports,
 * floating IPs, volumes, trunks and groups are each listed once for all servers; the tags of devices take two calls a
 * server, which only an export makes.
 */
export async function completeServer(body: Body, index: IndexOfCloud, purpose: Purpose): Promise<Body> {
  const [{ ports, floatingIps }, volumes, groupId, flavorId] = await Promise.all([
    portsOf(body, index, purpose),
    volumesOf(body, index, purpose),
    serverGroupOf(body, index),
    flavorOf(body, index),
  ]);
  return {
    ...body,
    flavor_id: flavorId,
    flavor_name: flavorName(body),
    flavor_then: flavorThen(body),
    ports,
    floating_ips: floatingIps,
    ...(volumes === undefined ? {} : { volumes }),
    security_groups: groupsOf(body, ports),
    server_group_id: groupId,
    ...(purpose === 'record' ? await imageFacts(body, index) : {}),
  };
}

/** The security groups of its ports: Nova itself knows no more than their names. */
function groupsOf(body: Body, ports: readonly Body[]): readonly unknown[] {
  const ofPorts = ports.flatMap(({ security_groups: groups }): unknown[] =>
    Array.isArray(groups) ? groups : [],
  );
  if (ports.length > 0) return [...new Set(ofPorts)];
  return [...new Set(bodiesAt(body, 'security_groups').flatMap((group) => textOf(group, 'name') ?? []))];
}

async function serverGroupOf(body: Body, index: IndexOfCloud): Promise<string | null> {
  const id = idOf(body);
  const group = (await index.load(serverGroups))
    .all()
    .find(({ members }) => Array.isArray(members) && members.includes(id));
  return group === undefined ? null : idOf(group);
}

/**
 * The id of its flavor. From 2.47 on Nova tells what the flavor was when the server was made, and its name then: where
 * none is called so any more, the name stands for it.
 */
async function flavorOf({ flavor }: Body, index: IndexOfCloud): Promise<string | null> {
  if (!isBody(flavor)) return null;
  const id = textOf(flavor, 'id');
  const name = textOf(flavor, 'original_name');
  if (id !== undefined || name === undefined) return id ?? null;
  const [found] = (await index.load(flavors)).byName(name);
  return found === undefined ? name : idOf(found);
}

/** What OS-Migrate's files have for the id of the flavor. */
function flavorName({ flavor }: Body): string | null {
  return isBody(flavor) ? (textOf(flavor, 'original_name') ?? textOf(flavor, 'id') ?? null) : null;
}

/** What the flavor was when the server was made, where Nova tells it (2.47). */
function flavorThen({ flavor }: Body): Body | null {
  return isBody(flavor) && 'original_name' in flavor ? flavor : null;
}

async function imageFacts(body: Body, index: IndexOfCloud): Promise<Body> {
  const id = textOf(body, 'image_id');
  if (id === undefined) return {};
  const image = (await index.load(images)).byId(id);
  return image === undefined ? {} : { image_properties: hardwareProperties(image) };
}
