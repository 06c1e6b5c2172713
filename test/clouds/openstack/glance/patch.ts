import type { CloudReply } from '../http/exchange.ts';
import { findImage, refuseStrangers } from './access.ts';
import {
  checkPropertyCount,
  checkTagCount,
  checkValues,
  checkVisibility,
  isReserved,
  isSettable,
  READ_ONLY,
  type Settable,
} from './attributes.ts';
import { contentType, jsonBody } from './body.ts';
import type { Context } from './context.ts';
import { forbidden, internalError, noSuchImage, refuseInDetail, unsupportedMediaType } from './errors.ts';
import { changesOf, PATCH_TYPES, type Change } from './patch-body.ts';
import type { Image } from './rows.ts';
import { checkImage } from './schema.ts';
import { timeOf } from './state.ts';
import { viewImage } from './view.ts';

/** `PATCH /v2/images/{image}`: the changes one after the other, all or none. */
export function patchImage(id: string, context: Context): CloudReply {
  const type = contentType(context.request);
  const draft = PATCH_TYPES[type];
  if (draft === undefined) {
    throw unsupportedMediaType(type, { 'Accept-Patch': Object.keys(PATCH_TYPES).join(', ') });
  }
  const changes = changesOf(jsonBody(context.request), draft, (change) => {
    checkChange(change, context);
  });
  const old = findImage(id, context);
  let image = old;
  for (const change of changes) image = applyChange(image, change, context);
  if (changes.length > 0) image = save(old, image, context);
  return { status: 200, body: viewImage(image) };
}

/** What can be told without the image. */
function checkChange({ op, path, value }: Change, context: Context): void {
  const name = path[0]!;
  if (READ_ONLY.some((each) => each === name)) throw forbidden(`Attribute '${name}' is read-only.`);
  if (isReserved(name)) throw forbidden(`Attribute '${name}' is reserved.`);
  if (op === 'remove') return;
  checkImage(context.state.schemas['image']!, { [name]: path.length === 1 ? value : [value] });
}

function applyChange(image: Image, change: Change, context: Context): Image {
  const name = change.path[0]!;
  if (name === 'locations') throw refusedLocations(change);
  if (name === 'owner' && change.op === 'replace' && !context.who.isAdmin) {
    throw refuseInDetail(403, "Owner can't be updated by non admin.");
  }
  if (name === 'visibility') checkVisibility(change.op === 'remove' ? undefined : change.value, context);
  refuseStrangers(image, context);
  if (change.op === 'remove') return without(image, name);
  const isThere = isField(name) || Object.hasOwn(image.properties, name);
  if (change.op === 'replace' && !isThere) throw refuseInDetail(409, `Property ${name} does not exist.`);
  if (change.op === 'add' && isThere && change.draft === 4) {
    throw refuseInDetail(409, `Property ${name} already present.`);
  }
  return withValue(image, name, change.value, context);
}

/** Locations are the cloud's own, here as at most sites. */
function refusedLocations({ op, value }: Change): Error {
  if (op === 'replace' && Array.isArray(value) && value.length === 0) {
    return refuseInDetail(403, 'Cannot set locations to empty list.');
  }
  const verb = op === 'replace' ? 'update' : op;
  return forbidden(`It's not allowed to ${verb} locations if locations are invisible.`);
}

/** Fields of an image, and names that Glance's own object has, over which it stumbles. */
function isField(name: string): boolean {
  return isSettable(name) || name === 'image_id' || name === 'extra_properties' || name === 'member';
}

function without(image: Image, name: string): Image {
  if (isField(name)) throw refuseInDetail(403, `Property ${name} may not be removed.`);
  if (!Object.hasOwn(image.properties, name)) throw refuseInDetail(409, `Property ${name} does not exist.`);
  return {
    ...image,
    properties: Object.fromEntries(Object.entries(image.properties).filter(([each]) => each !== name)),
  };
}

function withValue(image: Image, name: string, value: unknown, context: Context): Image {
  if (name === 'image_id') throw noSuchImage(String(value));
  if (isField(name) && !isSettable(name)) throw internalError();
  if (!isSettable(name)) {
    // Boundary: the schema lets nothing but texts through.
    return { ...image, properties: { ...image.properties, [name]: value as string } };
  }
  if (
    (name === 'disk_format' || name === 'container_format') &&
    !['queued', 'importing'].includes(image.status)
  ) {
    throw forbidden(`Attribute ${name} can be only replaced for a queued image.`);
  }
  if (name === 'tags' && Array.isArray(value)) checkTagCount(new Set(value).size, context);
  return changed(image, name, value);
}

function changed(image: Image, name: Settable, value: unknown): Image {
  // Boundary: the schema has checked the value.
  const kept = name === 'tags' ? [...new Set(value as readonly string[])] : value;
  const result: Image = { ...image, [name]: kept };
  checkValues(result);
  return result;
}

function save(old: Image, image: Image, context: Context): Image {
  const isNew = Object.keys(image.properties).some((name) => !Object.hasOwn(old.properties, name));
  if (isNew) checkPropertyCount(image.properties, context);
  const owner = image.owner === '' ? null : image.owner;
  return context.state.images.replace({ ...image, owner, updated_at: timeOf(context.state) });
}
