/** Transit gateways: which, whose, and what they do with the traffic of the VPCs. */
import { overlaps } from '../../cidr/cidr.ts';
import { cidrsOfVpc } from '../../discovery/copy/advertised.ts';
import { isAttached } from '../../discovery/copy/subnets.ts';
import { networkOf } from '../../discovery/config/networks.ts';
import { isRead } from '../../snapshot/is-read.ts';
import { regionRule, vpcRule, type Rule, type VpcFacts } from '../rule.types.ts';

function attached({ attachments }: VpcFacts): readonly string[] {
  return [
    ...new Set(attachments.filter(isAttached).flatMap(({ TransitGatewayId }) => TransitGatewayId ?? [])),
  ];
}

export const transitRules = {
  'VPC-TRANSIT-NONE': regionRule({
    severity: 'warning',
    when: 'discovery.yaml names no transit gateway for a region',
    help: 'Add it to tgw.tgw_by_region. Leave it out where VPCs are behind VPN gateways only.',
    find: ({ account, region, wantedTransit }) =>
      wantedTransit !== undefined
        ? []
        : [
            {
              subject: region.region,
              log: `missing tgw info for ${account.account_id} in ${region.region}`,
              text: `discovery.yaml names no transit gateway for ${region.region}.`,
            },
          ],
  }),
  'VPC-TRANSIT-NOT-FOUND': regionRule({
    severity: 'error',
    when: 'the transit gateway that discovery.yaml names is not there, or may not be read',
    help: 'Check tgw.tgw_by_region, and that tgw_account owns it and tgw_role may read it.',
    find: ({ region, wantedTransit, transit }) =>
      wantedTransit === undefined || transit !== undefined
        ? []
        : [
            {
              subject: wantedTransit,
              log: `${wantedTransit} not found in ${region.region}`,
              text: `The transit gateway ${wantedTransit} was not found in ${region.region}.`,
            },
          ],
  }),
  'VPC-TRANSIT-UNATTACHED': vpcRule({
    severity: 'info',
    when: 'a VPC is not attached to the transit gateway that discovery.yaml names',
    help: 'Nothing: the switch has no routes of the transit gateway to take away for it.',
    find: (facts) =>
      facts.wantedTransit === undefined ||
      attached(facts).includes(facts.wantedTransit) ||
      !isRead(facts.seen, 'DescribeTransitGatewayVpcAttachments')
        ? []
        : [
            {
              subject: facts.id,
              also: [facts.wantedTransit],
              log: `${facts.id} not attached to ${facts.wantedTransit}`,
              text: `${facts.id} is not attached to ${facts.wantedTransit}.`,
            },
          ],
  }),
  'VPC-TRANSIT-SEVERAL': vpcRule({
    severity: 'warning',
    when: 'a VPC is attached to several transit gateways',
    help: 'All of them are switched alike: routes to none of them are copied (filter_tgw_routes), and rm_static_route and rm_propagated_route take the VPC out of each. Check which traffic goes by the others.',
    find: (facts) =>
      attached(facts).length < 2
        ? []
        : [
            {
              subject: facts.id,
              also: attached(facts),
              log: `${facts.id} attached to ${attached(facts).join(', ')}`,
              text: `${facts.id} is attached to ${attached(facts).length} transit gateways: ${attached(facts).join(', ')}.`,
            },
          ],
  }),
  'VPC-TRANSIT-BLACKHOLE': vpcRule({
    severity: 'warning',
    when: 'a table of the transit gateway drops traffic for a CIDR of the VPC (a black hole)',
    help: 'Find out whether it is meant: after the switch the traffic comes by the transit, where nothing drops it.',
    find: (facts) => {
      const cidrs = cidrsOfVpc(facts.vpc).flatMap((text) => networkOf(text) ?? []);
      return (facts.transit?.routeTables ?? []).flatMap(({ table, routes }) =>
        routes
          .filter(({ State, DestinationCidrBlock }) => {
            const cidr = networkOf(DestinationCidrBlock);
            return State === 'blackhole' && cidr !== undefined && cidrs.some((one) => overlaps(one, cidr));
          })
          .map(({ DestinationCidrBlock: destination = '' }) => ({
            subject: table.TransitGatewayRouteTableId ?? '',
            also: [destination],
            log: `blackhole ${destination} in ${table.TransitGatewayRouteTableId ?? ''} for ${facts.id}`,
            text: `${table.TransitGatewayRouteTableId ?? ''} drops what is for ${destination}, which is of ${facts.id}.`,
          })),
      );
    },
  }),
} satisfies Readonly<Record<string, Rule>>;
