import { createLink, type Link } from './link.ts';
import type { SshSettings } from './settings.ts';

/** Few, since a machine may allow few sessions a connection, and nobody ends to make room. */
const mostEach = 2;

/** Connections for programs that run for hours: they keep nobody waiting who has a short one. */
export interface Lanes {
  /** Works with a connection that has room. */
  within<T>(use: (link: Link) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** As many connections to a machine as its long programs take, each opened when the others are full. */
export function createLanes(settings: SshSettings): Lanes {
  const lanes: { readonly link: Link; used: number }[] = [];
  const withRoom = () => {
    const free = lanes.find(({ used }) => used < mostEach);
    if (free !== undefined) return free;
    const lane = { link: createLink(settings), used: 0 };
    lanes.push(lane);
    return lane;
  };
  return {
    within: async (use) => {
      const lane = withRoom();
      lane.used += 1;
      try {
        return await use(lane.link);
      } finally {
        lane.used -= 1;
      }
    },
    close: async () => {
      await Promise.all(lanes.splice(0).map(({ link }) => link.close()));
    },
  };
}
