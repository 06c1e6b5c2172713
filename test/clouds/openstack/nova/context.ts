import type { CloudRequest } from '../http/exchange.ts';
import type { Microversion } from './microversion.ts';
import type { ComputeState } from './state.ts';

/** Who is calling, as the compute service sees it. */
export interface Who {
  readonly userId: string;
  /** Undefined for a token without a project. */
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
}

/** What every handler gets. */
export interface Context {
  readonly state: ComputeState;
  readonly who: Who;
  readonly request: CloudRequest;
  readonly version: Microversion;
  /** As the head of the answer has it. */
  readonly requestId: string;
  /** The parsed body; null if there was none. */
  readonly body: unknown;
  /** Whether the identity service says, to this caller, that there is no such project. */
  readonly isUnknownProject: (projectId: string) => boolean;
}
