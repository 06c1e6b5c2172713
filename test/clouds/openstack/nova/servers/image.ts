import type { ImageState } from '../../glance/state.ts';
import { isObject, type CloudReply, type JsonObject } from '../../http/exchange.ts';
import { createSnapshot } from '../../cinder/snapshots.ts';
import { HIGHEST } from '../../cinder/microversion.ts';
import type { Context } from '../context.ts';
import { callOf } from '../neighbours/neighbours.ts';
import { fillImage, makeImage } from '../../glance/inside.ts';
import type { Server } from '../rows.ts';
import { doLater } from './fate.ts';
import { changeServer, findServer, recordAction, refuseState } from './find.ts';
import { imageOfRootDisk } from './local-disks.ts';
import { checkMetadata } from './wanted-server.ts';

const STATES = ['active', 'stopped', 'paused', 'suspended'];

/** Makes an image of a server's disk; of its volumes a list of snapshots, with an image of no bytes around it. */
export function createServerImage(context: Context, id: string, values: JsonObject): CloudReply {
  const server = findServer(context, id, 'servers:create_image');
  const metadata = isObject(values['metadata']) ? values['metadata'] : {};
  if (context.version < 39) checkMetadata(metadata, context);
  refuseState(server, { verb: 'createImage', states: STATES });
  recordAction(context, server, 'createImage');
  const isOfVolumes = server.attachments.some((each) => each.isRoot);
  const imageId = isOfVolumes
    ? imageOfVolumes(context, server, values, metadata)
    : imageOfServer(context, server, values, metadata);
  if (context.version >= 45) return { status: 202, body: { image_id: imageId } };
  const location = `${context.request.origin}/image/images/${imageId}`;
  return { status: 202, headers: { Location: location } };
}

function basicsOf(server: Server, context: Context, values: JsonObject, metadata: JsonObject): JsonObject {
  const { image: images } = context.state.neighbours;
  const source = server.image_id === '' ? undefined : images.images.get(server.image_id);
  return {
    name: String(values['name']).trim(),
    visibility: 'private',
    owner: server.project_id,
    ...(source
      ? {
          disk_format: source.disk_format,
          container_format: source.container_format,
          min_disk: server.flavor.root_gb,
          min_ram: source.min_ram,
          ...source.properties,
        }
      : { disk_format: 'raw', container_format: 'bare' }),
    ...metadata,
  };
}

function imageOfServer(context: Context, server: Server, values: JsonObject, metadata: JsonObject): string {
  const { state } = context;
  const { image: images } = state.neighbours;
  const imageId = newImage(images, server, {
    ...basicsOf(server, context, values, metadata),
    base_image_ref: server.image_id,
    image_type: 'snapshot',
    instance_uuid: server.id,
    user_id: context.who.userId,
  });
  changeServer(state, server.id, { task_state: 'image_snapshot' });
  const settle = (): void => {
    if (state.servers.get(server.id)?.task_state === 'image_snapshot') {
      changeServer(state, server.id, { task_state: null });
    }
  };
  doLater(state, server.id, {
    work: 'createImage',
    run() {
      const { files } = state.neighbours.volume;
      const format = { disk_format: 'qcow2', container_format: 'bare' };
      if (files) fillImage(images, imageId, imageOfRootDisk(files, server), format);
      else fillImage(images, imageId, [Buffer.from(`The disk of ${server.id}.\n`)]);
      settle();
    },
    fail() {
      images.images.remove(imageId);
      settle();
    },
  });
  return imageId;
}

function newImage(images: ImageState, server: Server, values: JsonObject): string {
  return String(makeImage(images, server.project_id, values)['id']);
}

function imageOfVolumes(context: Context, server: Server, values: JsonObject, metadata: JsonObject): string {
  const { image: images } = context.state.neighbours;
  const name = String(values['name']).trim();
  const mapping = server.attachments.map((each) => ({
    source_type: 'snapshot',
    destination_type: 'volume',
    snapshot_id: snapshotOf(context, server, each.volume_id, `snapshot for ${name}`),
    boot_index: each.isRoot ? 0 : null,
    device_name: each.device,
    delete_on_termination: each.delete_on_termination,
    volume_size: context.state.neighbours.volume.volumes.get(each.volume_id)?.size ?? null,
    image_id: null,
    volume_id: null,
    no_device: null,
    tag: each.tag,
    disk_bus: null,
    device_type: 'disk',
    guest_format: null,
    volume_type: null,
  }));
  const imageId = newImage(images, server, {
    ...basicsOf(server, context, values, metadata),
    root_device_name: server.root_device_name,
    bdm_v2: 'True',
    block_device_mapping: JSON.stringify(mapping),
  });
  fillImage(images, imageId, [Buffer.alloc(0)]);
  return imageId;
}

function snapshotOf(context: Context, server: Server, volumeId: string, name: string): string {
  const { volume: state } = context.state.neighbours;
  const request = callOf('POST', { snapshot: { volume_id: volumeId, name, description: '' } });
  const who = { userId: context.who.userId, projectId: server.project_id, isAdmin: false };
  const { body } = createSnapshot({ state, request, who, version: HIGHEST });
  const made = isObject(body) ? body['snapshot'] : undefined;
  return isObject(made) ? String(made['id']) : '';
}
