import type { Kind } from './kind.ts';
import { addressGroupKind } from './resources/address-group.ts';
import { addressScopeKind } from './resources/address-scope.ts';
import { floatingIpKind } from './resources/floatingip.ts';
import { networkKind } from './resources/network.ts';
import { portKind } from './resources/port.ts';
import { qosPolicyKind } from './resources/qos-policy.ts';
import { rbacPolicyKind } from './resources/rbac-policy.ts';
import { routerKind } from './resources/router.ts';
import { securityGroupRuleKind } from './resources/security-group-rule.ts';
import { securityGroupKind } from './resources/security-group.ts';
import { subnetKind } from './resources/subnet.ts';
import { subnetPoolKind } from './resources/subnetpool.ts';
import { trunkKind } from './resources/trunk.ts';

/** Every kind of resource, in the order of the answers about limits. */
// Boundary: what a kind takes and what it is given agree by its table of attributes.
export const KINDS = [
  networkKind,
  subnetKind,
  subnetPoolKind,
  portKind,
  routerKind,
  floatingIpKind,
  rbacPolicyKind,
  securityGroupKind,
  securityGroupRuleKind,
  trunkKind,
  addressScopeKind,
  addressGroupKind,
  qosPolicyKind,
] as readonly unknown[] as readonly Kind[];
