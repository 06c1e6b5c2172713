import type { Check } from '../values/check.ts';
import type { Convert } from '../values/convert.ts';

/** What an attribute of a resource is to the API. */
export interface Attribute {
  /** May be set with POST. Without a `fallback` it must be. */
  readonly post?: boolean;
  /** May be set with PUT. */
  readonly put?: boolean;
  /** Its value if POST does not say; UNSET leaves the choice to the service. */
  readonly fallback?: unknown;
  readonly convert?: Convert;
  readonly check?: Check;
  /** Never in an answer. */
  readonly hidden?: boolean;
  readonly filter?: boolean;
  readonly sort?: boolean;
  /** Setting it is a matter of policy. */
  readonly enforce?: boolean;
  /** Keys of an object that are matters of policy each. */
  readonly members?: readonly string[];
  /** The alias of the extension without which it does not exist. */
  readonly extension?: string;
}

/** The attributes of a kind of resource. The order is that of checks, and of rules in refusals. */
export type Attributes = Readonly<Record<string, Attribute>>;
