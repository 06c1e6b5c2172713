import { accountFile } from '../layout.ts';
import type { TerraformFile } from '../terraform.types.ts';
import type { VpcInput } from './vpc-input.ts';

/**
 * The NAT gateways whose elastic IPs go over to spokes, as they were: to build them again by. From the first that is
 * deleted on the file stays as it is.
 */
export function natBackup({ view }: VpcInput): readonly (readonly [string, TerraformFile])[] {
  const { config } = view.config;
  if (!config.configure_spoke_gw_hs || !config.migrate_natgw_eip || view.natGateways.length === 0) return [];
  const path = accountFile(
    view.account.account_id,
    `${config.natgw_backup_dir}/aws-${view.region.region}-${view.id}.json`,
  );
  const text = `${JSON.stringify({ NatGateways: view.natGateways }, null, 2)}\n`;
  const isGoing = view.natGateways.some(({ State }) => State === 'deleting' || State === 'deleted');
  return [[path, isGoing ? { text, isOnlyFirst: true } : { text }]];
}
