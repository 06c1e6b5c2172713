import type { CloudRequest } from '../http/exchange.ts';
import type { ImageState } from './state.ts';

/** Who is calling, as the image service sees it. */
export interface Who {
  readonly userId: string;
  /** Null for a token without a project. */
  readonly projectId: string | null;
  readonly isAdmin: boolean;
}

/** What every handler gets. */
export interface Context {
  readonly state: ImageState;
  readonly who: Who;
  readonly request: CloudRequest;
  readonly requestId: string;
}
