import { noSwitch, type SwitchState } from './journal/fold-switch.ts';
import type { LinesPlace } from './journal/vpc-lines.ts';

export interface VpcStatus {
  readonly vpc: string;
  readonly account: string;
  readonly phase: SwitchState['phase'] | 'cleaned';
  readonly since: string | null;
  readonly cycle: number;
  readonly done: number;
  readonly total: number;
  readonly open: readonly string[];
}

/** Where a VPC stands, in the words of `aws.vpc_status`. */
export function statusOf({ vpc, account }: LinesPlace, state: SwitchState = noSwitch): VpcStatus {
  const { phase, since, cycle, operations, cleanup } = state;
  const open = operations.filter(({ status }) => ['intended', 'undoing', 'failed'].includes(status));
  return {
    vpc,
    account,
    phase: cleanup?.isEnded === true ? 'cleaned' : phase,
    since: since ?? null,
    cycle,
    done: operations.filter(({ status }) => status === 'done').length,
    total: operations.length,
    open: open.map(({ operation, status, message }) => {
      const why = message === undefined ? '' : `: ${message}`;
      return `${operation.title} (${status}${why})`;
    }),
  };
}

/** `vpc-1 switched since 2026-11-22T05:00:00.000Z, 12 of 12 operations` */
export function statusLine({ vpc, phase, since, done, total, open }: VpcStatus): string {
  if (phase === 'none') return `${vpc} was never switched, as far as is written down here`;
  const when = since === null ? '' : ` since ${since}`;
  const left = open.length === 0 ? '' : `; open: ${open.join('; ')}`;
  return `${vpc} ${phase}${when}, ${done} of ${total} operations stand${left}`;
}
