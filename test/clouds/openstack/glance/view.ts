import type { JsonObject } from '../http/exchange.ts';
import type { Image, ImageMember } from './rows.ts';

/** The one store of this cloud, as the test bed has it. */
export const STORE = 'files';

/** An image as it is shown: what clients have added, and then the fields that every image has. */
export function viewImage(image: Image): JsonObject {
  const { data } = image;
  return {
    ...image.properties,
    name: image.name,
    disk_format: image.disk_format,
    container_format: image.container_format,
    visibility: image.visibility,
    size: data?.size ?? stagedSize(image),
    virtual_size: data?.virtualSize ?? null,
    status: image.status,
    checksum: data?.checksum ?? null,
    protected: image.protected,
    min_ram: image.min_ram,
    min_disk: image.min_disk,
    owner: image.owner,
    os_hidden: image.os_hidden,
    os_hash_algo: data ? 'sha512' : null,
    os_hash_value: data?.hash ?? null,
    id: image.id,
    created_at: image.created_at,
    updated_at: image.updated_at,
    tags: image.tags,
    self: `/v2/images/${image.id}`,
    file: `/v2/images/${image.id}/file`,
    schema: '/v2/schemas/image',
    // Where the bytes of a deactivated image are is not told.
    ...(data && image.status !== 'deactivated' ? { stores: STORE } : {}),
  };
}

function stagedSize({ staged }: Image): number | null {
  return staged ? staged.reduce((total, chunk) => total + chunk.length, 0) : null;
}

export function viewMember(member: ImageMember): JsonObject {
  return {
    member_id: member.member_id,
    image_id: member.image_id,
    status: member.status,
    created_at: member.created_at,
    updated_at: member.updated_at,
    schema: '/v2/schemas/member',
  };
}
