import type { CloudReply } from '../http/exchange.ts';
import { findImage, isMutable } from './access.ts';
import { checkTagCount } from './attributes.ts';
import { refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { forbidden, httpNotFound, refuse } from './errors.ts';
import type { Image } from './rows.ts';
import { checkImage } from './schema.ts';
import { timeOf } from './state.ts';

/** `PUT /v2/images/{image}/tags/{tag}` */
export function addTag(id: string, text: string, context: Context): CloudReply {
  const tag = asGlanceReads(text);
  refuseBody(context.request);
  checkImage(context.state.schemas['image']!, { tags: [tag] });
  const image = findTagged(id, 'update', context);
  if (!image.tags.includes(tag)) {
    checkTagCount(image.tags.length + 1, context);
    setTags(image, [...image.tags, tag], context);
  }
  return { status: 204 };
}

/** `DELETE /v2/images/{image}/tags/{tag}` */
export function removeTag(id: string, text: string, context: Context): CloudReply {
  const tag = asGlanceReads(text);
  refuseBody(context.request);
  const image = findTagged(id, 'delete', context);
  if (!image.tags.includes(tag)) throw httpNotFound();
  setTags(
    image,
    image.tags.filter((each) => each !== tag),
    context,
  );
  return { status: 204 };
}

/** Glance takes each byte of an address for a character: `é` becomes `Ã©`. */
function asGlanceReads(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function findTagged(id: string, verb: string, context: Context): Image {
  const image = findOr404(id, context);
  if (isMutable(image, context)) return image;
  throw forbidden(`Not allowed to ${verb} tags for image ${id}.`);
}

/** The image; members and tags word a 404 in their own way. */
export function findOr404(id: string, context: Context): Image {
  try {
    return findImage(id, context);
  } catch {
    throw refuse(404, `Image ${id} not found.`);
  }
}

function setTags(image: Image, tags: readonly string[], { state }: Context): void {
  state.images.replace({ ...image, tags, updated_at: timeOf(state) });
}
