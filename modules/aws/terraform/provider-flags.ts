import { allowsFrom, type Version } from './constraint.ts';

/**
 * What depends on versions of Terraform and its providers, and since when it is there. A constraint that leaves several
 * versions open is taken at its newest, which is the one that `terraform init` takes.
 */
const since = {
  /** Gateways are always in active mesh: `enable_active_mesh` is gone. */
  activeMeshAlways: ['aviatrix_provider', [2, 21, 0]],
  /** `enable_max_performance` of an attachment. */
  maxPerformance: ['aviatrix_provider', [2, 22, 3]],
  /** Security domains are called network domains. */
  networkDomains: ['aviatrix_provider', [2, 23, 0]],
  /** Attachments are resources of their own only: `manage_transit_gateway_attachment` is gone. */
  ownAttachments: ['aviatrix_provider', [3, 0, 0]],
  /** Destinations that are prefix lists, and carrier gateways as next hops. */
  prefixLists: ['aws_provider', [3, 38, 0]],
  /** Subnets' DNS64, names of instances, and IPv6 only. */
  subnetNames: ['aws_provider', [3, 71, 0]],
  /** Core networks as next hops. */
  coreNetworks: ['aws_provider', [4, 9, 0]],
  /** `import` blocks. */
  importBlocks: ['terraform_version', [1, 5, 0]],
} as const satisfies Readonly<Record<string, readonly [keyof Constraints, Version]>>;

export interface Constraints {
  readonly terraform_version: string;
  readonly aviatrix_provider: string;
  readonly aws_provider: string;
}

export type ProviderFlags = Readonly<Record<keyof typeof since, boolean>>;

export function providerFlags(constraints: Constraints): ProviderFlags {
  const names = Object.keys(since) as (keyof typeof since)[];
  return Object.fromEntries(
    names.map((name) => {
      const [of, version] = since[name];
      return [name, allowsFrom(constraints[of], version)];
    }),
  ) as ProviderFlags;
}
