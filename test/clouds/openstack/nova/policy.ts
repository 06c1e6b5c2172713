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

/** What those of a server's project may do with it. */
const OWNED = [
  ...['create', 'show', 'update', 'delete', 'start', 'stop', 'reboot', 'resize', 'confirm_resize'].map(
    serverAction,
  ),
  ...['revert_resize', 'create_image', 'rebuild', 'create:attach_volume', 'create:attach_network'].map(
    serverAction,
  ),
  ...['os-pause-server:pause', 'os-pause-server:unpause', 'os-suspend-server:suspend'],
  ...['os-suspend-server:resume', 'os-lock-server:lock', 'os-lock-server:unlock', 'os-console-output'],
  ...['os-deferred-delete:force', 'os-deferred-delete:restore', 'ips:index', 'ips:show'],
  ...['os-instance-actions:list', 'os-instance-actions:show', 'os-security-groups:list'],
  ...['os-security-groups:add', 'os-security-groups:remove', 'os-server-password:show'],
  ...['index', 'show', 'create', 'update', 'delete'].map((verb) => `os-volumes-attachments:${verb}`),
  ...['list', 'show', 'create', 'delete'].map((verb) => `os-attach-interfaces:${verb}`),
  ...['index', 'show', 'create', 'update', 'update_all', 'delete'].map((verb) => `server-metadata:${verb}`),
  ...['index', 'show', 'update', 'update_all', 'delete', 'delete_all'].map(
    (verb) => `os-server-tags:${verb}`,
  ),
];

function serverAction(verb: string): string {
  return `servers:${verb}`;
}

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
  ...Object.fromEntries(OWNED.map((action) => [action, owner])),
};

/** Refuses with 403 if the policy does not allow an action such as `os-keypairs:create`. */
export function enforce({ who }: Pick<Context, 'who'>, action: string, target: Target = {}): void {
  if (!(RULES[action] ?? admin)(who, target)) throw forbidden(action);
}

/** Much of what Nova looks up is nobody's without a project; only an administrator may ask all the same. */
export function requireProject({ who }: Pick<Context, 'who'>): void {
  if (who.projectId === undefined && !who.isAdmin) throw fault(403, 'Forbidden');
}
