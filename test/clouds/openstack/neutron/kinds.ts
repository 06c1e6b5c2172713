import type { Kind } from './kind.ts';
import { floatingIpKind } from './resources/floatingip.ts';
import { networkKind } from './resources/network.ts';
import { portKind } from './resources/port.ts';
import { routerKind } from './resources/router.ts';
import { securityGroupRuleKind } from './resources/security-group-rule.ts';
import { securityGroupKind } from './resources/security-group.ts';
import { subnetKind } from './resources/subnet.ts';

/** Every kind of resource, in the order of the answers about limits. */
export const KINDS: readonly Kind[] = [
  networkKind,
  subnetKind,
  portKind,
  routerKind,
  floatingIpKind,
  securityGroupKind,
  securityGroupRuleKind,
] as readonly unknown[] as readonly Kind[];
