import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { findImage, imageWithId, isVisible, refuseStrangers } from './access.ts';
import {
  checkPropertyCount,
  checkTagCount,
  checkValues,
  checkVisibility,
  FALLBACKS,
  isReserved,
  isSettable,
  LINKS,
  READ_ONLY,
} from './attributes.ts';
import { objectBody, refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { badRequest, conflict, forbidden, refuse, refuseInDetail } from './errors.ts';
import { IMPORT_METHODS } from './info.ts';
import type { Image } from './rows.ts';
import { checkImage } from './schema.ts';
import { timeOf } from './state.ts';
import { viewImage } from './view.ts';
import { pythonText } from '../neutron/values/python.ts';

/** `POST /v2/images` */
export function createImage(context: Context): CloudReply {
  const { state, who } = context;
  const body = objectBody(context.request);
  const link = LINKS.find((name) => name in body);
  if (link !== undefined) throw forbidden(`Attribute '${link}' is read-only.`);
  checkImage(context.state.schemas['image']!, body);
  const properties = propertiesOf(body);
  const image = { ...imageOf(body, properties, context), id: idOf(body, context) };
  refuseOtherOwner(image.owner, context);
  checkVisibility(image.visibility, context);
  checkTagCount(image.tags.length, context);
  refuseReadOnly(body);
  checkValues(image);
  checkPropertyCount(properties, context);
  const isSpent = state.spentIds.get(image.id.toLowerCase()) !== undefined;
  if (isSpent || imageWithId(image.id, context)) throw conflict(`Image ID ${image.id} already exists!`);
  state.images.insert({ ...image, owner: who.isAdmin && image.owner === '' ? null : image.owner });
  return {
    status: 201,
    headers: {
      Location: `${context.request.base}/v2/images/${image.id}`,
      'OpenStack-image-import-methods': IMPORT_METHODS.join(','),
      'OpenStack-image-store-ids': 'files,os_glance_staging_store,os_glance_tasks_store',
    },
    body: viewImage(image),
  };
}

function idOf(body: JsonObject, { state }: Context): string {
  return typeof body['id'] === 'string' ? body['id'] : state.ids.uuid();
}

/** What is no field of an image. Names that belong to the service are refused. */
function propertiesOf(body: JsonObject): Record<string, string> {
  const properties: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    if (isSettable(name) || READ_ONLY.some((each) => each === name)) continue;
    if (name.length > 255) throw badRequest('Custom property should not be greater than 255 characters.');
    if (isReserved(name)) throw refuseInDetail(403, `Attribute '${name}' is reserved.`);
    // Boundary: the schema lets nothing but texts through.
    properties[name] = value as string;
  }
  return properties;
}

function imageOf(body: JsonObject, properties: Image['properties'], context: Context): Omit<Image, 'id'> {
  const now = timeOf(context.state);
  const given = Object.fromEntries(Object.entries(body).filter(([name]) => isSettable(name)));
  // Boundary: the schema has checked every value.
  const fields = { owner: context.who.projectId, ...FALLBACKS, ...given } as unknown as Image;
  return {
    ...fields,
    tags: [...new Set(fields.tags)],
    status: 'queued',
    properties,
    data: null,
    staged: null,
    created_at: now,
    updated_at: now,
  };
}

function refuseOtherOwner(owner: string | null, { who }: Context): void {
  if (who.isAdmin || owner === who.projectId) return;
  throw forbidden(`You are not permitted to create images owned by '${pythonText(owner)}'.`);
}

/** These pass the first look at the body, and are refused when the image is made. */
function refuseReadOnly(body: JsonObject): void {
  const given = READ_ONLY.filter(
    (name) => name !== 'id' && name !== 'os_hash_algo' && name !== 'os_hash_value',
  );
  const name = given.find((each) => each in body);
  if (name !== undefined) throw forbidden(`Attribute '${name}' is read-only.`);
  if ('locations' in body) throw forbidden("Attribute 'locations' is reserved.");
}

/** `GET /v2/images/{image}` */
export function showImage(id: string, context: Context): CloudReply {
  refuseBody(context.request);
  return { status: 200, body: viewImage(findImage(id, context)) };
}

/** `DELETE /v2/images/{image}` */
export function deleteImage(id: string, context: Context): CloudReply {
  const { state } = context;
  refuseBody(context.request);
  const image = imageToDelete(id, context);
  refuseStrangers(image, context);
  if (image.protected) throw forbidden(`Image ${image.id} is protected and cannot be deleted.`);
  for (const member of state.members.by('image', image.id)) state.members.remove(member.id);
  state.images.remove(image.id);
  state.spentIds.insert({ id: image.id.toLowerCase() });
  return { status: 204 };
}

function imageToDelete(id: string, context: Context): Image {
  const image = imageWithId(id, context);
  if (image && isVisible(image, context)) return image;
  throw refuse(404, `Failed to find image ${id} to delete`);
}
