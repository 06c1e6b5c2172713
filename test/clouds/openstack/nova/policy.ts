import type { Context, Who } from './context.ts';
import { fault, forbidden } from './errors.ts';

/** Whom a thing belongs to. */
export interface Target {
  readonly projectId?: string | undefined;
  readonly userId?: string;
}

type Rule = (who: Who, target: Target) => boolean;

const admin: Rule = (who) => who.isAdmin;
const anyone: Rule = () => true;
const owner: Rule = (who, target) => who.isAdmin || target.projectId === who.projectId;
const user: Rule = (who, target) => who.isAdmin || target.userId === who.userId;

/**
 * The usual policy of the Zed release, by action. Members and readers of a project may do the same, for the rules of
 * before roles still hold beside the new ones. What is not here is the administrator's.
 */
const RULES: Readonly<Record<string, Rule>> = {
  'os-flavor-access': anyone,
  'os-flavor-extra-specs:index': anyone,
  'os-flavor-extra-specs:show': anyone,
  'os-keypairs:index': user,
  'os-keypairs:show': user,
  'os-keypairs:create': user,
  'os-keypairs:delete': user,
  'os-server-groups:index': anyone,
  'os-server-groups:show': owner,
  'os-server-groups:create': anyone,
  'os-server-groups:delete': owner,
  'os-quota-sets:show': owner,
  'os-quota-sets:detail': owner,
  'os-quota-sets:defaults': anyone,
};

/** Refuses with 403 if the policy does not allow an action such as `os-keypairs:create`. */
export function enforce({ who }: Pick<Context, 'who'>, action: string, target: Target = {}): void {
  if (!(RULES[action] ?? admin)(who, target)) throw forbidden(action);
}

/** Much of what Nova looks up is nobody's without a project; only an administrator may ask all the same. */
export function requireProject({ who }: Pick<Context, 'who'>): void {
  if (who.projectId === undefined && !who.isAdmin) throw fault(403, 'Forbidden');
}
