/** What is needed to build and to switch: addresses, zones, rights. */
import { addressesOfNat, gatewayCount, publicNats } from '../../discovery/copy/gateway-count.ts';
import { isRead } from '../../snapshot/is-read.ts';
import { regionRule, vpcRule, type RegionFacts, type Rule, type VpcFacts } from '../rule.types.ts';

/** How many elastic IPs are still to be allocated for a VPC: one a gateway, but for those that are there already. */
function addressesNeeded(facts: VpcFacts): number {
  const { asked, config, gateways } = facts;
  if (gateways.length > 0) return 0;
  const moved =
    config.config.configure_spoke_gw_hs && config.config.migrate_natgw_eip
      ? publicNats(facts).flatMap(addressesOfNat).length
      : 0;
  return Math.max(0, gatewayCount(facts) - Math.max(asked.eips?.length ?? 0, moved));
}

/** What the region needs, has, and may have of elastic IPs; undefined where the limit may not be read. */
export function addressUse({ vpcs, seen }: RegionFacts) {
  const limit = seen.addressLimit;
  const required = vpcs.reduce((sum, vpc) => sum + addressesNeeded(vpc), 0);
  return { limit, used: seen.addresses.length, required, vpcs: vpcs.length };
}

export const capacityRules = {
  'VPC-ADDRESSES-SHORT': regionRule({
    severity: 'error',
    letter: 'e',
    when: 'the region has fewer elastic IPs left than the gateways of its VPCs need: one each, but for those named in eips and those moved from NAT gateways',
    help: 'Raise the quota (playbooks/aws_quota.yml, eip), release addresses, or name addresses that are there in eips.',
    find: (facts) => {
      const { limit, used, required, vpcs } = addressUse(facts);
      return limit === undefined || limit - used >= required
        ? []
        : [
            {
              subject: facts.region.region,
              log: `only ${Math.max(0, limit - used)} left, require ${required} EIP(s) for ${vpcs} VPC(s)`,
              text: `${facts.region.region} has ${Math.max(0, limit - used)} of ${limit} elastic IPs left, and ${required} are needed for ${vpcs} VPC${vpcs === 1 ? '' : 's'}.`,
            },
          ];
    },
  }),
  'VPC-ADDRESS-UNUSABLE': vpcRule({
    severity: 'error',
    when: 'an elastic IP named in eips is not in the region, or is used already by something that is not a gateway of the VPC',
    help: 'Name addresses that are allocated in the region of this account and associated with nothing.',
    find: ({ id, asked, seen, gateways }) =>
      (asked.eips ?? []).flatMap((ip) => {
        const address = seen.addresses.find(({ PublicIp }) => PublicIp === ip);
        const user = address?.InstanceId ?? address?.NetworkInterfaceId;
        const isOwn = gateways.some(({ InstanceId }) => InstanceId === address?.InstanceId);
        if (address === undefined && !isRead(seen, 'DescribeAddresses')) return [];
        if (address !== undefined && (user === undefined || isOwn)) return [];
        const why = user === undefined ? `is not in ${seen.region}` : `is used by ${user}`;
        return [
          {
            subject: ip,
            also: [id],
            log: `EIP ${ip} of ${id} ${why}`,
            text: `${ip}, named in eips of ${id}, ${why}.`,
          },
        ];
      }),
  }),
  'VPC-ZONE-UNAVAILABLE': vpcRule({
    severity: 'error',
    when: 'a zone of gw_zones is not there in the region, or not available to the account',
    help: 'Name other letters in gw_zones, or leave it out.',
    find: ({ region, asked, seen }) =>
      asked.gw_zones
        .map((letter) => `${region.region}${letter}`)
        .filter((zone) => seen.zones.length > 0 && !seen.zones.includes(zone))
        .map((zone) => ({
          subject: zone,
          log: `${zone} is not available in ${region.region}`,
          text: `${zone} is not available to account ${seen.account}.`,
        })),
  }),
  'VPC-SHARED': vpcRule({
    severity: 'error',
    when: 'the VPC, or a subnet of it, belongs to another account that shares it',
    help: 'Name the account that owns it in account_info: only its owner can change the routing.',
    find: ({ id, vpc, subnets, seen }) => {
      const isForeign = (owner: string | undefined): owner is string =>
        owner !== undefined && owner !== seen.account;
      if (isForeign(vpc.OwnerId))
        return [
          {
            subject: id,
            also: [vpc.OwnerId],
            log: `${id} shared by ${vpc.OwnerId}`,
            text: `${id} belongs to account ${vpc.OwnerId}, which shares it with ${seen.account}.`,
          },
        ];
      return subnets.flatMap(({ SubnetId: subnet = '', OwnerId: owner }) =>
        isForeign(owner)
          ? [
              {
                subject: subnet,
                also: [id, owner],
                log: `${subnet} of ${id} shared by ${owner}`,
                text: `${subnet} of ${id} belongs to account ${owner}.`,
              },
            ]
          : [],
      );
    },
  }),
  'VPC-UNREAD': regionRule({
    severity: 'warning',
    when: 'something cannot be read: alerts that depend on it are not raised, and a switch is refused',
    help: 'Allow the action to the role (playbooks/aws_migration_iam.yml), then run discovery again.',
    find: ({ region, seen }) => {
      const told = seen.gaps.map(({ action, message }) => ({
        subject: action,
        log: `${action} unread in ${region.region}`,
        text: `${action} gives no answer in ${region.region}: ${withoutRequest(message)}`,
      }));
      // The same call for many things fails many times with the same words.
      return [...new Map(told.map((found) => [found.text, found])).values()];
    },
  }),
} satisfies Readonly<Record<string, Rule>>;

/** The id of a request is another one in each run, and the report the same as long as nothing differs. */
function withoutRequest(message: string): string {
  return message.replace(/ Request id \S+\.$/, '');
}
