import type { NatGateway } from '../../api/ec2.types.ts';
import type { VpcView } from '../view/view.types.ts';

/** No group of gateways is larger. */
const largestGroup = 6;

/** How many gateways the configuration asks for in a VPC. */
export function gatewayCount(view: VpcView): number {
  const { asked, settings, config } = view;
  if (!config.config.configure_spoke_gw_hs) return settings.spoke_ha ? 2 : 1;
  if (!config.config.migrate_natgw_eip) return asked.avtx_subnets?.length ?? asked.number_of_spokes ?? 0;
  if (config.config.deploy_2_spokes_only) return 2;
  if (config.config.migrate_natgw_one_spoke_per_az) return natZones(view).length;
  return Math.min(publicNats(view).flatMap(addressesOfNat).length, largestGroup);
}

/** The elastic IPs of NAT gateways, which `migrate_natgw_eip` gives to spokes. */
export function addressesOfNat({ NatGatewayAddresses }: NatGateway): readonly string[] {
  return (NatGatewayAddresses ?? []).flatMap(({ AllocationId }) => AllocationId ?? []);
}

/** The zones that have a public NAT gateway, sorted. */
export function natZones(view: VpcView): readonly string[] {
  const zones = publicNats(view).flatMap(
    (nat) => view.subnets.find(({ SubnetId }) => SubnetId === nat.SubnetId)?.AvailabilityZone ?? [],
  );
  return [...new Set(zones)].toSorted();
}

export function publicNats({ natGateways }: VpcView): readonly NatGateway[] {
  return natGateways.filter(
    ({ State, ConnectivityType }) => State === 'available' && ConnectivityType !== 'private',
  );
}
