/** The transit controller: form calls over HTTPS that answer `{return, results | reason}`. */
export interface SpokeGateway {
  readonly name: string;
  readonly vpcId?: string;
  readonly region?: string;
  readonly account?: string;
  /** `include_cidr_list`: what it advertises instead of the CIDRs of its VPC; empty: the default. */
  readonly advertised: readonly string[];
  readonly isUp: boolean;
  readonly isHighAvailability: boolean;
}

export interface TransitAttachment {
  readonly name: string;
  readonly vpcId?: string;
  /** The transit gateway of AWS, by the name that the controller knows it by. */
  readonly transit?: string;
  readonly gateway?: string;
}

export interface Controller {
  spokeGateways(signal?: AbortSignal): Promise<readonly SpokeGateway[]>;
  /** An empty list gives the default advertisement back. */
  advertise(gateway: string, cidrs: readonly string[], signal?: AbortSignal): Promise<void>;
  transitAttachments(signal?: AbortSignal): Promise<readonly TransitAttachment[]>;
  detachFromTransit(
    request: { readonly vpc: string; readonly transit: string },
    signal?: AbortSignal,
  ): Promise<void>;
}
