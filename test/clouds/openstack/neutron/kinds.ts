import type { Kind } from './kind.ts';
import { networkKind } from './resources/network.ts';
import { securityGroupRuleKind } from './resources/security-group-rule.ts';
import { securityGroupKind } from './resources/security-group.ts';
import { subnetKind } from './resources/subnet.ts';

/** Every kind of resource, in the order of the answers about limits. */
export const KINDS: readonly Kind[] = [
  networkKind,
  subnetKind,
  securityGroupKind,
  securityGroupRuleKind,
] as readonly unknown[] as readonly Kind[];
