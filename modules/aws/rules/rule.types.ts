/** Alerts, and the rules that raise them: pure functions of a snapshot and its discovery.yaml. */
import type { VpcCopy } from '../discovery/copy/copy.types.ts';
import type { RegionView, VpcView } from '../discovery/view/view.types.ts';

/** info: good to know. warning: to be looked at. error: traffic would be lost, or a later step would fail. */
export type Severity = 'info' | 'warning' | 'error';

/** What a rule found. */
export interface Found {
  /** The id of what it is about: `rtb-…`, `vpc-…`, a name where that is the point. */
  readonly subject: string;
  /** Further ids by which it can be suppressed: a target, a destination. */
  readonly also?: readonly string[];
  /** As the log files have it, in the words of the kit where it has the alert. */
  readonly log: string;
  /** A full sentence. */
  readonly text: string;
}

interface About {
  readonly severity: Severity;
  /** The letter by which the kit's documents name it. */
  readonly letter?: string;
  /** What raises it: ends the sentence “raised where …”. */
  readonly when: string;
  /** What to do. Full sentences. */
  readonly help: string;
}

/** A VPC, with what becomes of its routing. */
export interface VpcFacts extends VpcView {
  readonly copy: VpcCopy;
}

export interface RegionFacts extends RegionView {
  readonly vpcs: readonly VpcFacts[];
  /** All VPCs of discovery.yaml, of whatever region. */
  readonly everyVpc: readonly VpcFacts[];
}

export interface VpcRule extends About {
  readonly of: 'vpc';
  readonly find: (vpc: VpcFacts) => readonly Found[];
}

export interface RegionRule extends About {
  readonly of: 'region';
  readonly find: (region: RegionFacts) => readonly Found[];
}

/** A rule that compares the regions of an account. */
export interface AccountRule extends About {
  readonly of: 'account';
  readonly find: (regions: readonly RegionFacts[]) => readonly Found[];
}

export type Rule = VpcRule | RegionRule | AccountRule;

export function vpcRule(rule: Omit<VpcRule, 'of'>): VpcRule {
  return { of: 'vpc', ...rule };
}

export function regionRule(rule: Omit<RegionRule, 'of'>): RegionRule {
  return { of: 'region', ...rule };
}

export function accountRule(rule: Omit<AccountRule, 'of'>): AccountRule {
  return { of: 'account', ...rule };
}

/** An alert as it is shown, listed and suppressed. */
export interface Alert extends Found {
  readonly code: string;
  readonly severity: Severity;
  readonly help: string;
  readonly account: string;
  /** Undefined for what concerns an account as a whole. */
  readonly region?: string;
  readonly vpc?: string;
}
