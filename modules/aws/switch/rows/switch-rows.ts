import type { Rows, StateRow, ActRow } from '../execute/execute.types.ts';
import type { SwitchKind } from '../operation.types.ts';
import { advertisementRow } from './advertisement-row.ts';
import { associationRow } from './association-row.ts';
import { probeRow, type ProbePorts } from './probe-row.ts';
import { prefixListRow, propagationRow, staticRouteRow } from './transit-rows.ts';
import { waitRow } from './wait-row.ts';

/** How each kind of operation of a switch is carried out. */
export function switchRows(ports: ProbePorts): Rows {
  return {
    advertisement: advertisementRow,
    association: associationRow,
    'static-route': staticRouteRow,
    'prefix-list-reference': prefixListRow,
    propagation: propagationRow,
    probe: probeRow(ports),
    wait: waitRow,
  } satisfies Readonly<Record<SwitchKind, StateRow | ActRow>>;
}
