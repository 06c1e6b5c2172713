import { isVisible } from '../../glance/access.ts';
import type { Image } from '../../glance/rows.ts';
import type { ImageState } from '../../glance/state.ts';
import type { Asker } from './ports.ts';

/** The image with this id, if the caller may see it. */
export function visibleImage(state: ImageState, id: string, asker: Asker): Image | undefined {
  const image = state.images.get(id);
  const who = { projectId: asker.projectId ?? null, isAdmin: asker.isAdmin };
  return image && isVisible(image, { state, who }) ? image : undefined;
}
