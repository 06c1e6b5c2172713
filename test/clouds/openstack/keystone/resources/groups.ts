import type { CloudReply } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { listReply, shown, textOf, type Entity, type IdentityContext } from '../entity.ts';
import { enforce } from '../policy.ts';
import { conflict, notFound, refuse } from '../refusals.ts';
import type { Group } from '../rows.ts';
import { domainOfCaller } from './projects.ts';
import { users } from './users.ts';

/** Groups of users. */
export const groups: Entity<Group> = {
  member: 'group',
  collection: 'groups',
  table: (state) => state.groups,
  view: ({ id, name, domain_id, description }) => ({ id, name, domain_id, description }),
  target: (row) => ({ domainId: row.domain_id }),
  filters: { name: (row) => row.name, domain_id: (row) => row.domain_id },
  create(values, context) {
    const name = textOf(values, 'name', 64);
    const domainId = typeof values['domain_id'] === 'string' ? values['domain_id'] : domainOfCaller(context);
    if (context.state.groups.all().some((each) => each.name === name && each.domain_id === domainId)) {
      throw conflict('group', `Duplicate entry found with name ${name} at domain ID ${domainId}`);
    }
    const description = typeof values['description'] === 'string' ? values['description'] : '';
    return { id: context.state.ids.hex(), name, domain_id: domainId, description, users: [] };
  },
  update: (row, values) => ({
    ...row,
    ...(values['name'] === undefined ? {} : { name: textOf(values, 'name', 64) }),
    ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
  }),
  remove(row, { state }) {
    for (const grant of state.assignments.by('actor', row.id)) state.assignments.remove(grant.id);
  },
};

const MEMBER = '/v3/groups/:group/users/:user';

/** Who is in a group. */
export const groupMemberRoutes: readonly Route<IdentityContext>[] = [
  { method: 'PUT', path: MEMBER, handle: (context, { group = '', user = '' }) => join(context, group, user) },
  {
    method: 'DELETE',
    path: MEMBER,
    handle: (context, { group = '', user = '' }) => leave(context, group, user),
  },
  {
    method: 'GET',
    path: MEMBER,
    handle(context, { group = '', user = '' }) {
      enforce('check_user_in_group', context.caller, { userId: user });
      refuseStranger(findGroup(context, group, user), user);
      return { status: 204 };
    },
  },
  {
    method: 'GET',
    path: '/v3/groups/:group/users',
    handle(context, { group: id = '' }) {
      const group = context.state.groups.get(id);
      enforce('list_users_in_group', context.caller, { domainId: group?.domain_id });
      if (!group) throw notFound('group', id);
      const rows = group.users.flatMap((user) => context.state.users.get(user) ?? []);
      return listReply(
        'users',
        rows.map((row) => shown(users, row, context)),
        context.request,
      );
    },
  },
  {
    method: 'GET',
    path: '/v3/users/:user/groups',
    handle(context, { user: id = '' }) {
      const user = context.state.users.get(id);
      enforce('list_groups_for_user', context.caller, { userId: id, domainId: user?.domain_id });
      if (!user) throw notFound('user', id);
      const rows = context.state.groups.all().filter((row) => row.users.includes(id));
      const items = rows.map((row) => ({ ...shown(groups, row, context), membership_expires_at: null }));
      return listReply('groups', items, context.request);
    },
  },
];

function join(context: IdentityContext, groupId: string, userId: string): CloudReply {
  enforce('add_user_to_group', context.caller);
  const group = findGroup(context, groupId, userId);
  context.state.groups.replace({ ...group, users: [...new Set([...group.users, userId])] });
  return { status: 204 };
}

function leave(context: IdentityContext, groupId: string, userId: string): CloudReply {
  enforce('remove_user_from_group', context.caller);
  const group = findGroup(context, groupId, userId);
  refuseStranger(group, userId);
  context.state.groups.replace({ ...group, users: group.users.filter((id) => id !== userId) });
  return { status: 204 };
}

function refuseStranger(group: Group, userId: string): void {
  if (group.users.includes(userId)) return;
  throw refuse(404, `User '${userId}' not found in group '${group.id}'`);
}

function findGroup({ state }: IdentityContext, groupId: string, userId: string): Group {
  const group = state.groups.get(groupId);
  if (!group) throw notFound('group', groupId);
  if (!state.users.get(userId)) throw notFound('user', userId);
  return group;
}
