import { createHash } from 'node:crypto';
import { partOf, sizeOf } from '../http/bytes.ts';
import type { CloudReply } from '../http/exchange.ts';
import { findImage, isMutable, refuseStrangers } from './access.ts';
import { contentType, refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { badRequest, conflict, forbidden, unsupportedMediaType } from './errors.ts';
import { rangeOf } from './ranges.ts';
import type { Image, ImageData } from './rows.ts';
import { timeOf } from './state.ts';
import { STORE } from './view.ts';
import { virtualSizeOf } from './virtual-size.ts';

/** `PUT /v2/images/{image}/file` */
export function uploadImage(id: string, context: Context): CloudReply {
  const { state, request } = context;
  refuseOtherTypes(context);
  const store = request.headers['x-image-meta-store'];
  if (store !== undefined && store !== STORE)
    throw badRequest(`Store for identifier ${String(store)} not found`);
  const image = findImage(id, context);
  if (!isMutable(image, context)) throw forbidden(`Not allowed to upload image data for image ${id}`);
  if (image.status !== 'queued') throw wrongTransition(image, 'saving');
  refuseWithoutFormats(image);
  state.images.replace(withData(image, request.chunks, timeOf(state)));
  return { status: 204 };
}

function refuseOtherTypes({ request }: Context): void {
  const type = contentType(request);
  if (type !== 'application/octet-stream') throw unsupportedMediaType(type);
}

/** An image's way from one status to another that Glance does not go. */
function wrongTransition(image: Image, next: string): Error {
  return conflict(`Image status transition from ${image.status} to ${next} is not allowed`);
}

function refuseWithoutFormats(image: Image): void {
  const missing = (['disk_format', 'container_format'] as const).filter((name) => !image[name]);
  if (missing.length === 0) return;
  const what = missing.length === 1 ? 'Property' : 'Properties';
  throw badRequest(`${what} ${missing.join(', ')} must be set prior to saving data.`);
}

/** The image with these bytes, ready for use. */
export function withData(image: Image, chunks: readonly Buffer[], now: string): Image {
  const data = describe(chunks, image);
  return { ...image, status: 'active', data, staged: null, updated_at: now };
}

function describe(chunks: readonly Buffer[], image: Image): ImageData {
  const [checksum, hash] = [createHash('md5'), createHash('sha512')];
  for (const chunk of chunks) {
    checksum.update(chunk);
    hash.update(chunk);
  }
  return {
    chunks,
    size: sizeOf(chunks),
    checksum: checksum.digest('hex'),
    hash: hash.digest('hex'),
    virtualSize: virtualSizeOf(chunks, image.disk_format, image.container_format),
  };
}

/** `PUT /v2/images/{image}/stage`: bytes that an import makes the image's own. */
export function stageImage(id: string, context: Context): CloudReply {
  const { state, request } = context;
  refuseOtherTypes(context);
  const image = findImage(id, context);
  refuseStrangers(image, context);
  if (image.status !== 'queued') throw wrongTransition(image, 'uploading');
  state.images.replace({
    ...image,
    status: 'uploading',
    staged: request.chunks,
    updated_at: timeOf(state),
  });
  return { status: 204 };
}

/** `GET /v2/images/{image}/file`, whole or a part of it. */
export function downloadImage(id: string, context: Context): CloudReply {
  const { request, who } = context;
  refuseBody(request);
  const image = findImage(id, context);
  if (image.status === 'deactivated' && !who.isAdmin) {
    throw forbidden('The requested image has been deactivated. Image data download is forbidden.');
  }
  if (!image.data) return { status: 204 };
  const { chunks, size, checksum } = image.data;
  const part = rangeOf(request, size);
  const headers = { 'Content-Type': 'application/octet-stream', 'Content-Md5': checksum };
  if (!part) return { status: 200, headers, chunks };
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${part.start}-${part.end - 1}/${size}` },
    chunks: partOf(chunks, part.start, part.end),
  };
}
