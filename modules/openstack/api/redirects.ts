import { parseUrl } from './url.ts';

/** So many redirects are followed. */
export const MOST_REDIRECTS = 3;

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 307, 308]);

/** Where a redirect leads, or undefined if the answer is none. */
export function redirectTarget(
  status: number,
  location: string | readonly string[] | undefined,
  from: string,
): URL | undefined {
  if (!REDIRECTS.has(status) || typeof location !== 'string' || !URL.canParse(location, from))
    return undefined;
  return new URL(location, from);
}

/** Credentials follow a redirect to the same host only, and never from https to http. */
export function mayFollow(from: string, target: URL): boolean {
  const source = parseUrl(from);
  if (source?.hostname !== target.hostname) return false;
  return target.protocol === 'https:' || source.protocol === target.protocol;
}
