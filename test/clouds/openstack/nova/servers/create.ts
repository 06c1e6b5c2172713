import { isObject, type CloudReply, type JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { badRequest } from '../errors.ts';
import { linksOf } from '../links.ts';
import { enforce, requireProject } from '../policy.ts';
import type { Server } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { newServer } from '../schemas/server-create.ts';
import { timeOf } from '../seed.ts';
import { boolOf } from '../values.ts';
import { buildLater } from './build.ts';
import { compareIds } from './compare.ts';
import { recordAction } from './find.ts';
import { hostnameOf } from './hostname.ts';
import { POWER } from './status.ts';
import { checkBootVolume, reserveDisks, wantedDisks, withFlavorDisks } from './wanted-disks.ts';
import { wantedCards, wantedGroups } from './wanted-networks.ts';
import {
  checkImage,
  checkMetadata,
  checkServerQuota,
  flavorCalled,
  groupOfHints,
  keyCalled,
  zoneCalled,
} from './wanted-server.ts';

/** `POST /servers` */
export function createServer(context: Context): CloudReply {
  const { state, version, who } = context;
  checkBody(newServer(version), context.body);
  // Boundary: its shape was checked.
  const body = context.body as JsonObject;
  const given = body['server'] as JsonObject;
  const count = countOf(given);
  enforce(context, 'servers:create', { projectId: who.projectId });
  requireProject(context);
  if (given['host'] !== undefined || given['hypervisor_hostname'] !== undefined) {
    enforce(context, 'compute:servers:create:requested_destination');
  }
  const disks = wantedDisks(given);
  const imageId = typeof given['imageRef'] === 'string' ? given['imageRef'] : '';
  const flavor = flavorCalled(given['flavorRef'], context);
  const zone = zoneCalled(given['availability_zone'], context);
  const root = disks.find((disk) => disk.bootIndex === 0);
  if (imageId === '') checkBootVolume(disks, context);
  const groups = wantedGroups(given['security_groups'], context);
  checkImage(imageId, flavor, root, context);
  const cards = wantedCards(given['networks'], context);
  const key = keyCalled(given['key_name'], context);
  const metadata = isObject(given['metadata']) ? given['metadata'] : {};
  checkMetadata(metadata, context);
  const serverGroup = groupOfHints(body, context);
  checkServerQuota(context, flavor, count);
  if (count > 1 && disks.some((disk) => disk.source === 'volume')) {
    throw badRequest('Cannot attach one or more volumes to multiple instances');
  }
  if (count > 1 && cards.some((card) => card.portId !== undefined || card.address !== undefined)) {
    throw badRequest(
      'Failed to launch instances: Unable to launch multiple instances with a single configured port ID. Please launch your instance one by one with different ports.',
    );
  }
  const kept = reserveDisks(withFlavorDisks(disks, flavor), flavor, context);
  const reservation = `r-${state.ids.hex().slice(0, 8)}`;
  const servers = Array.from({ length: count }, (_each, index) => {
    const place = { index, count: count, reservation };
    const row = newRow(given, place, context);
    const server = state.servers.insert({
      ...row,
      image_id: imageId,
      flavor,
      key_name: key,
      availability_zone: zone,
      group_id: serverGroup?.id ?? null,
    });
    recordAction(
      { ...context, requestId: index === 0 ? context.requestId : `req-${state.ids.uuid()}` },
      server,
      'create',
    );
    buildLater(state, server.id, { cards, disks: kept, groups });
    return server;
  });
  if (boolOf(given['return_reservation_id'] ?? false) === true) {
    return { status: 202, body: { reservation_id: reservation } };
  }
  return answer(servers[0]!, given, context);
}

function answer(server: Server, given: JsonObject, context: Context): CloudReply {
  const links = linksOf(context, 'servers', server.id);
  const adminPass = given['adminPass'] ?? context.state.ids.secret(9);
  const view = {
    id: server.id,
    links,
    'OS-DCF:diskConfig': server.isAutoDisk ? 'AUTO' : 'MANUAL',
    security_groups: given['security_groups'] ?? [{ name: 'default' }],
    adminPass,
  };
  return { status: 202, headers: { Location: String(links[0]!['href']) }, body: { server: view } };
}

/** How many servers: as many as there may be, for here there is always room. */
function countOf(given: JsonObject): number {
  const least = Number(given['min_count'] ?? 1);
  const most = Number(given['max_count'] ?? least);
  if (least > most) throw badRequest('min_count must be <= max_count');
  return most;
}

interface Place {
  readonly index: number;
  readonly count: number;
  readonly reservation: string;
}

type Later = 'image_id' | 'flavor' | 'key_name' | 'availability_zone' | 'group_id';

function newRow(given: JsonObject, place: Place, { state, version, who }: Context): Omit<Server, Later> {
  const textOf = (name: string): string | null => (typeof given[name] === 'string' ? given[name] : null);
  const id = state.ids.uuid();
  const plain = String(given['name']).trim();
  const suffix = place.count > 1 ? `-${place.index + 1}` : '';
  return {
    id,
    number: state.nextNumber(),
    name: `${plain}${suffix}`,
    // Until 2.18 a server is described by its name.
    description: version >= 19 ? textOf('description') : plain,
    hostname: textOf('hostname') ?? `${hostnameOf(plain, id)}${suffix}`,
    project_id: who.projectId ?? '',
    user_id: who.userId,
    created_at: timeOf(state),
    updated_at: null,
    launched_at: null,
    vm_state: 'building',
    task_state: 'scheduling',
    power_state: POWER.none,
    host: '',
    old_flavor: null,
    // Boundary: the schema lets nothing but texts through.
    metadata: (given['metadata'] ?? {}) as Server['metadata'],
    tags: [...new Set((given['tags'] ?? []) as readonly string[])].sort(compareIds),
    user_data: textOf('user_data'),
    config_drive: boolOf(given['config_drive'] ?? false) === true,
    locked_by: null,
    locked_reason: null,
    isAutoDisk: given['OS-DCF:diskConfig'] === 'AUTO',
    access_ip_v4: textOf('accessIPv4'),
    access_ip_v6: textOf('accessIPv6'),
    trusted_certs: (given['trusted_image_certificates'] ?? null) as Server['trusted_certs'],
    reservation_id: place.reservation,
    launch_index: place.index,
    root_device_name: '/dev/sda',
    local_devices: [],
    interfaces: [],
    attachments: [],
    fault: null,
  };
}
