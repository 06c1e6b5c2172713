import type { Body } from '../cloud.ts';

/**
 * What the tenant is made of. Bodies have Neutron's own field names; what refers to another resource does so by name,
 * in a field beside the body.
 */
export interface NetworkSeed {
  readonly name: string;
  readonly body?: Body;
  readonly tags?: readonly string[];
  readonly subnets?: readonly SubnetSeed[];
  /** Name of a QoS policy of the surroundings. */
  readonly qosPolicy?: string;
  /** Project that the network is shared with. */
  readonly sharedWith?: string;
  /** Made by the administrator for the tenant, who may not set these fields. */
  readonly byAdmin?: true;
}

export interface SubnetSeed {
  readonly name: string;
  readonly body: Body;
  readonly tags?: readonly string[];
  /** Name of a subnet pool of the surroundings. */
  readonly pool?: string;
  readonly byAdmin?: true;
}

export interface RouterSeed {
  readonly name: string;
  readonly body?: Body;
  readonly tags?: readonly string[];
  /** The gateway on the external network `public`; its fields but for the network are the administrator's. */
  readonly gateway?: { readonly enable_snat?: boolean; readonly lastOctet?: number };
  readonly interfaces?: readonly InterfaceSeed[];
  readonly routes?: readonly { readonly destination: string; readonly nexthop: string }[];
}

/** Without an address the interface takes the subnet's gateway address; with one it is a port made for it. */
export interface InterfaceSeed {
  readonly subnet: string;
  readonly address?: string;
}

export interface GroupSeed {
  readonly name: string;
  readonly body?: Body;
  readonly tags?: readonly string[];
  readonly rules: readonly RuleSeed[];
}

export interface RuleSeed {
  readonly body: Body;
  /** Name of a group: of the tenant, or of the surroundings. */
  readonly remoteGroup?: string;
  /** Name of an address group of the surroundings. */
  readonly remoteAddresses?: string;
}
