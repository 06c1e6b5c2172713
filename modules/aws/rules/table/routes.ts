/** What single routes are, and what is lost with them. */
import { isActive } from '../../discovery/copy/copy-route.ts';
import type { NextHopKind } from '../../discovery/copy/next-hop.ts';
import { isPrivate, isPrivateSummary } from '../../discovery/copy/private-networks.ts';
import { isInside } from '../../discovery/config/networks.ts';
import { nameOf, ofRoute, routesOf, wordsOf, type TableRoute } from '../routes-of.ts';
import { vpcRule, type Rule, type VpcFacts } from '../rule.types.ts';

/** Targets that the kit does not know. They are copied. */
const uncommon: readonly NextHopKind[] = [
  'egress-only-internet-gateway',
  'carrier-gateway',
  'local-gateway',
  'core-network',
  'database-network',
];

function live(facts: VpcFacts): readonly TableRoute[] {
  return routesOf(facts).filter(({ route, nextHop }) => isActive(route) && nextHop.kind !== 'local');
}

/** Those of tables that are copied: the others keep all they have. */
function copied(facts: VpcFacts): readonly TableRoute[] {
  return live(facts).filter(({ table }) => table.reason === undefined);
}

function isTransit({ nextHop }: TableRoute): boolean {
  return nextHop.kind === 'transit-gateway' || nextHop.kind === 'vpn-gateway';
}

