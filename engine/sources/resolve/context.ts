import type { Cache } from '../cache.ts';
import type { GalaxyConfiguration, KnownServer } from '../galaxy/galaxy-settings.ts';
import { gitFetches, type GitFetches } from '../git/fetch-git.ts';
import { openGalaxy, type GalaxyServer } from '../galaxy/galaxy-server.ts';
import { credentialsFor } from '../http/credentials.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { httpClient } from '../http/request.ts';

/** What resolving and fetching work with. */
export interface SourceContext {
  readonly reach: ReachSettings;
  readonly galaxy: GalaxyConfiguration;
  readonly cache: Cache;
  /** Folders that may hold content beside the cache: `vendor` beside a lock. */
  readonly vendored: readonly string[];
  /** Says what is being fetched. */
  readonly say: (line: string) => void;
  /** A Galaxy server, opened once. */
  openServer(server: KnownServer): Promise<GalaxyServer>;
  /** Repositories, each version of one fetched once. */
  readonly git: GitFetches;
}

export function sourceContext(parts: Omit<SourceContext, 'openServer' | 'git'>): SourceContext {
  const opened = new Map<string, Promise<GalaxyServer>>();
  return {
    ...parts,
    git: gitFetches(parts.reach),
    openServer(server) {
      const known = opened.get(server.url) ?? openGalaxy(server.url, galaxyClient(server, parts.reach));
      opened.set(server.url, known);
      return known;
    },
  };
}

/** The server's own token goes to its own origin; elsewhere (a store of archives) what else is known for that one. */
function galaxyClient(server: KnownServer, reach: ReachSettings) {
  const others = credentialsFor(server.url, reach);
  const { origin } = new URL(server.url);
  return httpClient(reach, (asked) =>
    asked === origin && server.authorization !== undefined
      ? Promise.resolve(server.authorization)
      : others(asked),
  );
}
