import type { Discovery, SpokeOptions } from '../../discovery/config/discovery.types.ts';
import { providerFlags, type ProviderFlags } from '../provider-flags.ts';

type SnatPolicy = NonNullable<SpokeOptions['snat_policies']>[number];

/** What the module's files depend on: all VPCs of a discovery.yaml share one module. */
export interface ModuleOptions {
  /** Up to six gateways a VPC, each described on its own; else one, or two. */
  readonly isGroup: boolean;
  readonly addsVpcCidr: boolean;
  /** Spokes are attached to the transit before the switch. */
  readonly attachesAtStaging: boolean;
  readonly hasEgressTransit: boolean;
  readonly hasJumboFrames: boolean;
  readonly hasAdvertisement: boolean;
  /** The switch advertises pieces of CIDRs (`managed_tgw`), which only it knows. */
  readonly advertisesPieces: boolean;
  /** Undefined: no source NAT of one's own. An empty list: from the CIDRs of the VPC. */
  readonly snatPolicies: readonly SnatPolicy[] | undefined;
  readonly movesNatAddresses: boolean;
  readonly assumesRole: boolean;
  readonly terraformVersion: string;
  readonly aviatrixProvider: string;
  readonly awsProvider: string;
  readonly provider: ProviderFlags;
}

/** Undefined for an inventory: without versions there is nothing to write. */
export function moduleOptions(discovery: Discovery): ModuleOptions | undefined {
  const { config, terraform, aviatrix, account_info } = discovery;
  const { terraform_version, aviatrix_provider, aws_provider } = terraform;
  if (terraform_version === undefined || aviatrix_provider === undefined || aws_provider === undefined)
    return undefined;
  return {
    isGroup: config.configure_spoke_gw_hs,
    addsVpcCidr: !config.configure_spoke_gw_hs && config.add_vpc_cidr,
    attachesAtStaging: config.configure_spoke_gw_hs || config.configure_staging_attachment,
    hasEgressTransit: config.configure_transit_gw_egress,
    hasJumboFrames: config.configure_jumbo_frame,
    hasAdvertisement: config.configure_spoke_advertisement,
    advertisesPieces: account_info.some(({ managed_tgw }) => managed_tgw),
    snatPolicies: config.snat_policies,
    movesNatAddresses: config.configure_spoke_gw_hs && config.migrate_natgw_eip,
    assumesRole: aviatrix?.spoke_access_key_and_secret !== true,
    terraformVersion: terraform_version,
    aviatrixProvider: aviatrix_provider,
    awsProvider: aws_provider,
    provider: providerFlags({ terraform_version, aviatrix_provider, aws_provider }),
  };
}

/** Whether a group may be of two gateways, however many addresses there are. */
export function mayBeTwoOnly({ isGroup, movesNatAddresses, snatPolicies }: ModuleOptions): boolean {
  return isGroup && (movesNatAddresses || snatPolicies !== undefined);
}

/** Whether small instances may hold addresses of NAT gateways that no gateway takes. */
export function hasDummies({ movesNatAddresses }: ModuleOptions): boolean {
  return movesNatAddresses;
}
