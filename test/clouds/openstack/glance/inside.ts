import { isObject, type JsonObject } from '../http/exchange.ts';
import { withData } from './data.ts';
import { createImage } from './images.ts';
import type { Image } from './rows.ts';
import { timeOf, type ImageState } from './state.ts';

/*
 * What other services of the cloud do with images, without HTTP.
 */

/** Makes an image without bytes, as it is shown; throws what the image service answers if it refuses. */
export function makeImage(state: ImageState, projectId: string, values: JsonObject): JsonObject {
  const who = { userId: '', projectId, isAdmin: true };
  const content = Buffer.from(JSON.stringify(values));
  const request = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'content-type': 'application/json' },
    body: content,
    chunks: [content],
    origin: '',
    base: '',
  };
  const { body } = createImage({ state, who, request, requestId: '' });
  return isObject(body) ? body : {};
}

/** Gives an image its bytes, and other values, if it still waits for them. */
export function fillImage(
  state: ImageState,
  id: string,
  chunks: readonly Buffer[],
  values: Partial<Image> = {},
): void {
  const image = state.images.get(id);
  if (image?.status === 'queued')
    state.images.replace(withData({ ...image, ...values }, chunks, timeOf(state)));
}
