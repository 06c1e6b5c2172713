import { mapping } from '../hcl/build.ts';
import type { Template, Value } from '../hcl/hcl.types.ts';

/** Tags by which the gateways' own resources are known, to people and to a later discovery. */
export function madeTags(name: Template): ReadonlyMap<string, Value> {
  return mapping<Value>([
    ['Name', name],
    ['Aviatrix-Created-Resource', 'Do-Not-Delete-Aviatrix-Created-Resource'],
  ]);
}
