import type { VpcView } from '../view/view.types.ts';
import { chooseZones } from './choose-zones.ts';
import { copyTable } from './copy-table.ts';
import type { SubnetCopy, TableCopy, VpcCopy } from './copy.types.ts';
import { originalOf } from './original.ts';
import { attachmentSubnets, gatewaySubnets, subnetIdOf } from './subnets.ts';

/** What becomes of the routing of a VPC. The same before a switch and after it. */
export function planCopies(view: VpcView): VpcCopy {
  const staying = { attachment: attachmentSubnets(view), gateway: gatewaySubnets(view) };
  const copies = new Map(
    view.routeTables.flatMap((table) => {
      const original = originalOf(table);
      return original === undefined ? [] : [[original, table] as const];
    }),
  );
  const tables = view.routeTables
    .filter((table) => originalOf(table) === undefined)
    .map((table) => copyTable(table, copies.get(table.RouteTableId ?? ''), staying, view));
  const subnets = view.subnets.map((subnet) => copySubnet(subnet, tables, staying));
  const orphans = [...copies]
    .filter(([original]) => !tables.some(({ id }) => id === original))
    .map(([, copy]) => copy.RouteTableId ?? '');
  return { tables, subnets, zones: chooseZones(view, subnets), orphans };
}

function copySubnet(
  subnet: VpcView['subnets'][number],
  tables: readonly TableCopy[],
  staying: { readonly attachment: ReadonlySet<string>; readonly gateway: ReadonlySet<string> },
): SubnetCopy {
  const id = subnetIdOf(subnet);
  const own = tables.find(({ associated }) => associated.includes(id));
  const table = own ?? tables.find(({ isMain }) => isMain);
  const reason = staying.attachment.has(id)
    ? 'attachment'
    : staying.gateway.has(id)
      ? 'gateway'
      : table?.reason === undefined
        ? undefined
        : 'table-stays';
  return {
    subnet,
    id,
    table: table?.id ?? '',
    isImplicit: own === undefined,
    isPublic: table?.isPublic === true,
    reason,
  };
}
