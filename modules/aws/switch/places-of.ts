import type { Discovery } from '../discovery/config/discovery.types.ts';
import type { LinesPlace } from './journal/vpc-lines.ts';

/** The VPCs that a discovery.yaml names, and others that were found. */
export function placesOf(config: Discovery, found: readonly LinesPlace[]): readonly LinesPlace[] {
  const named = config.account_info.flatMap(({ account_id, regions }) =>
    regions.flatMap(({ vpcs }) => vpcs.map(({ vpc_id }) => ({ account: account_id, vpc: vpc_id }))),
  );
  return [...named, ...found.filter(({ vpc }) => !named.some((one) => one.vpc === vpc))];
}
