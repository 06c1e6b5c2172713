import type { Discovery, DiscoveryAccount, DiscoveryRegion, DiscoveryVpc } from '../discovery.types.ts';
import type { Path } from '../finding.ts';

/** What a rule looks at, with what is around it. */
export interface FileScope {
  readonly config: Discovery;
  /** Only an inventory is made: what is needed to build may be missing. */
  readonly isInventory: boolean;
  readonly path: Path;
}

export interface AccountScope extends FileScope {
  readonly account: DiscoveryAccount;
}

export interface RegionScope extends AccountScope {
  readonly region: DiscoveryRegion;
}

export interface VpcScope extends RegionScope {
  readonly vpc: DiscoveryVpc;
}

/** Keys that do not go together. */
export interface Rule<S> {
  /** The key it is about, from the path of the scope; a key of a list by its index, where `at` says so. */
  readonly at: Path | ((scope: S) => Path);
  readonly when: (scope: S) => boolean;
  /** What is wrong, after the name of the key: a full sentence with it. */
  readonly says: string | ((scope: S) => string);
  readonly help: string;
  readonly isWarning?: true;
}
