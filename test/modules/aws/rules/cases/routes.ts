import { baseRegion, inVpc, local, route, TRANSIT, VPC } from '../../snapshot/base.ts';
import { routes, tables, vpc, type RuleCases } from '../case.ts';
import type { routeRules } from '../../../../../modules/aws/rules/table/routes.ts';

const peering = { VpcPeeringConnectionId: 'pcx-01' };
const endpoint = (VpcEndpointType: 'Gateway' | 'GatewayLoadBalancer') => ({
  vpcEndpoints: [{ VpcEndpointId: 'vpce-01', VpcId: VPC, VpcEndpointType }],
});
/** A table that stays where it is keeps all of its routes. */
const skipped = { [`${inVpc}.skip_rts`]: ['rtb-0b'] };

export const routeCases: Readonly<Record<keyof typeof routeRules, RuleCases>> = {
  'VPC-PUBLIC-ROUTE': {
    raises: [
      {
        region: routes([route('8.8.8.0/24', peering)]),
        config: { 'alert.expect_dest_cidrs': ['146.197.0.0/16'] },
        log: 'unexpected public IP 8.8.8.0/24 to pcx-01 in rtb-0b',
      },
    ],
    silent: [
      { region: routes([route('8.8.8.0/24', peering)]) },
      {
        region: routes([route('146.197.3.0/24', peering)]),
        config: { 'alert.expect_dest_cidrs': ['146.197.0.0/16'] },
      },
      { config: { 'alert.expect_dest_cidrs': ['146.197.0.0/16'] } },
      {
        region: routes([route('8.8.8.0/24', { ...peering, State: 'blackhole' })]),
        config: { 'alert.expect_dest_cidrs': ['146.197.0.0/16'] },
      },
    ],
  },
  'VPC-PRIVATE-ROUTE': {
    raises: [
      {
        region: routes([route('10.9.0.0/16', peering)]),
        log: 'unexpected private IP 10.9.0.0/16 to pcx-01 in rtb-0b',
      },
    ],
    silent: [
      { region: routes([route('10.0.0.0/8', { TransitGatewayId: TRANSIT })]) },
      { region: routes([route('100.64.0.0/10', peering)]) },
    ],
  },
  'VPC-ENDPOINT-ROUTE': {
    raises: [
      {
        region: { ...routes([route('pl-01', { GatewayId: 'vpce-01' })]), ...endpoint('Gateway') },
        log: 'unexpected route pl-01 to vpce-01 in rtb-0b',
      },
    ],
    silent: [{ region: routes([route('pl-01', peering)]) }],
  },
  'VPC-IPV6-ROUTE': {
    raises: [
      {
        region: routes([route('::/0', { EgressOnlyInternetGatewayId: 'eigw-01' })]),
        log: 'unexpected IPv6 route detected ::/0 to eigw-01 in rtb-0b - copied',
      },
      {
        region: routes([route('2001:db8::/32', { TransitGatewayId: TRANSIT })]),
        log: 'unexpected IPv6 route detected 2001:db8::/32 to tgw-01 in rtb-0b - NOT copied',
      },
      {
        region: routes([route('::/0', { EgressOnlyInternetGatewayId: 'eigw-01' })]),
        config: skipped,
        log: 'unexpected IPv6 route detected ::/0 to eigw-01 in rtb-0b - NOT copied',
      },
    ],
    silent: [{ region: routes([route('2001:db8::/56', { GatewayId: 'local' })]) }],
  },
  'VPC-IPV6-LOST': {
    raises: [
      {
        region: routes([route('2001:db8::/32', { TransitGatewayId: TRANSIT })]),
        log: 'IPv6 route 2001:db8::/32 to tgw-01 in rtb-0b is lost',
      },
    ],
    silent: [
      { region: routes([route('::/0', { EgressOnlyInternetGatewayId: 'eigw-01' })]) },
      {
        region: routes([route('2001:db8::/32', { TransitGatewayId: TRANSIT })]),
        config: { 'config.filter_tgw_routes': false },
      },
      { region: routes([route('2001:db8::/32', { TransitGatewayId: TRANSIT })]), config: skipped },
    ],
  },
  'VPC-INACTIVE-ROUTE': {
    raises: [
      {
        region: routes([route('10.9.0.0/16', { ...peering, State: 'blackhole' })]),
        log: 'Inactive route (blackhole) 10.9.0.0/16 to pcx-01 in rtb-0b - NOT copied',
      },
    ],
    silent: [{ region: routes([route('10.9.0.0/16', peering)]) }],
  },
  'VPC-PRIVATE-SUMMARY-LOST': {
    raises: [
      {
        region: routes([route('192.168.0.0/16', peering)]),
        log: 'RFC1918 summary 192.168.0.0/16 to pcx-01 in rtb-0b - NOT copied',
      },
      {
        region: routes([route('10.0.0.0/8', { NetworkInterfaceId: 'eni-01', InstanceId: 'i-01' })]),
        log: 'RFC1918 summary 10.0.0.0/8 to eni-01 in rtb-0b - NOT copied',
      },
    ],
    silent: [
      { region: routes([route('10.0.0.0/8', { TransitGatewayId: TRANSIT })]) },
      {
        region: routes([route('10.0.0.0/8', { TransitGatewayId: TRANSIT })]),
        config: { 'config.filter_tgw_routes': false },
      },
      { region: routes([route('10.0.0.0/9', peering)]) },
      { region: routes([route('192.168.0.0/16', peering)]), config: skipped },
    ],
  },
  'VPC-PREFIX-LIST-ROUTE': {
    raises: [
      {
        region: routes([route('pl-01', { NatGatewayId: 'nat-01' })]),
        log: 'route to prefix list pl-01 to nat-01 in rtb-0b',
      },
    ],
    silent: [{ region: { ...routes([route('pl-01', { GatewayId: 'vpce-01' })]), ...endpoint('Gateway') } }],
  },
  'VPC-UNCOMMON-TARGET': {
    raises: [
      {
        region: routes([route('0.0.0.0/1', { CarrierGatewayId: 'cagw-01' })]),
        log: 'uncommon next hop 0.0.0.0/1 to cagw-01 in rtb-0b',
      },
      {
        region: routes([route('10.9.0.0/16', { LocalGatewayId: 'lgw-01' })]),
        log: 'uncommon next hop 10.9.0.0/16 to lgw-01 in rtb-0b',
      },
      {
        region: routes([
          route('10.9.0.0/16', { CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/core-network-01' }),
        ]),
        log: 'uncommon next hop 10.9.0.0/16 to arn:aws:networkmanager::1:core-network/core-network-01 in rtb-0b',
      },
    ],
    silent: [{ region: routes([route('10.9.0.0/16', { NatGatewayId: 'nat-01' })]) }],
  },
  'VPC-UNKNOWN-TARGET': {
    raises: [
      {
        region: routes([route('10.9.0.0/16', { GatewayId: 'xgw-01' })]),
        log: 'unknown next hop 10.9.0.0/16 to xgw-01 in rtb-0b - NOT copied',
      },
    ],
    silent: [{ region: routes([route('10.9.0.0/16', { GatewayId: 'igw-01' })]) }],
  },
  'VPC-LOCAL-REPLACED': {
    raises: [
      {
        region: routes([{ ...local, GatewayId: undefined, NetworkInterfaceId: 'eni-01' }]),
        log: 'local route replaced 10.1.0.0/16 to eni-01 in rtb-0b - NOT copied',
      },
    ],
    silent: [
      { region: routes([route('10.1.4.0/24', { NetworkInterfaceId: 'eni-01' })]) },
      {
        region: tables(
          'rtb-0d',
          ['igw-01'],
          [{ ...local, GatewayId: undefined, NetworkInterfaceId: 'eni-01' }],
        ),
      },
    ],
  },
  'VPC-BALANCER-ENDPOINT-LOST': {
    raises: [
      {
        region: {
          ...tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', { GatewayId: 'vpce-01' })]),
          ...endpoint('GatewayLoadBalancer'),
        },
        log: 'gateway load balancer route 0.0.0.0/0 to vpce-01 in rtb-0d - NOT copied',
      },
    ],
    silent: [
      {
        region: {
          ...tables('rtb-0d', ['subnet-0d'], [route('0.0.0.0/0', { GatewayId: 'vpce-01' })]),
          ...endpoint('GatewayLoadBalancer'),
        },
        config: { 'config.configure_gw_lb_ep': true },
      },
      // Ingress routing: the table of a gateway stays as it is.
      {
        region: {
          ...tables('rtb-0d', ['igw-01'], [route('10.1.0.0/24', { GatewayId: 'vpce-01' })]),
          ...endpoint('GatewayLoadBalancer'),
        },
      },
    ],
  },
  'VPC-UNEXPECTED-TRANSIT': {
    raises: [
      {
        region: routes([route('10.0.0.0/8', { TransitGatewayId: 'tgw-99' })]),
        log: 'route 10.0.0.0/8 to unexpected tgw-99 in rtb-0b',
      },
    ],
    silent: [{ region: routes([route('10.0.0.0/8', { TransitGatewayId: TRANSIT })]) }, { transits: [] }],
  },
  'VPC-ROUTE-FILTERED': {
    raises: [
      {
        region: routes([route('146.197.3.0/24', peering)]),
        config: { 'account_info.0.filter_cidrs': ['146.197.0.0/16'] },
        log: 'route 146.197.3.0/24 to pcx-01 in rtb-0b filtered by filter_cidrs - NOT copied',
      },
      {
        region: routes([route('9.9.9.0/24', { NatGatewayId: 'nat-01' })]),
        config: { 'account_info.0.enable_spoke_egress': true },
        log: 'route 9.9.9.0/24 to nat-01 in rtb-0b filtered by enable_spoke_egress - NOT copied',
      },
    ],
    silent: [
      { region: routes([route('9.9.9.0/24', { NatGatewayId: 'nat-01' })]) },
      {
        region: { ...routes([], 'rtb-0c'), ...vpc({}), subnets: baseRegion.subnets },
        config: { 'account_info.0.enable_spoke_egress': true },
      },
      {
        region: routes([route('146.197.3.0/24', peering)]),
        config: { 'account_info.0.filter_cidrs': ['146.197.0.0/16'], ...skipped },
      },
    ],
  },
};
