import type { CloudReply } from '../../http/exchange.ts';
import { actionOf } from '../body.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { enforce } from '../policy.ts';
import { get, ok, post, type ComputeRoute, type Handle } from '../route.ts';
import type { Flavor } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { accessAction } from '../schemas/flavors.ts';
import { findFlavor } from './flavor-rows.ts';

/** Which projects may see a private flavor. */
export const flavorAccessRoutes: readonly ComputeRoute[] = [
  get('/flavors/:id/os-flavor-access', (context, { id = '' }) => {
    enforce(context, 'os-flavor-access');
    const row = findFlavor(context, id);
    if (row.is_public) throw notFound('Access list not available for public flavors.');
    return view(row);
  }),
  post('/flavors/:id/action', (context, parameters) => {
    const name = actionOf(context.body, context.request.body.length);
    const act = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (!act) throw badRequest(`There is no such action: ${name}`);
    return act(context, parameters);
  }),
];

const ACTIONS: Readonly<Record<string, Handle>> = {
  addTenantAccess(context, { id = '' }) {
    const tenant = tenantOf(context, 'addTenantAccess', 'os-flavor-access:add_tenant_access');
    if (context.isUnknownProject(tenant)) {
      throw badRequest(`Project ID ${tenant} is not a valid project.`);
    }
    const row = findFlavor(context, id);
    if (context.version >= 7 && row.is_public) throw conflict('Can not add access to a public flavor.');
    if (row.projects.includes(tenant)) {
      throw conflict(`Flavor access already exists for flavor ${row.id} and project ${tenant} combination.`);
    }
    return view(context.state.flavors.replace({ ...row, projects: [...row.projects, tenant] }));
  },
  removeTenantAccess(context, { id = '' }) {
    const tenant = tenantOf(context, 'removeTenantAccess', 'os-flavor-access:remove_tenant_access');
    const row = findFlavor(context, id);
    if (!row.projects.includes(tenant)) {
      throw notFound(`Flavor access not found for ${row.id} / ${tenant} combination.`);
    }
    const projects = row.projects.filter((each) => each !== tenant);
    return view(context.state.flavors.replace({ ...row, projects }));
  },
};

function tenantOf(context: Context, name: string, action: string): string {
  checkBody(accessAction(name), context.body);
  enforce(context, action);
  // Boundary: its shape was checked.
  return (context.body as Readonly<Record<string, { readonly tenant: string }>>)[name]!.tenant;
}

function view(row: Flavor): CloudReply {
  const access = row.projects.map((tenant) => ({ flavor_id: row.flavorid, tenant_id: tenant }));
  return ok({ flavor_access: access });
}
