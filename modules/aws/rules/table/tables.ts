/** What route tables are like, and which of them stay as they are. */
import { isActive } from '../../discovery/copy/copy-route.ts';
import type { TableCopy } from '../../discovery/copy/copy.types.ts';
import { isPrivate } from '../../discovery/copy/private-networks.ts';
import { vpcRule, type Found, type Rule, type VpcFacts } from '../rule.types.ts';
import { copiedSize, routesAdded, tableQuota } from './table-size.ts';

/** More than this would not leave room for the copies: AWS allows 200 tables a VPC. */
const mostTables = 99;
const mostStaticRoutes = 35;

function tablesWhere(
  { copy }: VpcFacts,
  holds: (table: TableCopy) => boolean,
  say: (table: TableCopy) => Pick<Found, 'log' | 'text'>,
): readonly Found[] {
  return copy.tables.filter(holds).map((table) => ({ subject: table.id, ...say(table) }));
}

/** What the kit counts: all but those that VPN gateways propagate. */
function staticRoutes({ routes }: TableCopy): number {
  return routes.filter(({ route }) => route.Origin !== 'EnableVgwRoutePropagation').length;
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

export const tableRules = {
  'VPC-TABLE-COUNT': vpcRule({
    severity: 'warning',
    letter: 'f',
    when: 'a VPC has more than 99 route tables, copies not counted: with the copies there would be more than AWS allows (200, unless raised)',
    help: 'Delete tables that are not used, or raise the quota (L-589F43AA) first.',
    find: ({ id, copy: { tables } }) =>
      tables.length > mostTables
        ? [
            {
              subject: id,
              log: `${id} has ${tables.length} route table(s)`,
              text: `${id} has ${tables.length} route tables.`,
            },
          ]
        : [],
  }),
  'VPC-TABLE-EMPTY': vpcRule({
    severity: 'info',
    letter: 'g',
    when: 'a route table has local routes only',
    help: 'Nothing, if its subnets are meant to reach the VPC only. The copy is one that the controller writes into.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ routes }) => routes.every(({ nextHop }) => nextHop.kind === 'local'),
        ({ id }) => ({ log: `empty route table ${id}`, text: `${id} has local routes only.` }),
      ),
  }),
  'VPC-TABLE-UNUSED': vpcRule({
    severity: 'info',
    letter: 'h',
    when: 'a route table is not the main one and has no subnets: it is not copied',
    help: 'Delete it if it is not needed.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ reason }) => reason === 'no-subnets',
        ({ id }) => ({
          log: `${id} has no subnet associations (skipped)`,
          text: `${id} has no subnets and is not copied.`,
        }),
      ),
  }),
  'VPC-TABLE-ATTACHMENT-ONLY': vpcRule({
    severity: 'info',
    letter: 'h',
    when: 'all subnets of a route table are those of transit attachments, and config.filter_tgw_attachment_subnet is true: it is not copied',
    help: 'Nothing: it is deleted by the clean-up.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ reason }) => reason === 'attachment-subnets-only',
        ({ id }) => ({
          log: `${id} associated ONLY to tgw VPC attachment subnet(s) (skipped)`,
          text: `${id} has subnets of transit attachments only and is not copied.`,
        }),
      ),
  }),
  'VPC-TABLE-LEFT-OUT': vpcRule({
    severity: 'info',
    when: 'a route table is left out because skip_rts names it, or because its subnets are those of gateways',
    help: 'It is as discovery.yaml asks: its subnets stay with it.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ reason }) => reason === 'skipped' || reason === 'gateway-subnets-only',
        ({ id, reason }) => {
          const why = reason === 'skipped' ? 'skip_rts names it' : 'its subnets are those of gateways';
          return { log: `${id} ${why} (skipped)`, text: `${id} is not copied: ${why}.` };
        },
      ),
  }),
  'VPC-TABLE-EDGE': vpcRule({
    severity: 'warning',
    when: 'a route table is associated with an internet or VPN gateway (ingress routing)',
    help: 'The association stays with the table. Where its routes lead to appliances, check that the way back goes by them, too.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ gateways }) => gateways.length > 0,
        ({ id, gateways }) => ({
          log: `${id} associated to gateway ${gateways.join(', ')} - NOT switched`,
          text: `Traffic that comes in by ${gateways.join(' and ')} goes by ${id}, and will go on doing so.`,
        }),
      ),
  }),
  'VPC-TABLE-INTERNET-AND-PRIVATE': vpcRule({
    severity: 'warning',
    letter: 'i',
    when: 'a route table has an internet gateway and routes to private networks (RFC 1918)',
    help: 'The controller writes into its copy. Check that its public subnets are meant to reach the networks behind the transit.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ isPublic, routes }) =>
          isPublic &&
          routes.some(
            ({ route, destination: { cidr }, nextHop }) =>
              isActive(route) && nextHop.kind !== 'local' && cidr !== undefined && isPrivate(cidr),
          ),
        ({ id }) => ({
          log: `${id} is associated to an IGW and has RFC1918 routes`,
          text: `${id} leads to an internet gateway and to private networks.`,
        }),
      ),
  }),
  'VPC-TABLE-STATIC-ROUTES': vpcRule({
    severity: 'warning',
    letter: 'n',
    when: 'a route table has more than 35 routes that are not propagated',
    help: 'AWS allows 50 routes a table unless raised (L-93826ACB), and the controller adds its own: raise the quota, or delete routes.',
    find: (facts) =>
      tablesWhere(
        facts,
        (table) => staticRoutes(table) > mostStaticRoutes,
        (table) => ({
          log: `${table.id} (${table.isPublic ? 'Public' : 'Private'}) has ${staticRoutes(table)} (> ${mostStaticRoutes}) static routes`,
          text: `${table.id} has ${staticRoutes(table)} routes that are not propagated.`,
        }),
      ),
  }),
  'VPC-TABLE-QUOTA': vpcRule({
    severity: 'error',
    when: 'the copy of a table, with the routes of the controller and the largest size of its prefix lists, has more routes than AWS allows (50, or as many as the table has now)',
    help: 'Raise the quota of routes a table (L-93826ACB) before Terraform makes the copy, or delete routes.',
    find: (facts) =>
      tablesWhere(
        facts,
        (table) => table.reason === undefined && copiedSize(table, facts) > tableQuota(table, facts),
        (table) => ({
          log: `copy of ${table.id} needs ${copiedSize(table, facts)} (> ${tableQuota(table, facts)}) routes`,
          text: `The copy of ${table.id} needs ${count(copiedSize(table, facts), 'route')}, ${routesAdded(table, facts)} of them those of the controller; ${tableQuota(table, facts)} are allowed.`,
        }),
      ),
  }),
  'VPC-TABLE-PROPAGATION': vpcRule({
    severity: 'warning',
    when: 'a VPN gateway propagates routes into a table: the copy does not get them by propagation',
    help: 'With config.filter_vgw_routes true the transit has to lead there; with false they are copied as they are now, and do not follow changes any more.',
    find: (facts) =>
      tablesWhere(
        facts,
        ({ table, reason }) => reason === undefined && (table.PropagatingVgws ?? []).length > 0,
        ({ id, table, routes }) => {
          const gateways = (table.PropagatingVgws ?? []).map(({ GatewayId }) => GatewayId).join(', ');
          const propagated = routes.filter(({ route }) => route.Origin === 'EnableVgwRoutePropagation');
          return {
            log: `${id} has routes propagated by ${gateways}`,
            text: `${gateways} propagates ${count(propagated.length, 'route')} into ${id}.`,
          };
        },
      ),
  }),
  'VPC-MAIN-SHARED': vpcRule({
    severity: 'info',
    when: 'subnets have no route table of their own and follow the main one: all of them are switched at once',
    help: 'Give a subnet a table of its own if it is to be switched apart, as a canary.',
    find: ({ id, copy }) => {
      const followers = copy.subnets.filter(({ isImplicit }) => isImplicit).map((subnet) => subnet.id);
      const main = copy.tables.find(({ isMain, reason }) => isMain && reason === undefined);
      return followers.length === 0 || main === undefined
        ? []
        : [
            {
              subject: main.id,
              also: followers,
              log: `${count(followers.length, 'subnet')} of ${id} associated to main ${main.id} implicitly`,
              text: `${count(followers.length, 'subnet follows', 'subnets follow')} the main table ${main.id}: ${followers.join(', ')}.`,
            },
          ];
    },
  }),
  'VPC-SKIPPED-TABLE-UNKNOWN': vpcRule({
    severity: 'warning',
    when: 'skip_rts names a route table that the VPC does not have',
    help: 'Mend skip_rts of the VPC in discovery.yaml.',
    find: ({ id, asked, routeTables }) =>
      asked.skip_rts
        .filter((skipped) => !routeTables.some(({ RouteTableId }) => RouteTableId === skipped))
        .map((skipped) => ({
          subject: skipped,
          log: `${skipped} in skip_rts not found in ${id}`,
          text: `skip_rts names ${skipped}, which is no route table of ${id}.`,
        })),
  }),
  'VPC-COPY-ORPHANED': vpcRule({
    severity: 'error',
    when: 'there is a copy of a route table that is not there any more: what it was made of cannot be told again',
    help: 'The VPC was cleaned up, or the table was deleted by hand. Take the VPC out of discovery.yaml: its Terraform files are left as they are.',
    find: ({ id, copy }) =>
      copy.orphans.map((orphan) => ({
        subject: orphan,
        log: `original of ${orphan} not found in ${id}`,
        text: `${orphan} is the copy of a table that ${id} does not have any more.`,
      })),
  }),
} satisfies Readonly<Record<string, Rule>>;
