import { allowedCidrs, cidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { SubnetCopy, VpcCopy } from '../../discovery/copy/copy.types.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { ModuleOptions } from '../module/module-options.ts';
import { isRead } from '../../snapshot/is-read.ts';
import { nameTag, spokeGatewayName, transitGatewayName } from '../names.ts';

/** A VPC as its files are rendered from it. */
export interface VpcInput {
  readonly view: VpcView;
  readonly copy: VpcCopy;
  readonly options: ModuleOptions;
  /** Its Name tag; its id without one, as names are made of it. */
  readonly name: string;
  readonly spokeGateway: string;
  readonly transitGateway: string;
  /** What the spoke advertises from the switch on, beside its own CIDR. */
  readonly advertised: readonly string[];
  /** Sources that go out by the addresses of the gateways, where these are the way to the internet. */
  readonly sources: readonly string[];
  /** Resources that Terraform takes over, with their names in the state. */
  readonly subnets: readonly ImportedSubnet[];
  readonly internetGateway: string | undefined;
}

export interface ImportedSubnet extends SubnetCopy {
  /** `vpc-1-public-1`. */
  readonly name: string;
}

/** What is rendered of a VPC; a text says why nothing can be. */
export function vpcInput(
  view: VpcView,
  copy: VpcCopy,
  options: ModuleOptions,
  known: ReadonlyMap<string, string>,
): VpcInput | string {
  const { config, asked, vpc, region } = view;
  const reason = whyNot(view, copy);
  if (reason !== undefined) return reason;
  const tag = nameTag(vpc.Tags);
  const named = { region: region.region, name: tag, settings: asked };
  const spokeGateway = spokeGatewayName(config, named);
  const transitGateway = transitGatewayName(config, named);
  if (spokeGateway === undefined || transitGateway === undefined)
    return 'its gateways have no name. Give it spoke_gw_name and transit_gw_name, or a Name tag where names are made of that.';
  // After the build it is one of the VPC's own.
  const isOther = (cidr: string): boolean =>
    cidr !== asked.avtx_cidr && asked.avtx_subnets?.includes(cidr) !== true;
  return {
    view,
    copy,
    options,
    name: tag === '' ? view.id : tag,
    spokeGateway,
    transitGateway,
    advertised: advertisedOf(view, options),
    sources: cidrsOfVpc(vpc).filter(isOther),
    subnets: config.config.import_resources
      ? nameSubnets(view.id, importable(copy, config.config.filter_tgw_attachment_subnet), known)
      : [],
    internetGateway: view.internetGateways[0]?.InternetGatewayId,
  };
}

/** What the switch makes the gateways advertise, less what the module itself knows. */
function advertisedOf(view: VpcView, { addsVpcCidr }: ModuleOptions): readonly string[] {
  const { avtx_cidr: own } = view.asked;
  const others = allowedCidrs(view).filter((cidr) => cidr !== own);
  return addsVpcCidr || own == null ? others : [...others, own];
}

function whyNot(view: VpcView, copy: VpcCopy): string | undefined {
  const { vpc, account, asked, config } = view;
  if (vpc.OwnerId !== undefined && vpc.OwnerId !== account.account_id)
    return `it belongs to account ${vpc.OwnerId}, which alone can change its routing. Name it there.`;
  const [unread] = listsNeeded(view).filter((action) => !isRead(view.seen, action));
  if (unread !== undefined)
    return `${unread} gave no answer. Its files stay as they are: without what is there, the next apply would make or destroy it.`;
  if (copy.orphans.length > 0)
    return `the tables that ${copy.orphans.join(', ')} were copied from are not there any more. Its files stay as they are.`;
  if (asked.avtx_cidr === undefined && asked.avtx_subnets === undefined)
    return 'its gateways have no addresses. Give it avtx_cidr or, for a group, avtx_subnets.';
  if (config.config.configure_spoke_gw_hs && config.config.migrate_natgw_eip && view.gateways.length > 0)
    return 'its gateways stand, and took over addresses of NAT gateways that nothing tells of any more. Its files stay as they are.';
  if (copy.zones.length === 0)
    return config.config.configure_spoke_gw_hs
      ? 'it would have no gateways. Give it avtx_subnets, number_of_spokes, or NAT gateways with elastic IPs to take over.'
      : 'its region has no zone for a gateway.';
  return undefined;
}

/** Calls whose answers stand in the files: what is missing there is made anew by Terraform, or destroyed. */
function listsNeeded({ config: { config } }: VpcView): readonly string[] {
  return [
    'DescribeInternetGateways',
    ...(config.filter_tgw_attachment_subnet ? ['DescribeTransitGatewayVpcAttachments'] : []),
    ...(config.configure_spoke_gw_hs && config.migrate_natgw_eip ? ['DescribeNatGateways'] : []),
  ];
}

/** Subnets of the gateways are made by the module itself. */
function importable({ subnets }: VpcCopy, leavesAttachments: boolean): readonly SubnetCopy[] {
  return subnets.filter(
    ({ reason }) => reason !== 'gateway' && (reason !== 'attachment' || !leavesAttachments),
  );
}

/**
 * Names that stay: a subnet that has one keeps it, as Terraform would destroy and make anew what changes its name.
 * Others take the next numbers that are free.
 */
function nameSubnets(
  vpc: string,
  subnets: readonly SubnetCopy[],
  known: ReadonlyMap<string, string>,
): readonly ImportedSubnet[] {
  const taken = new Set(known.values());
  return subnets.map((subnet) => {
    const kept = known.get(subnet.id);
    if (kept !== undefined) return { ...subnet, name: kept };
    const kind = subnet.isPublic ? 'public' : 'private';
    for (let number = 1; ; number++) {
      const name = `${vpc}-${kind}-${number}`;
      if (taken.has(name)) continue;
      taken.add(name);
      return { ...subnet, name };
    }
  });
}
