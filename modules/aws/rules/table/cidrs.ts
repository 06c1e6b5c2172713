/** CIDRs of VPCs, and those for their gateways. */
import { overlaps, type Cidr } from '../../cidr/cidr.ts';
import { advertisedOfVpc, cidrsOfPeer, cidrsOfVpc, ipv6CidrsOfVpc } from '../../discovery/copy/advertised.ts';
import { isInside, networkOf } from '../../discovery/config/networks.ts';
import { routesOf } from '../routes-of.ts';
import { regionRule, vpcRule, type Found, type Rule, type VpcFacts } from '../rule.types.ts';
import { gatewayCidrs } from './gateway-cidrs.ts';
import { refusedAddition } from './refused-addition.ts';

/** CIDRs a VPC that AWS allows where nobody asked for more. */
const cidrQuota = 5;

function aboutVpc(
  { id }: VpcFacts,
  log: string,
  text: string,
  also: readonly string[] = [],
): readonly Found[] {
  return [{ subject: id, also, log, text }];
}

export const cidrRules = {
  'VPC-CIDR-COUNT': vpcRule({
    severity: 'warning',
    letter: 'd',
    when: 'a VPC has five CIDRs or more, which is what AWS allows unless raised',
    help: 'Raise the quota (L-83CA0A9D) if gateways need a CIDR of their own, or disassociate one that is not used.',
    find: (facts) => {
      const { length } = cidrsOfVpc(facts.vpc);
      return length < cidrQuota
        ? []
        : aboutVpc(
            facts,
            `${facts.id} has ${length} (>= ${cidrQuota}) cidr(s)`,
            `${facts.id} has ${length} CIDRs.`,
          );
    },
  }),
  'VPC-CIDR-QUOTA': vpcRule({
    severity: 'error',
    when: 'avtx_cidr is to be added to a VPC that has as many CIDRs as AWS allows (5 unless raised)',
    help: 'Raise the quota (L-83CA0A9D) before Terraform is applied, or choose avtx_cidr inside of the VPC with config.add_vpc_cidr: false.',
    find: (facts) => {
      const { length } = cidrsOfVpc(facts.vpc);
      if (length !== cidrQuota) return [];
      return gatewayCidrs(facts)
        .filter(({ isToBeAdded }) => isToBeAdded)
        .flatMap(({ text }) =>
          aboutVpc(
            facts,
            `${facts.id} has no room for ${text}: ${length} cidr(s)`,
            `${text} would be the CIDR number ${length + 1} of ${facts.id}.`,
            [text],
          ),
        );
    },
  }),
  'VPC-CIDR-UNEXPECTED': vpcRule({
    severity: 'warning',
    letter: 'o',
    when: 'a CIDR of a VPC is outside of alert.expect_vpc_prefixes',
    help: 'Add the network to alert.expect_vpc_prefixes if it is meant; else leave it out with config.allow_vpc_cidrs.',
    find: (facts) =>
      cidrsOfVpc(facts.vpc).flatMap((text) => {
        const cidr = networkOf(text);
        return cidr === undefined || isInside(cidr, facts.config.alert.expect_vpc_prefixes)
          ? []
          : aboutVpc(
              facts,
              `${facts.id} with cidr ${text} not matching expected VPC prefix`,
              `${facts.id} has the CIDR ${text}, which is not expected.`,
              [text],
            );
      }),
  }),
  'VPC-CIDR-NONE-ALLOWED': vpcRule({
    severity: 'error',
    when: 'no CIDR of a VPC is inside of config.allow_vpc_cidrs, and it has no spoke_advertisement: nothing of it would be advertised',
    help: 'Add its networks to config.allow_vpc_cidrs, or take the VPC out of discovery.yaml.',
    find: (facts) =>
      advertisedOfVpc(facts).length > 0
        ? []
        : aboutVpc(
            facts,
            `${facts.id} with EMPTY cidr list - does not have any accepted VPC cidr(s)`,
            `${facts.id} has no CIDR that may be advertised: ${cidrsOfVpc(facts.vpc).join(', ')}.`,
          ),
  }),
  'VPC-CIDR-OVERLAP': regionRule({
    severity: 'error',
    when: 'CIDRs that two VPCs of discovery.yaml would advertise overlap',
    help: 'Leave one of them out with config.allow_vpc_cidrs or spoke_advertisement: the transit cannot tell the two apart.',
    find: ({ vpcs, everyVpc }) => {
      const advertised = everyVpc.flatMap((vpc) => blocksOf(vpc.id, vpc.id, advertisedOfVpc(vpc)));
      return vpcs.flatMap(({ id }) => {
        const end = advertised.findLastIndex(({ vpc }) => vpc === id) + 1;
        return advertised
          .filter(({ vpc }) => vpc === id)
          .flatMap((ours) =>
            overlapping(ours.cidr, advertised.slice(end)).map((theirs) => ({ ours, theirs })),
          )
          .map(({ ours, theirs }) => ({
            subject: id,
            also: [theirs.vpc, ours.text, theirs.text],
            log: `${id} with cidr ${ours.text} overlaps ${theirs.vpc} with cidr ${theirs.text}`,
            text: `${ours.text} of ${id} overlaps ${theirs.text} of ${theirs.vpc}.`,
          }));
      });
    },
  }),
  'VPC-GATEWAY-CIDR-OVERLAP': regionRule({
    severity: 'error',
    when: 'avtx_cidr (or one of avtx_subnets) of a VPC overlaps a subnet of it, a CIDR of another VPC, of a peer, or the network for the gateways of another VPC',
    help: 'Choose a network for the gateways that nothing else uses.',
    find: ({ vpcs, everyVpc, seen }) => {
      const common = commonBlocks(everyVpc, seen.vpcs);
      return vpcs.flatMap((facts) => {
        const others = [...ownBlocks(facts), ...common.filter(({ vpc }) => vpc !== facts.id)];
        return gatewayCidrs(facts).flatMap((gateways) =>
          distinct(overlapping(gateways.cidr, others)).flatMap(({ who, text }) =>
            aboutVpc(
              facts,
              `${gateways.key} ${gateways.text} in ${facts.id} overlaps ${text} of ${who}`,
              `${gateways.text}, meant for the gateways of ${facts.id}, overlaps ${text} of ${who}.`,
              [gateways.text, who],
            ),
          ),
        );
      });
    },
  }),
  'VPC-GATEWAY-CIDR-OUTSIDE': vpcRule({
    severity: 'error',
    when: 'avtx_cidr, which Terraform does not add (config.add_vpc_cidr is false), or one of avtx_subnets is in no CIDR of the VPC',
    help: 'Set config.add_vpc_cidr to true, or add the CIDR to the VPC, or choose another inside of it.',
    find: (facts) =>
      gatewayCidrs(facts)
        .filter(({ isThere, isToBeAdded }) => !isThere && !isToBeAdded)
        .flatMap(({ key, text }) =>
          aboutVpc(
            facts,
            `${key} ${text} not in cidr(s) of ${facts.id}`,
            `${text} is in none of the CIDRs of ${facts.id}: ${cidrsOfVpc(facts.vpc).join(', ')}.`,
            [text],
          ),
        ),
  }),
  'VPC-GATEWAY-CIDR-REFUSED': vpcRule({
    severity: 'error',
    when: 'AWS would refuse to add avtx_cidr to the VPC: because of the range that its first CIDR is in, because of its size, because it overlaps a CIDR of it, or because a route leads to it or to a part of it',
    help: 'Choose another network for the gateways. AWS lists what can be added to which VPC under “CIDR block association restrictions”.',
    find: (facts) => {
      const gateways = gatewayCidrs(facts).find(({ isToBeAdded }) => isToBeAdded);
      if (gateways === undefined) return [];
      const routes = routesOf(facts).filter(({ nextHop }) => nextHop.kind !== 'local');
      const why = refusedAddition(
        gateways.cidr,
        cidrsOfVpc(facts.vpc).flatMap((text) => networkOf(text) ?? []),
        routes.flatMap(({ destination: { cidr } }) => cidr ?? []),
      );
      return why === undefined
        ? []
        : aboutVpc(
            facts,
            `avtx_cidr ${gateways.text} cannot be added to ${facts.id}: ${why}`,
            `${gateways.text} cannot be added to ${facts.id}: ${why}.`,
            [gateways.text],
          );
    },
  }),
  'VPC-IPV6': vpcRule({
    severity: 'info',
    when: 'a VPC has IPv6 CIDRs',
    help: 'The transit carries IPv4: traffic of IPv6 stays on the ways that its routes have now.',
    find: (facts) => {
      const cidrs = ipv6CidrsOfVpc(facts.vpc);
      return cidrs.length === 0
        ? []
        : aboutVpc(
            facts,
            `${facts.id} has IPv6 cidr(s) ${cidrs.join(', ')}`,
            `${facts.id} has IPv6 CIDRs: ${cidrs.join(', ')}.`,
            cidrs,
          );
    },
  }),
} satisfies Readonly<Record<string, Rule>>;

