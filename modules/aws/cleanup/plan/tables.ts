import type { Route, RouteTable } from '../../api/ec2.types.ts';
import { originalOf } from '../../discovery/copy/original.ts';
import { associationsOf, createdTag } from '../../discovery/copy/subnets.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import type { RecordedOperation } from '../../switch/journal/fold-switch.ts';
import type { CleanupOperation, CleanupPart, CleanupSubject } from '../cleanup.types.ts';
import { call, each, removal } from './removal.ts';

/** The original tables: those that the journal says subnets were moved away from. Never a copy. */
export function planOriginals(subject: CleanupSubject, leaving: ReadonlySet<string>): CleanupPart {
  const { view, state } = subject;
  const originals = originalsIn(state.operations);
  const tables = view.routeTables.filter(({ RouteTableId = '' }) => originals.has(RouteTableId));
  return each(tables, (table) => {
    const id = table.RouteTableId ?? '';
    if (isNew(table)) return `${id} is a copy: it stays.`;
    if (!view.routeTables.some((one) => originalOf(one) === id))
      return `${id} stays: there is no copy of it any more.`;
    const [first] = standing(table, leaving);
    if (first !== undefined) return `${id} stays: it is still used by ${first}.`;
    return tableRemoval(view, table, associationsIn(table).length > 0 ? 'attachment-table' : 'route-table');
  });
}

/** Tables that only subnets of the transit attachment use, which go with them. */
export function planAttachmentTables(
  { view }: CleanupSubject,
  leaving: ReadonlySet<string>,
  others: readonly CleanupOperation[],
): CleanupPart {
  const known = new Set(others.map(({ target }) => target['table']));
  const tables = view.routeTables.filter((table) => {
    const used = associationsIn(table);
    return (
      used.length > 0 &&
      standing(table, leaving).length === 0 &&
      !isNew(table) &&
      !known.has(table.RouteTableId)
    );
  });
  return each(tables, (table) => tableRemoval(view, table, 'attachment-table'));
}

function tableRemoval(
  view: VpcView,
  table: RouteTable,
  kind: 'route-table' | 'attachment-table',
): CleanupOperation {
  const id = table.RouteTableId ?? '';
  return removal(view, {
    kind,
    resource: id,
    title: `route table ${id} is deleted`,
    // The subnets that use it go before it.
    target: { table: id, leaving: associationsIn(table).join(',') },
    before: { associations: [] },
    does: call('ec2', 'DeleteRouteTable', { RouteTableId: id }),
  });
}

export function originalsIn(operations: readonly RecordedOperation[]): ReadonlySet<string> {
  return new Set(
    operations.flatMap(({ operation: { kind, before } }) => {
      // Boundary: the state of an association, as its plan made it.
      const table =
        kind === 'association' ? (before as { readonly routeTable: string | null }).routeTable : null;
      return table ?? [];
    }),
  );
}

export function isNew(table: RouteTable): boolean {
  return originalOf(table) !== undefined || table.Tags?.some(({ Key }) => Key === createdTag) === true;
}

/** What uses a table: subnets and gateways by their ids, `main`. */
export function associationsIn(table: RouteTable): readonly string[] {
  return associationsOf(table)
    .map(({ SubnetId, GatewayId, Main }) => SubnetId ?? GatewayId ?? (Main === true ? 'main' : ''))
    .toSorted();
}

/** What will still use it when these subnets are gone. */
function standing(table: RouteTable, leaving: ReadonlySet<string>): readonly string[] {
  return associationsIn(table).filter((id) => !leaving.has(id));
}

/** The tables that stay and have a route that leads to something which is to go. */
export function usersOf(
  { routeTables }: VpcView,
  going: ReadonlySet<string>,
  leadsThere: (route: Route) => boolean,
): readonly string[] {
  return routeTables
    .filter(({ RouteTableId = '' }) => !going.has(RouteTableId))
    .filter(({ Routes = [] }) => Routes.some((route) => route.State !== 'blackhole' && leadsThere(route)))
    .map(({ RouteTableId = '' }) => RouteTableId);
}
