import { cleanupKinds, type CleanupKind, type CleanupPart, type CleanupSubject } from '../cleanup.types.ts';
import { planCidrs } from './cidrs.ts';
import { planBalancers, planNats, planVpnGateways } from './gateways.ts';
import { planPeerings } from './peerings.ts';
import { joined, nothing } from './removal.ts';
import { planAttachmentTables, planOriginals } from './tables.ts';
import { emptySubnets, planAttachmentSubnets, planTransit } from './transit.ts';

/**
 * Everything of a VPC that is not needed any more after its switch, in the order in which it goes. What something else
 * still uses stays, and is told. Copies, subnets of workloads and whatever the gateways have are never among it. `left`
 * is what goes on of earlier runs: what only that holds back goes with it.
 */
export function planCleanup(subject: CleanupSubject, left: CleanupPart = nothing): CleanupPart {
  const going = (part: CleanupPart): ReadonlySet<string> =>
    new Set(
      part.operations.flatMap(({ target }) => (typeof target['table'] === 'string' ? [target['table']] : [])),
    );
  // What the attachment takes with it, if it goes, does not hold it back.
  const before = going(joined([left, tablesWithout(emptySubnets(subject), subject)]));
  const first = planTransit(subject, before);
  const subnets = planAttachmentSubnets(subject, first);
  const leaving = new Set(
    [...left.operations, ...subnets.operations].flatMap(({ target }) =>
      typeof target['subnet'] === 'string' ? [target['subnet']] : [],
    ),
  );
  const tables = tablesWithout(leaving, subject);
  const gone = going(joined([left, tables]));
  const whole = joined([
    left,
    first,
    tables,
    planPeerings(subject, gone),
    subnets,
    planNats(subject, gone),
    planBalancers(subject),
    planVpnGateways(subject, gone),
    planCidrs(subject, leaving),
  ]);
  return { operations: inOrder(whole.operations), stays: whole.stays };
}

/** The tables that nothing uses any more once these subnets are gone. */
function tablesWithout(leaving: ReadonlySet<string>, subject: CleanupSubject): CleanupPart {
  const originals = planOriginals(subject, leaving);
  return joined([originals, planAttachmentTables(subject, leaving, originals.operations)]);
}

/** What uses something goes before it. */
export function inOrder<T extends { readonly kind: string }>(operations: readonly T[]): readonly T[] {
  const rank = ({ kind }: T): number => cleanupKinds.indexOf(kind as CleanupKind);
  return operations.toSorted((one, other) => rank(one) - rank(other));
}
