import { contains, type Cidr } from '../../cidr/cidr.ts';
import { readCidr } from '../../cidr/read-cidr.ts';

/** Why a text is no CIDR, with the way out; undefined for one that is. Bits after the prefix are refused. */
export function networkProblem(text: string): { readonly detail: string; readonly help: string } | undefined {
  const read = readCidr(text);
  return 'flaw' in read ? read.flaw : undefined;
}

/** The block that a text is; undefined for none. */
export function networkOf(text: string | null | undefined): Cidr | undefined {
  if (text == null) return undefined;
  const read = readCidr(text);
  return 'cidr' in read ? read.cidr : undefined;
}

/** Whether one of the texts is a block that `inner` is within. */
export function isInside(inner: Cidr, outers: readonly string[]): boolean {
  return outers.some((text) => {
    const outer = networkOf(text);
    return outer !== undefined && contains(outer, inner);
  });
}
