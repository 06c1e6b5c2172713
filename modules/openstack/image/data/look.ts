import { systemClock } from '../../api/clock.ts';
import type { Body, Session } from '../../api/session.types.ts';
import { pathOf } from '../../kind/collection.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import { images } from '../collections.ts';

/** Milliseconds between looks at an image that a service works on: it works on large ones for long. */
const BETWEEN = { first: 200, most: 5000 } as const;

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
  const until = systemClock.now() + mostMs;
  for (let wait: number = BETWEEN.first; ; wait = Math.min(wait * 2, BETWEEN.most)) {
    const { body } = await session.call(images.service, 'GET', pathOf(images, id), { signal });
    const image = isBody(body) ? body : {};
    if (!states.includes(statusOf(image)) || systemClock.now() >= until) return image;
    await systemClock.sleep(wait, signal);
  }
}
