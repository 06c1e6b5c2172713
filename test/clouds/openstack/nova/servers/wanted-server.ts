import { isObject, type JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { badRequest, fault } from '../errors.ts';
import { visibleImage } from '../neighbours/images.ts';
import { limitFor, limitsOf, USES, usageOf } from '../quota.ts';
import { isVisible } from '../resources/flavor-rows.ts';
import type { Flavor, ServerGroup } from '../rows.ts';
import { keypairKey } from '../state.ts';
import type { WantedDisk } from './wanted-disks.ts';

const GIB = 2 ** 30;

/** The flavor that a body names, by its id or its address. */
export function flavorCalled(reference: unknown, context: Context): Flavor {
  const id = String(reference).split('/').at(-1)!;
  const [flavor] = context.state.flavors.by('flavorid', folded(id));
  if (!flavor || !isVisible(flavor, context)) throw badRequest(`Flavor ${id} could not be found.`);
  return flavor;
}

/** The zone that a body names; administrators may name a machine behind it. */
export function zoneCalled(given: unknown, { state }: Context): string | null {
  if (typeof given !== 'string') return null;
  const [zone = ''] = given.trim().split(':');
  const zones = state.services
    .all()
    .map((row) => row.zone)
    .filter((each) => each !== 'internal');
  if (zones.includes(zone)) return zone;
  throw badRequest('The requested availability zone is not available');
}

export function keyCalled(given: unknown, { state, who }: Context): string | null {
  if (typeof given !== 'string') return null;
  const [key] = state.keypairs.by('name', keypairKey(who.userId, given));
  if (!key) throw badRequest('Invalid key_name provided.');
  return key.name;
}

/** Refuses an image that is not there, not ready, or too large for the flavor. */
export function checkImage(
  imageId: string,
  flavor: Flavor,
  root: WantedDisk | undefined,
  context: Context,
): void {
  const found = imageId === '' && root?.source === 'image' ? (root.id ?? '') : imageId;
  if (found === '') return;
  const image = visibleImage(context.state.neighbours.image, found, context.who);
  if (!image) {
    throw badRequest(
      imageId === ''
        ? `Block Device Mapping is Invalid: failed to get image ${found}.`
        : 'Can not find requested image',
    );
  }
  if (image.status !== 'active') throw badRequest(`Image ${image.id} is not active.`);
  if (flavor.memory_mb < image.min_ram) {
    throw badRequest("Flavor's memory is too small for requested image.");
  }
  const least = image.min_disk * GIB;
  if (root?.isVolume === true) {
    const size = (root.size ?? Infinity) * GIB;
    if (least > size) {
      throw badRequest(
        `Volume is smaller than the minimum size specified in image metadata. Volume size is ${size} bytes, minimum size is ${least} bytes.`,
      );
    }
    return;
  }
  refuseSmallDisk(flavor, image.data?.size ?? 0, least, context);
}

function refuseSmallDisk(flavor: Flavor, size: number, least: number, { who }: Context): void {
  const disk = flavor.root_gb * GIB;
  if (disk === 0) {
    if (who.isAdmin) return;
    throw fault(403, 'Only volume-backed servers are allowed for flavors with zero disk.');
  }
  if (size > disk) {
    throw badRequest(
      `Flavor's disk is too small for requested image. Flavor disk is ${disk} bytes, image is ${size} bytes.`,
    );
  }
  if (least > disk) {
    throw badRequest(
      `Flavor's disk is smaller than the minimum size specified in image metadata. Flavor disk is ${disk} bytes, minimum size is ${least} bytes.`,
    );
  }
}

/** The server group that the hints of a body name. */
export function groupOfHints(body: JsonObject, context: Context): ServerGroup | null {
  const hints = body['os:scheduler_hints'] ?? body['OS-SCH-HNT:scheduler_hints'];
  const id = isObject(hints) ? hints['group'] : undefined;
  if (typeof id !== 'string') return null;
  const { state, who } = context;
  const group = state.serverGroups.get(id.toLowerCase());
  if (!group || (!who.isAdmin && group.project_id !== (who.projectId ?? null))) {
    throw badRequest(`Instance group ${id} could not be found.`);
  }
  const limit = limitFor(context, 'server_group_members');
  if (limit >= 0 && state.servers.count('group', id) + 1 > limit) {
    throw fault(403, 'Quota exceeded, too many servers in group');
  }
  return group;
}

export function checkMetadata(metadata: JsonObject, context: Context): void {
  const limit = limitFor(context, 'metadata_items');
  if (limit >= 0 && Object.keys(metadata).length > limit) {
    throw fault(403, `Maximum number of metadata items exceeds ${limit}`);
  }
}

/** Refuses with 403 what would be more than the project, or the user in it, may have. */
export function checkServerQuota(context: Context, flavor: Flavor, count: number): void {
  const { state, who } = context;
  const projectId = who.projectId ?? '';
  for (const userId of [undefined, who.userId]) {
    const limits = limitsOf(state, projectId, userId);
    const numbers = Object.keys(USES)
      .sort()
      .map((name) => ({
        name,
        limit: limits[name] ?? -1,
        used: usageOf(state, name, projectId, userId),
        more: USES[name]!(flavor) * count,
      }));
    const overs = numbers.filter(({ limit, used, more }) => limit >= 0 && used + more > limit);
    if (overs.length === 0) continue;
    const list = (pick: (over: (typeof overs)[number]) => string | number): string =>
      overs.map(pick).join(', ');
    throw fault(
      403,
      `Quota exceeded for ${list((over) => over.name)}: Requested ${list((over) => over.more)}, but already used ` +
        `${list((over) => over.used)} of ${list((over) => over.limit)} ${list((over) => over.name)}`,
    );
  }
}
