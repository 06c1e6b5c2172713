import type { Body, Session } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { waitFor } from '../../kind/wait-for.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import { images } from '../collections.ts';

/** An image at a cloud. */
export interface ImageThere {
  readonly session: Session;
  readonly id: string;
  readonly signal: AbortSignal;
}

export function statusOf(body: Body): string {
  return textOf(body, 'status') ?? '';
}

/** Looks at an image until it is in none of these states, or the time is over. The result is the image as it is then. */
export async function lookUntilNot(
  { session, id, signal }: ImageThere,
  states: readonly string[],
  mostMs: number,
): Promise<Body> {
  let image: Body = {};
  const look = async (): Promise<true | undefined> => {
    const { body } = await session.call(images.service, 'GET', pathOf(images, id), { signal });
    image = isBody(body) ? body : {};
    return states.includes(statusOf(image)) ? undefined : true;
  };
  await waitFor(look, { timeoutMs: mostMs, signal });
  return image;
}
