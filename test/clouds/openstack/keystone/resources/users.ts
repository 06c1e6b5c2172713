import type { JsonObject } from '../../http/exchange.ts';
import { flagOf, textOf, type Entity } from '../entity.ts';
import { conflict, notFound, refuse } from '../refusals.ts';
import { mergedOptions } from '../resource-options.ts';
import type { User } from '../rows.ts';
import { domainOfCaller } from './projects.ts';

const OWN_FIELDS = new Set(['name', 'domain_id', 'enabled', 'default_project_id', 'password', 'options']);

/** Users. A password goes in and never comes out. */
export const users: Entity<User> = {
  member: 'user',
  collection: 'users',
  isHidden: true,
  table: (state) => state.users,
  view: (row) => ({
    ...row.extra,
    id: row.id,
    name: row.name,
    domain_id: row.domain_id,
    enabled: row.enabled,
    ...(row.default_project_id === undefined ? {} : { default_project_id: row.default_project_id }),
    password_expires_at: null,
    options: row.options,
  }),
  filters: {
    name: (row) => row.name,
    domain_id: (row) => row.domain_id,
    enabled: (row) => row.enabled,
  },
  target: (row) => ({ userId: row.id, domainId: row.domain_id }),
  create(values, context) {
    const { state } = context;
    const name = textOf(values, 'name');
    const domainId = typeof values['domain_id'] === 'string' ? values['domain_id'] : domainOfCaller(context);
    if (!state.domains.get(domainId)) throw notFound('domain', domainId);
    if (state.users.by('name', name).some((each) => each.domain_id === domainId)) {
      throw conflict('user', `Duplicate entry found with name ${name} at domain ID ${domainId}`);
    }
    return {
      id: state.ids.hex(),
      name,
      domain_id: domainId,
      enabled: flagOf(values, 'enabled') ?? true,
      ...(typeof values['default_project_id'] === 'string'
        ? { default_project_id: values['default_project_id'] }
        : {}),
      extra: extraOf(values),
      options: mergedOptions({}, values),
      password: typeof values['password'] === 'string' ? values['password'] : state.ids.secret(18),
    };
  },
  update(row, values, { state }) {
    const name = values['name'] === undefined ? row.name : textOf(values, 'name');
    if (![undefined, row.domain_id].includes(values['domain_id'] as string | undefined)) {
      throw refuse(400, 'Cannot change Domain ID');
    }
    const others = state.users.by('name', name).filter((each) => each.id !== row.id);
    if (others.some((each) => each.domain_id === row.domain_id)) {
      throw conflict('user', `Duplicate entry found with name ${name}`);
    }
    // A new password, or being switched off, ends every token of the user.
    if (values['password'] !== undefined || values['enabled'] === false) {
      for (const token of state.tokens.all()) if (token.userId === row.id) state.tokens.remove(token.id);
    }
    const next: User = {
      ...row,
      name,
      enabled: flagOf(values, 'enabled') ?? row.enabled,
      ...(typeof values['password'] === 'string' ? { password: values['password'] } : {}),
      ...(typeof values['default_project_id'] === 'string'
        ? { default_project_id: values['default_project_id'] }
        : {}),
      extra: { ...row.extra, ...extraOf(values) },
      options: mergedOptions(row.options, values),
    };
    if (values['default_project_id'] !== null) return next;
    const { default_project_id: _project, ...without } = next;
    return without;
  },
  remove(row, { state }) {
    for (const grant of state.assignments.by('actor', row.id)) state.assignments.remove(grant.id);
    for (const each of state.applicationCredentials.by('user', row.id))
      state.applicationCredentials.remove(each.id);
    for (const token of state.tokens.all()) if (token.userId === row.id) state.tokens.remove(token.id);
  },
};

function extraOf(values: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !OWN_FIELDS.has(name)));
}