export const routeRules = {
  'VPC-PUBLIC-ROUTE': vpcRule({
    severity: 'warning',
    letter: 'a',
    when: 'an active route leads to public addresses that are not in alert.expect_dest_cidrs; a default route does not count',
    help: 'Add the network to alert.expect_dest_cidrs if it is meant, or find out what the route is for before it is copied.',
    find: (facts) =>
      live(facts)
        .filter(({ destination: { cidr, text } }) => {
          if (cidr?.family !== 4 || isPrivate(cidr) || text === '0.0.0.0/0') return false;
          return !isInside(cidr, facts.config.alert.expect_dest_cidrs);
        })
        .map((one) =>
          ofRoute(
            one,
            `unexpected public IP ${nameOf(one)}`,
            `${one.table.id} leads to the public network ${one.destination.text} by ${one.nextHop.id}, which is not expected.`,
          ),
        ),
  }),
  'VPC-PRIVATE-ROUTE': vpcRule({
    severity: 'info',
    letter: 'a',
    when: 'an active route leads to a part of the private networks (RFC 1918), and not to one of the three as a whole',
    help: 'The route is longer than those that the controller writes, and keeps its traffic where it is. Take it out of the table if this traffic is to go by the transit.',
    find: (facts) =>
      live(facts)
        .filter(
          ({ destination: { cidr } }) => cidr !== undefined && isPrivate(cidr) && !isPrivateSummary(cidr),
        )
        .map((one) =>
          ofRoute(
            one,
            `unexpected private IP ${nameOf(one)}`,
            `${one.table.id} leads to the private network ${one.destination.text} by ${one.nextHop.id}.`,
          ),
        ),
  }),
  'VPC-ENDPOINT-ROUTE': vpcRule({
    severity: 'info',
    letter: 'a',
    when: 'a route to a prefix list leads to an endpoint',
    help: 'The copy of the table gets the gateway endpoint, too. Policies of buckets that name the endpoint need no change.',
    find: (facts) =>
      live(facts)
        .filter(({ destination: { cidr }, nextHop }) => cidr === undefined && nextHop.kind === 'endpoint')
        .map((one) =>
          ofRoute(
            one,
            `unexpected route ${nameOf(one)}`,
            `${one.table.id} leads to the prefix list ${one.destination.text} by the endpoint ${one.nextHop.id}.`,
          ),
        ),
  }),
  'VPC-IPV6-ROUTE': vpcRule({
    severity: 'info',
    when: 'there is a route for IPv6',
    help: 'The transit carries IPv4. Routes for IPv6 are copied as they are, but for those to transit and VPN gateways: see VPC-IPV6-LOST.',
    find: (facts) =>
      routesOf(facts)
        .filter(({ destination: { cidr }, nextHop }) => cidr?.family === 6 && nextHop.kind !== 'local')
        .map((one) => {
          const isCopied = one.reason === undefined && one.table.reason === undefined;
          const end = isCopied ? 'copied' : 'NOT copied';
          return ofRoute(
            one,
            `unexpected IPv6 route detected ${nameOf(one)} - ${end}`,
            `${one.table.id} has a route for IPv6, ${one.destination.text} by ${one.nextHop.id}, which is ${end}.`,
          );
        }),
  }),
  'VPC-IPV6-LOST': vpcRule({
    severity: 'error',
    when: 'a route for IPv6 to a transit or VPN gateway is not copied: nothing takes its place',
    help: 'Set config.filter_tgw_routes or filter_vgw_routes to false, or leave the table where it is with skip_rts.',
    find: (facts) =>
      copied(facts)
        .filter((one) => one.destination.cidr?.family === 6 && one.reason !== undefined && isTransit(one))
        .map((one) =>
          ofRoute(
            one,
            `IPv6 route ${nameOf(one)} is lost`,
            `IPv6 to ${one.destination.text} goes by ${one.nextHop.id}, and the copy of ${one.table.id} has no way there.`,
          ),
        ),
  }),
  'VPC-INACTIVE-ROUTE': vpcRule({
    severity: 'warning',
    when: 'a route is a black hole: its target is gone or does not answer',
    help: 'Delete the route, or mend its target. It is not copied.',
    find: (facts) =>
      routesOf(facts)
        .filter(({ route }) => !isActive(route))
        .map((one) =>
          ofRoute(
            one,
            `Inactive route (${one.route.State ?? ''}) ${nameOf(one)} - NOT copied`,
            `${one.table.id} sends ${one.destination.text} to ${one.nextHop.id}, which does not take it (${one.route.State ?? ''}).`,
          ),
        ),
  }),
  'VPC-PRIVATE-SUMMARY-LOST': vpcRule({
    severity: 'error',
    when: 'a route to one of the three private networks as a whole leads elsewhere than to a transit or VPN gateway: it is not copied, and the controller writes its own in its place',
    help: 'Make sure that the transit leads where this target does; or write longer routes (10.0.0.0/9 and 10.128.0.0/9), which are copied, or leave the table where it is with skip_rts.',
    find: (facts) =>
      copied(facts)
        .filter((one) => one.reason === 'private-summary' && !isTransit(one))
        .map((one) =>
          ofRoute(
            one,
            `RFC1918 summary ${nameOf(one)} - NOT copied`,
            `${one.table.id} sends ${one.destination.text} to ${wordsOf(one.nextHop.kind)}, ${one.nextHop.id}; after the switch it goes by the transit.`,
          ),
        ),
  }),
  'VPC-PREFIX-LIST-ROUTE': vpcRule({
    severity: 'warning',
    when: 'a route leads to a prefix list otherwise than by a gateway endpoint',
    help: 'The route is copied with its prefix list. It counts with the largest number of entries of the list, and entries that cover private networks win over the transit where they are longer.',
    find: (facts) =>
      live(facts)
        .filter((one) => one.destination.cidr === undefined && one.reason !== 'gateway-endpoint')
        .map((one) => {
          const list = facts.seen.prefixLists.find(
            ({ PrefixListId }) => PrefixListId === one.destination.text,
          );
          const size =
            list === undefined
              ? ''
              : ` (${list.PrefixListName ?? ''}, ${list.Entries.length} of ${list.MaxEntries ?? 0} entries)`;
          return ofRoute(
            one,
            `route to prefix list ${nameOf(one)}`,
            `${one.table.id} sends the prefix list ${one.destination.text}${size} to ${wordsOf(one.nextHop.kind)}, ${one.nextHop.id}.`,
          );
        }),
  }),
  'VPC-UNCOMMON-TARGET': vpcRule({
    severity: 'info',
    when: 'a route leads to an egress-only internet gateway, a carrier gateway, a local gateway, a core network or a database network',
    help: 'The route is copied. Check that the provider of Terraform you name knows the target.',
    find: (facts) =>
      live(facts)
        .filter(({ nextHop }) => uncommon.includes(nextHop.kind))
        .map((one) =>
          ofRoute(
            one,
            `uncommon next hop ${nameOf(one)}`,
            `${one.table.id} sends ${one.destination.text} to ${wordsOf(one.nextHop.kind)}, ${one.nextHop.id}.`,
          ),
        ),
  }),
  'VPC-UNKNOWN-TARGET': vpcRule({
    severity: 'error',
    when: 'the target of a route is of a kind that is not known here: the route is not copied',
    help: 'Leave the table where it is with skip_rts, or add the route to the copy by hand.',
    find: (facts) =>
      live(facts)
        .filter(({ reason }) => reason === 'unknown-next-hop')
        .map((one) =>
          ofRoute(
            one,
            `unknown next hop ${nameOf(one)} - NOT copied`,
            `${one.table.id} sends ${one.destination.text} to ${one.nextHop.id}, of a kind that is not known.`,
          ),
        ),
  }),
  'VPC-LOCAL-REPLACED': vpcRule({
    severity: 'error',
    when: 'traffic within the VPC is sent to a target (the local route was replaced): that cannot be copied',
    help: 'Leave the table where it is with skip_rts, or replace the local route of the copy by hand.',
    find: (facts) =>
      copied(facts)
        .filter(({ reason }) => reason === 'replaced-local')
        .map((one) =>
          ofRoute(
            one,
            `local route replaced ${nameOf(one)} - NOT copied`,
            `${one.table.id} sends traffic within the VPC (${one.destination.text}) to ${one.nextHop.id}; its copy would not.`,
          ),
        ),
  }),
  'VPC-BALANCER-ENDPOINT-LOST': vpcRule({
    severity: 'error',
    when: 'a route to the endpoint of a gateway load balancer is not copied, because config.configure_gw_lb_ep is false: its traffic would pass by the inspection',
    help: 'Set config.configure_gw_lb_ep to true.',
    find: (facts) =>
      copied(facts)
        .filter(({ reason }) => reason === 'load-balancer-endpoint')
        .map((one) =>
          ofRoute(
            one,
            `gateway load balancer route ${nameOf(one)} - NOT copied`,
            `${one.table.id} sends ${one.destination.text} through the load balancer behind ${one.nextHop.id}; its copy would not.`,
          ),
        ),
  }),
  'VPC-UNEXPECTED-TRANSIT': vpcRule({
    severity: 'warning',
    letter: 'l',
    when: 'a route leads to a transit gateway that discovery.yaml does not name',
    help: 'Add it to tgw.tgw_by_region, or find out who looks after it: it is not switched.',
    find: (facts) =>
      live(facts)
        .filter(({ nextHop: { kind, id } }) => kind === 'transit-gateway' && id !== facts.wantedTransit)
        .map((one) =>
          ofRoute(
            one,
            `route ${one.destination.text} to unexpected ${one.nextHop.id} in ${one.table.id}`,
            `${one.table.id} sends ${one.destination.text} to the transit gateway ${one.nextHop.id}, which discovery.yaml does not name.`,
          ),
        ),
  }),
  'VPC-ROUTE-FILTERED': vpcRule({
    severity: 'info',
    when: 'a route is not copied because of filter_cidrs or enable_spoke_egress',
    help: 'It is as discovery.yaml asks. Check that the transit leads there.',
    find: (facts) =>
      copied(facts)
        .filter(({ reason }) => reason === 'filtered' || reason === 'spoke-egress')
        .map((one) => {
          const why = one.reason === 'filtered' ? 'filter_cidrs' : 'enable_spoke_egress';
          return ofRoute(
            one,
            `route ${nameOf(one)} filtered by ${why} - NOT copied`,
            `The copy of ${one.table.id} has no route ${one.destination.text} to ${one.nextHop.id}, because of ${why}.`,
          );
        }),
  }),
} satisfies Readonly<Record<string, Rule>>;
