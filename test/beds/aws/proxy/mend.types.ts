import type { Moto } from './moto.ts';
import type { AwsAnswer, AwsRequest } from './wire.ts';

/** What a mend knows of the call that it answers. */
export interface Call {
  readonly request: AwsRequest;
  /** Of the caller, twelve digits. */
  readonly account: string;
  readonly moto: Moto;
  /** State of the bed of this account and region, kept between calls: made when it is first asked for. */
  state<T>(name: string, create: () => T): T;
  /** The same of another account, or of `*`: all of them. */
  stateOf<T>(account: string, region: string, name: string, create: () => T): T;
  readonly settings: BedSettings;
  /** Headers to ask moto with in another account's name, in this region. */
  as(account: string): Promise<Readonly<Record<string, string>>>;
  /** What comes next: the mends behind this one, then moto. */
  next(changed?: { readonly params?: ReadonlyMap<string, string> }): Promise<AwsAnswer>;
}

/** What a test may set for all calls. */
export interface BedSettings {
  /** How long each answer takes at least. */
  readonly latencyMs: number;
  /** Roles must exist, and their external id must be given, to be assumed. */
  readonly strictRoles: boolean;
  /** Pages that are asked for without a size have this many elements; 0: all. */
  readonly pageSize: number;
  /** How long NAT and VPN gateways stay in the states on the way. */
  readonly settleMs: number;
  /** How many routes a search gives at most (AWS: 1000). */
  readonly searchLimit: number;
  /** What becomes of a request for a higher quota: `APPROVED`, `DENIED`, `CASE_OPENED`. */
  readonly quotaVerdict: string;
}

/** One gap of moto, and how it is mended. */
export interface Mend {
  /** What is missing or different, in words. */
  readonly gap: string;
  /** `ec2:DeleteSubnet`; `*` at the end stands for the rest. */
  readonly actions: readonly string[];
  answer(call: Call): Promise<AwsAnswer> | AwsAnswer;
}
