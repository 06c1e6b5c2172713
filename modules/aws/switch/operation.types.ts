/** What a switch or a cleanup does, as values: a plan is a list of operations, and what runs is that list. */
import type { AwsCall, Place } from '../api/aws.types.ts';

export type SwitchKind =
  | 'advertisement'
  | 'wait'
  | 'probe'
  | 'association'
  | 'static-route'
  | 'prefix-list-reference'
  | 'propagation';

/** One step, with its way back. States are compared as JSON, whatever the order of their keys. */
export interface Operation<Kind extends string = string> {
  /** The same each time that the same thing is planned: `vpc-1/association/subnet-1`. */
  readonly id: string;
  readonly kind: Kind;
  readonly vpc: string;
  /** For people, whichever way it goes: `association of subnet-1`. */
  readonly title: string;
  /** `here`: nothing is called; drover itself waits, or looks at something. */
  readonly place: Place | 'controller' | 'here';
  /** What is looked at: ids, in the terms of the kind. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly before: unknown;
  readonly after: unknown;
  /**
   * The calls that do it and take it back, as they will be made. Ids that are not known before are `$name`: they are
   * looked up with the present state, right before the call.
   */
  readonly does: readonly OperationCall[];
  readonly undoes: readonly OperationCall[];
  /** What traffic may feel. */
  readonly risk: 'none' | 'path' | 'loss';
}

export type SwitchOperation = Operation<SwitchKind>;

export type OperationCall = AwsCall | ControllerCall;

export interface ControllerCall {
  readonly action: string;
  readonly input: Readonly<Record<string, string>>;
}

/** Forward, or back. */
export type Way = 'do' | 'undo';
