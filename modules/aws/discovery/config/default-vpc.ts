import type { DiscoveryVpc } from './discovery.types.ts';
import { readValue } from './read-value.ts';
import { accountSchema } from './schema/account.ts';

const vpcSchema = accountSchema.properties.regions.items.properties.vpcs.items;

/** What holds for a VPC of which discovery.yaml says nothing: that of a region whose `vpcs` is empty. */
export function defaultVpc(id: string): DiscoveryVpc {
  return readValue(vpcSchema, { vpc_id: id }, [], () => undefined) as DiscoveryVpc;
}
