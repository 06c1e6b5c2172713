/** What the controller knows, and how it has to misbehave. */
export interface KnownGateway {
  readonly name: string;
  readonly vpcId: string;
  readonly region: string;
  readonly account: string;
  /** The gateway that it stands by for. */
  readonly standbyOf?: string;
  advertised: readonly string[];
  isUp: boolean;
  /** So many edits are refused yet: it has no connection to its transit. */
  notReady: number;
}

/** A VPC at a transit gateway that the controller manages. */
export interface KnownAttachment {
  readonly vpcId: string;
  readonly transit: string;
  /** No gateway may advertise one of these: the controller refuses what overlaps with itself. */
  readonly cidrs: readonly string[];
}

export interface ControllerState {
  readonly users: Map<string, string>;
  /** Sessions, with the number of calls that each is good for. */
  readonly sessions: Map<string, number>;
  /** How many calls new sessions are good for. */
  sessionCalls: number;
  readonly gateways: KnownGateway[];
  readonly attachments: KnownAttachment[];
  /** Tasks that are under way, with the number of questions until each is done. */
  readonly tasks: Map<string, number>;
  /** How many questions a task takes. */
  taskSteps: number;
  readonly faults: ControllerFault[];
}

/** What happens to the next calls. */
export interface ControllerFault {
  /** `status`: an answer that is not 200; `garbage`: one that is no JSON; `drop`: none; `drop-after`: none, but it was done. */
  readonly kind: 'status' | 'garbage' | 'drop' | 'drop-after' | 'refuse';
  /** All actions without it. */
  readonly action?: string;
  times: number;
  readonly status?: number;
  readonly reason?: string;
}

export function emptyState(): ControllerState {
  return {
    users: new Map([['admin', 'Aviatrix-123!']]),
    sessions: new Map(),
    sessionCalls: Number.MAX_SAFE_INTEGER,
    gateways: [],
    attachments: [],
    tasks: new Map(),
    taskSteps: 1,
    faults: [],
  };
}
