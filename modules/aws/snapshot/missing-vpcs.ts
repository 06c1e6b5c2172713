import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../../../engine/schema/suggest.ts';
import type { DiscoveryAccount, DiscoveryRegion } from '../discovery/config/discovery.types.ts';
import type { RegionReading } from './gather-region.ts';

/** A region of discovery.yaml with what was read of it. */
export interface Gathered extends RegionReading {
  readonly account: DiscoveryAccount;
  readonly region: DiscoveryRegion;
}

/** Throws where VPCs of discovery.yaml are not in their account and region; all of them in one error. */
export function refuseMissing(gathered: readonly Gathered[]): void {
  const missing = gathered.flatMap((one) => {
    const { vpcIds } = one;
    if (vpcIds === undefined) return [];
    return one.region.vpcs
      .filter(({ vpc_id }) => !vpcIds.includes(vpc_id))
      .map(({ vpc_id }) => sentence(vpc_id, one, gathered));
  });
  if (missing.length === 0) return;
  throw new DroverError('discovery-vpc', {
    detail: missing.join('\n'),
    help: 'Mend vpc_id, or the account and region it stands under, in discovery.yaml.',
  });
}

function sentence(vpc: string, { account, region, vpcIds = [] }: Gathered, all: readonly Gathered[]): string {
  const missing = `${vpc} is not in ${region.region} of account ${account.account_id}.`;
  const elsewhere = all.find((one) => one.vpcIds?.includes(vpc) === true);
  const hint =
    elsewhere === undefined
      ? didYouMean(vpc, vpcIds)
      : `It is in ${elsewhere.region.region} of account ${elsewhere.account.account_id}.`;
  return hint === '' ? missing : `${missing} ${hint}`;
}
