import type { CloudReply } from '../http/exchange.ts';
import { findImage, refuseStrangers } from './access.ts';
import { refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { conflict, forbidden, refuse } from './errors.ts';
import { timeOf } from './state.ts';

const ENDS = { deactivate: ['active', 'deactivated'], reactivate: ['deactivated', 'active'] } as const;

/** `POST /v2/images/{image}/actions/{action}` */
export function actOnImage(id: string, action: keyof typeof ENDS, context: Context): CloudReply {
  const { state } = context;
  refuseBody(context.request);
  const image = findImage(id, context);
  refuseStrangers(image, context);
  const [from, to] = ENDS[action];
  if (image.status !== from && image.status !== to) {
    throw forbidden(`Not allowed to ${action} image in status '${image.status}'`);
  }
  if (image.status === from) state.images.replace({ ...image, status: to, updated_at: timeOf(state) });
  return { status: 204 };
}

/** `DELETE /v2/stores/{store}/{image}`: there is one store, and the last copy of an image stays. */
export function deleteFromStore(store: string, id: string, context: Context): CloudReply {
  refuseBody(context.request);
  if (store !== 'files') throw conflict(`The selected store ${store} is not available on this node.`);
  const image = findForStore(id, context);
  refuseStrangers(image, context);
  if (image.status !== 'active') {
    throw conflict("It's not allowed to remove image data from store if image status is not 'active'");
  }
  throw forbidden(
    'Cannot delete image data from the only store containing it. Consider deleting the image instead.',
  );
}

function findForStore(id: string, context: Context): ReturnType<typeof findImage> {
  try {
    return findImage(id, context);
  } catch {
    throw refuse(404, `Failed to find image ${id}`);
  }
}
