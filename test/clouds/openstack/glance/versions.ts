import type { CloudRequest, JsonObject } from '../http/exchange.ts';

/** Minor versions behind `v2.`, newest first; those of a site with several stores and without a cache. */
const MINORS = [15, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0];

/** Whether a path begins with a version of the API; the number behind `v2.` makes no difference. */
export function isVersion(part: string): boolean {
  return part === 'v2' || MINORS.some((minor) => part === `v2.${minor}`);
}

/** The versions of the API, as everybody may see them. */
export function versionsOf({ base }: CloudRequest): JsonObject {
  return {
    versions: MINORS.map((minor, index) => ({
      id: `v2.${minor}`,
      status: index === 0 ? 'CURRENT' : 'SUPPORTED',
      links: [{ rel: 'self', href: `${base}/v2/` }],
    })),
  };
}
