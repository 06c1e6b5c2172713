/** A discovery as data, for programs: alerts, and what becomes of each table and route. No times: the same is the same file. */
import type { TableCopy } from '../discovery/copy/copy.types.ts';
import { cidrsOfVpc, ipv6CidrsOfVpc } from '../discovery/copy/advertised.ts';
import type { Alert, RegionFacts, VpcFacts } from '../rules/rule.types.ts';
import { countAlerts } from './alert-table.ts';

export function summaryOf(
  regions: readonly RegionFacts[],
  alerts: readonly Alert[],
  suppressed: readonly Alert[],
) {
  return {
    version: 1,
    counts: countAlerts(alerts),
    alerts: alerts.map(asData),
    suppressed: suppressed.map(asData),
    regions: regions.map(({ account, region, wantedTransit, vpcs }) => ({
      account: account.account_id,
      region: region.region,
      transit_gateway: wantedTransit ?? null,
      vpcs: vpcs.map(vpcData),
    })),
  };
}

/** An alert with the names that results and files have. */
export function asData({ code, severity, account, region, vpc, subject, text, help, log }: Alert) {
  return {
    code,
    severity,
    account,
    region: region ?? null,
    vpc: vpc ?? null,
    subject,
    text,
    help,
    log,
  };
}

function vpcData({ id, vpc, asked, copy }: VpcFacts) {
  return {
    vpc_id: id,
    name: vpc.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? null,
    cidrs: [...cidrsOfVpc(vpc), ...ipv6CidrsOfVpc(vpc)],
    avtx_cidr: asked.avtx_cidr ?? null,
    gateway_zones: copy.zones,
    tables: copy.tables.map(tableData),
    subnets: copy.subnets.map((subnet) => ({
      subnet_id: subnet.id,
      table: subnet.table,
      follows_main: subnet.isImplicit,
      public: subnet.isPublic,
      stays: subnet.reason ?? null,
    })),
  };
}

function tableData({
  id,
  isMain,
  isPublic,
  isManaged,
  reason,
  existing,
  subnets,
  gateways,
  routes,
}: TableCopy) {
  return {
    route_table_id: id,
    main: isMain,
    public: isPublic,
    ctrl_managed: isManaged,
    copied: reason === undefined,
    reason: reason ?? null,
    copy: existing ?? null,
    subnets,
    gateways,
    routes: routes.map((route) => ({
      destination: route.destination.text,
      next_hop: route.nextHop.id,
      kind: route.nextHop.kind,
      copied: route.reason === undefined,
      reason: route.reason ?? null,
    })),
  };
}
