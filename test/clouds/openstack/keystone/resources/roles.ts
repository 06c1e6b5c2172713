import type { JsonObject } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { textOf, type Entity, type IdentityContext } from '../entity.ts';
import { enforce } from '../policy.ts';
import { conflict, notFound, refuse } from '../refusals.ts';
import { mergedOptions, refuseImmutableDelete, refuseImmutableUpdate } from '../resource-options.ts';
import type { Role } from '../rows.ts';
import { withImpliedRoles } from '../state.ts';

/** Roles. Those of the whole cloud are listed unless those of a domain are asked for. */
export const roles: Entity<Role> = {
  member: 'role',
  collection: 'roles',
  table: (state) => state.roles,
  view: ({ implies: _implies, ...row }) => ({ ...row }),
  filters: { name: (row) => row.name },
  isListed: (row, { request }) => row.domain_id === request.query.get('domain_id'),
  create(values, { state }) {
    const name = textOf(values, 'name');
    const domain = typeof values['domain_id'] === 'string' ? values['domain_id'] : null;
    if (state.roles.by('name', name).some((each) => each.domain_id === domain)) {
      throw conflict('role', `Duplicate entry found with name ${name}`);
    }
    return {
      id: state.ids.hex(),
      name,
      domain_id: domain,
      description: typeof values['description'] === 'string' ? values['description'] : null,
      options: mergedOptions({}, values),
      implies: [],
    };
  },
  update(row, values) {
    refuseImmutableUpdate('role', row, values);
    return {
      ...row,
      ...(values['name'] === undefined ? {} : { name: textOf(values, 'name') }),
      ...(typeof values['description'] === 'string' ? { description: values['description'] } : {}),
      options: mergedOptions(row.options, values),
    };
  },
  remove(row, { state }) {
    refuseImmutableDelete('role', row);
    for (const grant of state.assignments.all())
      if (grant.role === row.id) state.assignments.remove(grant.id);
    for (const prior of state.roles.all().filter(({ implies }) => implies.includes(row.id)))
      state.roles.replace({ ...prior, implies: prior.implies.filter((id) => id !== row.id) });
  },
};

const ALL = '/v3/roles/:prior/implies';
const ONE = `${ALL}/:implied`;

/** What roles bring along. */
export const impliedRoleRoutes: readonly Route<IdentityContext>[] = [
  {
    method: 'GET',
    path: '/v3/role_inferences',
    handle(context) {
      enforce('list_role_inference_rules', context.caller);
      const priors = context.state.roles.all().filter(({ implies }) => implies.length > 0);
      const inferences = priors.map((prior) => inferenceOf(context, prior, impliedBy(context, prior)));
      return { status: 200, body: { role_inferences: inferences } };
    },
  },
  {
    method: 'GET',
    path: ALL,
    handle(context, { prior: id = '' }) {
      enforce('list_implied_roles', context.caller);
      const prior = findRole(context, id);
      return {
        status: 200,
        body: { role_inference: inferenceOf(context, prior, impliedBy(context, prior)) },
      };
    },
  },
  ...(['GET', 'HEAD'] as const).map((method) => ({
    method,
    path: ONE,
    handle(context: IdentityContext, { prior: id = '', implied = '' }: Readonly<Record<string, string>>) {
      enforce('get_implied_role', context.caller);
      const prior = findRole(context, id);
      refuseNotImplied(prior, implied);
      const body = {
        role_inference: inferenceOf(context, prior, shortOf(context, findRole(context, implied))),
      };
      return method === 'HEAD' ? { status: 204 } : { status: 200, body };
    },
  })),
  {
    method: 'PUT',
    path: ONE,
    handle(context, { prior: id = '', implied: impliedId = '' }) {
      enforce('create_implied_role', context.caller);
      const prior = findRole(context, id);
      const implied = findRole(context, impliedId);
      if (implied.domain_id !== null || implied.name === 'admin')
        throw refuse(403, `${implied.id} cannot be an implied roles.`);
      if (prior.implies.includes(implied.id)) throw conflict('implied_role', 'Duplicate entry');
      if (withImpliedRoles(context.state, implied.id).includes(prior.id))
        throw refuse(403, `${implied.id} cannot be an implied roles.`);
      context.state.roles.replace({ ...prior, implies: [...prior.implies, implied.id] });
      return {
        status: 201,
        body: { role_inference: inferenceOf(context, prior, shortOf(context, implied)) },
      };
    },
  },
  {
    method: 'DELETE',
    path: ONE,
    handle(context, { prior: id = '', implied = '' }) {
      enforce('delete_implied_role', context.caller);
      const prior = findRole(context, id);
      refuseNotImplied(prior, implied);
      context.state.roles.replace({ ...prior, implies: prior.implies.filter((one) => one !== implied) });
      return { status: 204 };
    },
  },
];

function findRole({ state }: IdentityContext, id: string): Role {
  const role = state.roles.get(id);
  if (!role) throw notFound('role', id);
  return role;
}

function refuseNotImplied(prior: Role, implied: string): void {
  if (!prior.implies.includes(implied)) throw notFound('implied role', `${prior.id} implies ${implied}`);
}

function impliedBy(context: IdentityContext, { implies }: Role): JsonObject[] {
  return implies.map((id) => shortOf(context, findRole(context, id)));
}

function inferenceOf(context: IdentityContext, prior: Role, implies: unknown): JsonObject {
  return { prior_role: shortOf(context, prior), implies };
}

function shortOf({ request }: IdentityContext, { id, name }: Role): JsonObject {
  return { id, name, links: { self: `${request.origin}/v3/roles/${id}` } };
}
