/** The routing of a VPC as it is, and as it will be after the switch. */
import { privateSummaries } from '../../discovery/copy/private-networks.ts';
import type { RouteCopy, SubnetCopy, TableCopy } from '../../discovery/copy/copy.types.ts';
import type { VpcFacts } from '../../rules/rule.types.ts';
import { wordsOf } from '../../rules/routes-of.ts';
import type { Hop, Link, TableGroup, Topology } from './topology.types.ts';

/** A route in a drawing. */
interface Way {
  readonly table: string;
  readonly destination: string;
  readonly hop: Hop;
}

export function topologyBefore(facts: VpcFacts): Topology {
  const { tables } = facts.copy;
  const ways = tables.flatMap((table) => table.routes.filter(isDrawn).map((route) => wayOf(table.id, route)));
  return drawingOf(
    `Routing of ${facts.id} as it is`,
    tables.map((table) => groupOf(table, facts, table.id, false)),
    ways,
  );
}

/** Tables without a copy stay as they are, with the subnets that stay with them. */
export function topologyAfter(facts: VpcFacts): Topology {
  const groups = facts.copy.tables.flatMap((table) => {
    if (table.reason !== undefined) return [groupOf(table, facts, table.id, false)];
    const id = copyName(table);
    return [groupOf(table, facts, id, true)];
  });
  const ways = facts.copy.tables.flatMap((table) => {
    if (table.reason !== undefined)
      return table.routes.filter(isDrawn).map((route) => wayOf(table.id, route));
    const id = copyName(table);
    const copied = table.routes.filter(({ reason }) => reason === undefined || reason === 'gateway-endpoint');
    return [...copied.map((route) => wayOf(id, route)), ...writtenByController(id, table, facts)];
  });
  return drawingOf(`Routing of ${facts.id} after the switch`, groups, ways);
}

function copyName({ id, existing }: TableCopy): string {
  return existing ?? `copy of ${id}`;
}

function isDrawn({ nextHop, reason }: RouteCopy): boolean {
  return nextHop.kind !== 'local' && reason !== 'inactive';
}

function writtenByController(id: string, table: TableCopy, facts: VpcFacts): readonly Way[] {
  if (!table.isManaged) return [];
  const destinations = [
    ...(facts.asked.spoke_routes ?? privateSummaries),
    ...(facts.settings.enable_spoke_egress ? ['0.0.0.0/0'] : []),
  ];
  const name = facts.asked.spoke_gw_name ?? 'spoke gateways';
  const hop = { id: 'spoke', label: name, kind: `spoke gateways, then the transit`, isNew: true };
  return destinations.map((destination) => ({ table: id, destination, hop }));
}

function wayOf(table: string, { destination, nextHop }: RouteCopy): Way {
  const { id, kind } = nextHop;
  const hop = {
    id,
    label: id.replace(/^arn:.*\//, ''),
    kind: wordsOf(kind).replace(/^an? /, ''),
    isNew: false,
  };
  return { table, destination: destination.text, hop };
}

function groupOf(table: TableCopy, { copy }: VpcFacts, id: string, isCopy: boolean): TableGroup {
  const notes = [
    ...(isCopy && id === table.existing ? [`copy of ${table.id}`] : []),
    ...(table.isMain ? ['main'] : []),
    table.isPublic ? 'public' : 'private',
    ...(isCopy && table.isManaged ? ['managed by the controller'] : []),
    ...table.gateways.map((gateway) => `ingress of ${gateway}`),
  ];
  const subnets = copy.subnets.filter((subnet) => subnet.table === table.id).map(labelled);
  return { id, notes, isCopy, subnets };
}

function labelled({ id, subnet, isPublic, reason }: SubnetCopy) {
  const name = subnet.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? id;
  const cidr = subnet.CidrBlock ?? subnet.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? '';
  const stays = reason === 'attachment' || reason === 'gateway' ? ` (${reason})` : '';
  return { id, label: `${name} ${cidr}${stays}`, isPublic };
}

function drawingOf(title: string, groups: readonly TableGroup[], ways: readonly Way[]): Topology {
  const hops = new Map(ways.map(({ hop }) => [hop.id, hop]));
  const links = new Map<string, { from: string; to: string; destinations: string[] }>();
  for (const { table, destination, hop } of ways) {
    const key = `${table} ${hop.id}`;
    const link: Link & { destinations: string[] } = links.get(key) ?? {
      from: table,
      to: hop.id,
      destinations: [],
    };
    links.set(key, link);
    link.destinations.push(destination);
  }
  return { title, groups, hops: [...hops.values()], links: [...links.values()] };
}
