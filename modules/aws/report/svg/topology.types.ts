/** The routing of a VPC as a drawing has it: subnets in groups, one a route table, and where their traffic goes. */
export interface Topology {
  /** For people who do not see it. */
  readonly title: string;
  readonly groups: readonly TableGroup[];
  readonly hops: readonly Hop[];
  readonly links: readonly Link[];
}

export interface TableGroup {
  readonly id: string;
  /** Beneath the id: `main`, `public`, `copy of rtb-1`. */
  readonly notes: readonly string[];
  readonly isCopy: boolean;
  readonly subnets: readonly { readonly id: string; readonly label: string; readonly isPublic: boolean }[];
}

export interface Hop {
  readonly id: string;
  readonly label: string;
  readonly kind: string;
  /** Built by the migration. */
  readonly isNew: boolean;
}

export interface Link {
  /** Of a group. */
  readonly from: string;
  /** Of a hop. */
  readonly to: string;
  readonly destinations: readonly string[];
}
