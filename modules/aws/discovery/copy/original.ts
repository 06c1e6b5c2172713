import type { RouteTable } from '../../api/ec2.types.ts';

/** The tag by which a copy names the table that it was made of. */
export const originalTag = 'Org_RT';

/** The value of that tag for a table. */
export function keyOf(tableId: string): string {
  return `org_${tableId}`;
}

/** The id of the table that a table is a copy of; undefined for one that is no copy. */
export function originalOf({ Tags }: RouteTable): string | undefined {
  const value = Tags?.find(({ Key }) => Key === originalTag)?.Value;
  return value?.replace(/^org_/, '');
}
