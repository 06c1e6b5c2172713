import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Routing } from '../switch/gather-routing.ts';
import { whyTooEarly } from './check-switched.ts';
import type { CleanupSubject } from './cleanup.types.ts';

export function refuseWithoutSection({ config }: Routing): void {
  if (config.cleanup !== undefined) return;
  throw new DroverError('discovery-missing', {
    detail: 'The discovery.yaml has no section cleanup.',
    help: 'Add it, with vpc_cidrs and resources as you want them: `cleanup: {}` deletes the original route tables alone.',
  });
}

/** What could not be read may be in use. */
export function refuseGaps({ facts }: Routing): void {
  const gaps = facts.regions.flatMap(({ account, region, gaps }) =>
    gaps.map(({ message }) => `${account}/${region}: ${message}`),
  );
  if (gaps.length === 0) return;
  throw new DroverError('cleanup-blocked', {
    detail: `Not everything could be read that a cleanup has to know:\n${gaps.join('\n')}`,
    help: 'Give the role these permissions, then run again. Nothing was deleted.',
  });
}

/** All at once, and before anything is looked at further. */
export function refuseTooEarly(subjects: readonly CleanupSubject[], minimumHours: number): void {
  const reasons = subjects.flatMap((subject) => whyTooEarly(subject, minimumHours, Date.now()) ?? []);
  if (reasons.length === 0) return;
  throw new DroverError('cleanup-too-early', {
    detail: reasons.join('\n'),
    help: 'Run vpc_switch_traffic.yml until every operation is done (vpc_status.yml shows them), or name only the VPCs that are ready. Nothing was deleted.',
  });
}
