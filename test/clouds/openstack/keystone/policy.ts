import type { Caller } from './rows.ts';
import { forbidden } from './refusals.ts';

export type Rule = (caller: Caller, target: Target) => boolean;

/** What a rule may compare the caller with. */
export interface Target {
  readonly projectId?: string | undefined;
  readonly domainId?: string | undefined;
  readonly userId?: string | undefined;
}

const admin: Rule = (caller) => caller.roles.has('admin');
const anyone: Rule = () => true;
const self: Rule = (caller, target) => target.userId === caller.userId;
const ownProject: Rule = (caller, target) =>
  target.projectId !== undefined && target.projectId === caller.projectId;
const ownDomain: Rule = (caller, target) =>
  target.domainId !== undefined && [caller.domainId, caller.projectDomainId].includes(target.domainId);
const systemReader: Rule = (caller) => caller.isSystem && caller.roles.has('reader');
/** Of the domain that the thing is in; of any, if a list is asked for, which is then of that domain. */
const domainReader: Rule = (caller, target) =>
  caller.domainId !== undefined &&
  caller.roles.has('reader') &&
  [undefined, caller.domainId].includes(target.domainId);
const or =
  (...rules: readonly Rule[]): Rule =>
  (caller, target) =>
    rules.some((rule) => rule(caller, target));

/** Keystone's default policy of the Zed release. What is not here is for administrators. */
const RULES: Readonly<Record<string, Rule>> = {
  get_project: or(admin, systemReader, domainReader, ownProject),
  list_projects: or(admin, systemReader, domainReader),
  list_project_tags: or(admin, systemReader, domainReader, ownProject),
  get_project_tag: or(admin, systemReader, domainReader, ownProject),
  get_domain: or(admin, systemReader, ownDomain),
  list_domains: or(admin, systemReader),
  get_user: or(admin, systemReader, domainReader, self),
  list_users: or(admin, systemReader, domainReader),
  list_user_projects: or(admin, systemReader, domainReader, self),
  get_group: or(admin, systemReader, domainReader),
  list_groups: or(admin, systemReader, domainReader),
  list_groups_for_user: or(admin, systemReader, domainReader, self),
  list_users_in_group: or(admin, systemReader, domainReader),
  check_user_in_group: or(admin, systemReader, domainReader),
  get_role: or(admin, systemReader),
  list_roles: or(admin, systemReader),
  list_role_inference_rules: or(admin, systemReader),
  list_implied_roles: or(admin, systemReader),
  get_implied_role: or(admin, systemReader),
  list_role_assignments: or(admin, systemReader, domainReader),
  get_service: or(admin, systemReader),
  list_services: or(admin, systemReader),
  get_endpoint: or(admin, systemReader),
  list_endpoints: or(admin, systemReader),
  list_regions: anyone,
  get_region: anyone,
  list_credentials: anyone,
  validate_token: or(admin, self),
  check_token: or(admin, self),
  revoke_token: or(admin, self),
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
