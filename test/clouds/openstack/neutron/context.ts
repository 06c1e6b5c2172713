import type { NetworkState } from './state.ts';

/** Who is calling, as the networking service sees it. */
export interface Who {
  readonly userId: string;
  /** Empty for a token without a project. */
  readonly projectId: string;
  readonly isAdmin: boolean;
  readonly roles: ReadonlySet<string>;
}

/** What every handler gets. */
export interface Context {
  readonly state: NetworkState;
  readonly who: Who;
  /** The address of the service as the client reached it, without a slash at the end. */
  readonly base: string;
}
