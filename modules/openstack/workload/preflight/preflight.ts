import { idOf } from '../../kind/wire.ts';
import { bookingsOf } from './bookings.ts';
import { checkDirect } from './check-direct.ts';
import { checkFlavor } from './check-flavor.ts';
import { checkFloatingIps } from './check-floating-ips.ts';
import { checkGroup } from './check-group.ts';
import { checkLocalDisks } from './check-local-disks.ts';
import { checkKey } from './check-key.ts';
import { checkPorts } from './check-ports.ts';
import { checkQuotas } from './check-quotas.ts';
import { checkSource } from './check-source.ts';
import { checkVolumes } from './check-volumes.ts';
import { checkZones } from './check-zones.ts';
import type { Check, Preflight, PreflightRequest } from './preflight-request.ts';

/** What is looked at, in the order in which it is told. */
const CHECKS: readonly Check[] = [
  checkSource,
  checkDirect,
  checkFlavor,
  checkLocalDisks,
  checkKey,
  checkZones,
  checkVolumes,
  checkPorts,
  checkFloatingIps,
  checkGroup,
  checkQuotas,
];

/**
 * Looks at all that can be known before a server is touched, on both sides. Reads only, and what several servers of a run
 * look at only once; what the servers of a run want together is summed up. All problems are told at once.
 */
export async function preflight(request: PreflightRequest): Promise<Preflight> {
  const found = await Promise.all(CHECKS.map((check) => check(request)));
  const problems = found.flatMap(({ problems: some = [] }) => some);
  // What is not migrated takes nothing away from the others.
  if (problems.length > 0)
    for (const index of [request.destination, request.source])
      (await bookingsOf(request, index)).release(idOf(request.server));
  return {
    problems,
    warnings: found.flatMap(({ warnings: some = [] }) => some),
    notes: found.flatMap(({ notes: some = [] }) => some),
  };
}
