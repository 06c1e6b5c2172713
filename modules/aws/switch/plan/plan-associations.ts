import type { Place } from '../../api/aws.types.ts';
import type { TableCopy, VpcCopy } from '../../discovery/copy/copy.types.ts';
import { destinationOf } from '../../discovery/copy/destination.ts';
import { originalOf } from '../../discovery/copy/original.ts';
import { associationsOf } from '../../discovery/copy/subnets.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { SwitchOperation } from '../operation.types.ts';
import { association } from './association.ts';
import type { PlanPart, PlanProblem } from './plan.types.ts';

export interface AssociationPlan extends PlanPart {
  /** Of `operations`: those of subnets, and that of the main table. */
  readonly subnets: readonly SwitchOperation[];
  readonly main: readonly SwitchOperation[];
}

/**
 * Subnets go from each table to its copy, and the main association to the copy of the main table, which all subnets
 * without an association of their own follow. Associations of gateways (ingress routing) are neither: they stay.
 */
export function planAssociations(view: VpcView, copy: VpcCopy): AssociationPlan {
  const place = placeOf(view);
  const tables = copy.tables.filter(({ reason }) => reason === undefined);
  const subnets = tables.flatMap((table) => subnetOperations(table, view, place));
  const main = tables.flatMap((table) => mainOperation(table, view, place));
  const problems = [...copyProblems(view), ...tables.flatMap((table) => missingCopy(view, table))];
  return { subnets, main, operations: [...subnets, ...main], problems, notes: notesOf(view, copy) };
}

export function placeOf({ account, region }: VpcView): Place {
  return { account: account.account_id, role: account.role_name, region: region.region };
}

function subnetOperations(table: TableCopy, view: VpcView, place: Place): readonly SwitchOperation[] {
  const { existing } = table;
  if (existing === undefined) return [];
  const moving = new Set(table.subnets);
  return associationsOf(table.table)
    .flatMap(({ SubnetId }) => (SubnetId !== undefined && moving.has(SubnetId) ? [SubnetId] : []))
    .toSorted()
    .map((subnet) => association({ vpc: view.id, subnet }, place, table.id, existing));
}

function mainOperation(table: TableCopy, view: VpcView, place: Place): readonly SwitchOperation[] {
  const { existing } = table;
  if (existing === undefined || !associationsOf(table.table).some(isMain)) return [];
  return [association({ vpc: view.id, main: true }, place, table.id, existing)];
}

/** AWS says it: an association without a subnet may be one of a gateway as well. */
export function isMain({
  Main,
  GatewayId,
}: {
  readonly Main?: boolean | undefined;
  readonly GatewayId?: string | undefined;
}): boolean {
  return Main === true && GatewayId === undefined;
}

/** Only what would be moved needs a copy; a table that nothing is associated with has nothing to move. */
function missingCopy(view: VpcView, table: TableCopy): readonly PlanProblem[] {
  if (table.existing !== undefined) return [];
  return [
    {
      vpc: view.id,
      detail: `${view.id}: ${table.id} has no copy: cannot find ${table.key} in the Org_RT tag of a route table.`,
      help: 'Run vpc_discovery.yml and apply its Terraform files, which make the copies; or name the table in skip_rts to leave it as it is.',
    },
  ];
}

function copyProblems(view: VpcView): readonly PlanProblem[] {
  const copies = new Map<string, string[]>();
  for (const table of view.routeTables) {
    const original = originalOf(table);
    if (original === undefined) continue;
    copies.set(original, [...(copies.get(original) ?? []), table.RouteTableId ?? '']);
  }
  return [...copies]
    .filter(([, ids]) => ids.length > 1)
    .map(([original, ids]) => ({
      vpc: view.id,
      detail: `${view.id}: ${original} has ${ids.length} copies: ${ids.join(', ')}.`,
      help: 'Only one table may have Org_RT with it: remove the others, or their tag.',
    }));
}

function notesOf(view: VpcView, { tables }: VpcCopy): readonly string[] {
  const edge = tables
    .filter(({ gateways }) => gateways.length > 0)
    .map(({ id, gateways }) => `${id} goes on routing what comes in by ${gateways.join(', ')}.`);
  return [...edge, ...tables.flatMap((table) => lacking(view, table))].map((note) => `${view.id}: ${note}`);
}

/** Where Terraform was not applied to its end, or the copy was changed since, traffic would find no way. */
function lacking(view: VpcView, { table, id, existing, routes, endpoints }: TableCopy): readonly string[] {
  const copy = view.routeTables.find(({ RouteTableId }) => RouteTableId === existing);
  if (copy === undefined || associationsOf(table).length === 0) return [];
  const there = new Set((copy.Routes ?? []).map((route) => destinationOf(route).text));
  const missing = routes.filter(
    ({ reason, destination }) => reason === undefined && !there.has(destination.text),
  );
  const named = [
    ...missing.map(({ destination, nextHop }) => `${destination.text} to ${nextHop.id}`),
    ...endpoints.filter((endpoint) => !isOfTable(endpoint, copy, view)),
  ];
  if (named.length === 0) return [];
  return [`${existing ?? ''} lacks routes that ${id} has: ${named.join(', ')}. Apply its Terraform files.`];
}

/** A gateway endpoint says of which tables it is, and is in their routes: one of both may be late, or not be read. */
function isOfTable(
  endpoint: string,
  { RouteTableId = '', Routes = [] }: VpcView['routeTables'][number],
  { vpcEndpoints }: VpcView,
): boolean {
  const found = vpcEndpoints.find(({ VpcEndpointId }) => VpcEndpointId === endpoint);
  return (
    found?.RouteTableIds?.includes(RouteTableId) === true ||
    Routes.some(({ GatewayId }) => GatewayId === endpoint)
  );
}