/** Addresses that are taken: by whom, and in which VPC. */
interface Block {
  readonly vpc: string;
  readonly who: string;
  readonly text: string;
  readonly cidr: Cidr;
}

function blocksOf(vpc: string, who: string, texts: readonly string[]): readonly Block[] {
  return texts.flatMap((text) => {
    const cidr = networkOf(text);
    return cidr === undefined ? [] : [{ vpc, who, text, cidr }];
  });
}

function overlapping(cidr: Cidr, blocks: readonly Block[]): readonly Block[] {
  return blocks.filter((block) => overlaps(cidr, block.cidr));
}

/** What all VPCs have, or will have for their gateways; what was added for gateways already is told of as theirs. */
function commonBlocks(everyVpc: readonly VpcFacts[], seen: VpcFacts['seen']['vpcs']): readonly Block[] {
  const planned = everyVpc.flatMap((facts) =>
    gatewayCidrs(facts).map(({ text, cidr }) => ({
      vpc: facts.id,
      who: `gateways of ${facts.id}`,
      text,
      cidr,
    })),
  );
  const ofGateways = new Set(planned.map(({ vpc, text }) => `${vpc} ${text}`));
  const vpcs = new Map([...everyVpc.map(({ vpc }) => vpc), ...seen].map((vpc) => [vpc.VpcId ?? '', vpc]));
  const present = [...vpcs].flatMap(([id, vpc]) => blocksOf(id, id, cidrsOfVpc(vpc)));
  return [...present.filter(({ vpc, text }) => !ofGateways.has(`${vpc} ${text}`)), ...planned];
}

/** Subnets of the VPC but those of its gateways, and what its peers have. */
function ownBlocks({ id, copy, peerings }: VpcFacts): readonly Block[] {
  const subnets = copy.subnets.filter(({ reason }) => reason !== 'gateway');
  const peers = peerings
    .filter(({ Status }) => Status?.Code === 'active')
    .flatMap(({ AccepterVpcInfo, RequesterVpcInfo }) => [AccepterVpcInfo, RequesterVpcInfo])
    .filter((peer) => peer?.VpcId !== id);
  return [
    ...subnets.flatMap((one) => blocksOf(id, one.id, [one.subnet.CidrBlock ?? ''])),
    ...peers.flatMap((peer) => blocksOf(id, peer?.VpcId ?? '', cidrsOfPeer(peer))),
  ];
}

/** A peer may be one of the VPCs that were read, too. */
function distinct(blocks: readonly Block[]): readonly Block[] {
  const byName = new Map(blocks.map((block) => [`${block.who} ${block.text}`, block]));
  return [...byName.values()];
}
