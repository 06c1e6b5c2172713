import { folded } from '../neutron/listing/collation.ts';
import type { Context, Who } from './context.ts';
import { forbidden, noSuchImage } from './errors.ts';
import type { Image, ImageMember } from './rows.ts';
import { memberKey, type ImageState } from './state.ts';

/** Whether the caller may know of an image that he names. */
export function isVisible(
  image: Image,
  { state, who }: { readonly state: ImageState; readonly who: Pick<Who, 'projectId' | 'isAdmin'> },
): boolean {
  if (who.isAdmin || image.owner === null) return true;
  if (image.visibility === 'public' || image.visibility === 'community') return true;
  if (who.projectId === null) return false;
  if (image.owner === who.projectId) return true;
  return image.visibility === 'shared' && state.members.get(memberKey(image.id, who.projectId)) !== undefined;
}

/** The image with this id as far as the caller may know of it; else 404. */
export function findImage(id: string, context: Context): Image {
  const image = imageWithId(id, context);
  if (!image || !isVisible(image, context)) throw noSuchImage(id);
  return image;
}

/** The image with this id, whoever asks. */
export function imageWithId(id: string, { state }: Context): Image | undefined {
  return state.images.get(id) ?? state.images.by('id', folded(id).toLowerCase())[0];
}

/** Whether the caller may change an image. */
export function isMutable(image: Image, { who }: Context): boolean {
  return who.isAdmin || (image.owner !== null && image.owner === who.projectId);
}

/** Refuses with 403 if the caller may not change the image. */
export function refuseStrangers(image: Image, context: Context): void {
  if (!isMutable(image, context)) throw forbidden('You do not own this image');
}

/** The members of an image that the caller may see: all if it is his, else himself. */
export function membersOf(image: Image, context: Context): ImageMember[] {
  const members = context.state.members.by('image', image.id);
  if (isMutable(image, context)) return members;
  return members.filter((member) => member.member_id === context.who.projectId);
}
