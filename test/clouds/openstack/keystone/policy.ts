import type { Caller } from './rows.ts';
import { forbidden } from './refusals.ts';

export type Rule = (caller: Caller, target: Target) => boolean;

/** What a rule may compare the caller with. */
export interface Target {
  readonly projectId?: string;
  readonly domainId?: string;
  readonly userId?: string;
}

const admin: Rule = (caller) => caller.roles.has('admin');
const anyone: Rule = () => true;
const self: Rule = (caller, target) => target.userId === caller.userId;
const ownProject: Rule = (caller, target) =>
  target.projectId !== undefined && target.projectId === caller.projectId;
const ownDomain: Rule = (caller, target) =>
  target.domainId !== undefined && [caller.domainId, caller.projectDomainId].includes(target.domainId);
const or =
  (...rules: readonly Rule[]): Rule =>
  (caller, target) =>
    rules.some((rule) => rule(caller, target));

/** Keystone's default policy of the Zed release. What is not here is for administrators. */
const RULES: Readonly<Record<string, Rule>> = {
  get_project: or(admin, ownProject),
  get_domain: or(admin, ownDomain),
  get_user: or(admin, self),
  list_user_projects: or(admin, self),
  list_regions: anyone,
  get_region: anyone,
  list_credentials: anyone,
  validate_token: or(admin, self),
  check_token: or(admin, self),
  revoke_token: or(admin, self),
  change_password: self,
  get_application_credential: or(admin, self),
  list_application_credentials: or(admin, self),
  create_application_credential: self,
  delete_application_credential: or(admin, self),
};

/** Whether the policy allows an action such as `list_projects`. */
export function isAllowed(action: string, caller: Caller, target: Target = {}): boolean {
  return (RULES[action] ?? admin)(caller, target);
}

/** Refuses with 403 if the policy does not allow the action. */
export function enforce(action: string, caller: Caller, target: Target = {}): void {
  if (!isAllowed(action, caller, target)) throw forbidden(`identity:${action}`);
}
