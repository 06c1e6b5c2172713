import { accountFile } from '../layout.ts';
import type { VpcInput } from './vpc-input.ts';

/** The NAT gateways whose elastic IPs go over to spokes, as they were: to build them again by. */
export function natBackup({ view }: VpcInput): readonly (readonly [string, string])[] {
  const { config } = view.config;
  if (!config.configure_spoke_gw_hs || !config.migrate_natgw_eip || view.natGateways.length === 0) return [];
  const path = accountFile(
    view.account.account_id,
    `${config.natgw_backup_dir}/aws-${view.region.region}-${view.id}.json`,
  );
  return [[path, `${JSON.stringify({ NatGateways: view.natGateways }, null, 2)}\n`]];
}
