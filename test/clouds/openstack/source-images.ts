import type { FindImage, ImageStore, SourceImage } from './cinder/state.ts';
import { isVisible } from './glance/access.ts';
import { fillImage, makeImage } from './glance/inside.ts';
import type { Image } from './glance/rows.ts';
import type { ImageState } from './glance/state.ts';

/** Lets the block storage service look for images as it does in a real cloud: by id, else by a name that is there once. */
export function imageFinder(state: ImageState): FindImage {
  return (reference, who) => {
    const caller = { projectId: who.projectId, isAdmin: who.isAdmin };
    const byId = state.images.get(reference);
    const named = state.images.all().filter((image) => image.name === reference);
    const candidates = byId ? [byId] : named.length === 1 ? named : [];
    const image = candidates.find((each) => isVisible(each, { state, who: caller }));
    return image && sourceOf(image);
  };
}

function sourceOf(image: Image): SourceImage {
  const size = image.data?.size ?? 0;
  return {
    id: image.id,
    name: image.name,
    size,
    minDisk: image.min_disk,
    isActive: image.status === 'active',
    virtualSize: image.data?.virtualSize ?? null,
    bytes: { chunks: image.data?.chunks ?? [], diskFormat: image.disk_format },
    metadata: {
      image_id: image.id,
      image_name: image.name ?? '',
      checksum: image.data?.checksum ?? '',
      container_format: image.container_format ?? '',
      disk_format: image.disk_format ?? '',
      min_disk: String(image.min_disk),
      min_ram: String(image.min_ram),
      size: String(size),
      ...image.properties,
    },
  };
}

/** Lets the block storage service make images of volumes. */
export function imageStoreOf(state: ImageState): ImageStore {
  return {
    make: (owner, values) => makeImage(state, owner.projectId, values),
    fill: (id, chunks) => {
      fillImage(state, id, chunks);
    },
    remove: (id) => {
      state.images.remove(id);
    },
  };
}
