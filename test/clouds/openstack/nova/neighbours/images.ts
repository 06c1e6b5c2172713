import { isVisible } from '../../glance/access.ts';
import { withData } from '../../glance/data.ts';
import { createImage } from '../../glance/images.ts';
import type { Image } from '../../glance/rows.ts';
import { timeOf, type ImageState } from '../../glance/state.ts';
import { isObject, type JsonObject } from '../../http/exchange.ts';
import { callOf } from './neighbours.ts';
import type { Asker } from './ports.ts';

/** The image with this id, if the caller may see it. */
export function visibleImage(state: ImageState, id: string, asker: Asker): Image | undefined {
  const image = state.images.get(id);
  const who = { projectId: asker.projectId ?? null, isAdmin: asker.isAdmin };
  return image && isVisible(image, { state, who }) ? image : undefined;
}

/** Makes an image without bytes; throws what the image service answers if it refuses. */
export function makeImage(state: ImageState, projectId: string, values: JsonObject): string {
  const who = { userId: '', projectId, isAdmin: true };
  const { body } = createImage({ state, who, request: callOf('POST', values), requestId: '' });
  return isObject(body) ? String(body['id']) : '';
}

/** Gives an image its bytes, if it still waits for them. */
export function fillImage(state: ImageState, id: string, content: Buffer): void {
  const image = state.images.get(id);
  if (image?.status === 'queued') state.images.replace(withData(image, [content], timeOf(state)));
}
