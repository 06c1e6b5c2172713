/** What is tried between the steps of a switch, to see that traffic gets through. */
export type ProbeStage = 'canary' | 'associations' | 'withdrawal';

export interface Probe {
  readonly name: string;
  /** The VPCs that it is for; none: all. */
  readonly vpcs: readonly string[];
  readonly stages: readonly ProbeStage[];
  readonly way: ProbeWay;
  /** Seconds that one try may take. */
  readonly timeout: number;
  readonly tries: number;
  /** Seconds between two tries. */
  readonly pause: number;
}

export type ProbeWay =
  /** A shell command on this machine; it has to end with 0. */
  | { readonly kind: 'command'; readonly command: string }
  /** A connection that has to come about. */
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** A request whose answer has to have this status. */
  | { readonly kind: 'http'; readonly url: string; readonly status: number };
