import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { badRequest, conflict, notFound } from '../errors.ts';
import { enforce } from '../policy.ts';
import { get, ok, post, put, remove, type ComputeRoute } from '../route.ts';
import type { Flavor } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { NEW_EXTRA_SPECS, ONE_EXTRA_SPEC } from '../schemas/flavors.ts';
import { checkExtraSpec } from './extra-spec-checks.ts';
import { findFlavor } from './flavor-rows.ts';

const ALL = '/flavors/:id/os-extra_specs';
const ONE = `${ALL}/:key`;

/** What a flavor asks of the machine, in words of the hypervisor. */
export const extraSpecRoutes: readonly ComputeRoute[] = [
  get(ALL, (context, { id = '' }) => {
    enforce(context, 'os-flavor-extra-specs:index');
    return ok({ extra_specs: findFlavor(context, id).extra_specs });
  }),
  get(ONE, (context, { id = '', key = '' }) => {
    enforce(context, 'os-flavor-extra-specs:show');
    const row = findFlavor(context, id);
    if (!Object.hasOwn(row.extra_specs, key)) throw noSpec(id, key);
    return ok({ [key]: row.extra_specs[key] });
  }),
  post(ALL, (context, { id = '' }) => {
    checkBody(NEW_EXTRA_SPECS, context.body);
    enforce(context, 'os-flavor-extra-specs:create');
    // Boundary: its shape was checked.
    const { extra_specs: specs } = context.body as { readonly extra_specs: JsonObject };
    return store(context, id, specs);
  }),
  put(ONE, (context, { id = '', key = '' }) => {
    checkBody(ONE_EXTRA_SPEC, context.body);
    enforce(context, 'os-flavor-extra-specs:update');
    // Boundary: its shape was checked.
    const specs = context.body as JsonObject;
    checkSpecs(context, specs);
    if (!Object.hasOwn(specs, key)) throw badRequest('Request body and URI mismatch');
    return store(context, id, specs);
  }),
  remove(ONE, (context, { id = '', key = '' }) => {
    enforce(context, 'os-flavor-extra-specs:delete');
    const row = findFlavor(context, id);
    const { [key]: gone, ...rest } = row.extra_specs;
    if (gone === undefined) throw noSpec(id, key);
    context.state.flavors.replace({ ...row, extra_specs: rest });
    return { status: 200 };
  }),
];

/** Puts specs beside those that are there, and answers with the body as it came: numbers become texts only inside. */
function store(context: Context, id: string, specs: JsonObject): CloudReply {
  checkSpecs(context, specs);
  const row = findFlavor(context, id);
  const texts = Object.entries(specs).map(([name, value]) => [name, String(value)] as const);
  const extraSpecs = { ...row.extra_specs, ...Object.fromEntries(texts) };
  refuseSameKeys(row, Object.keys(extraSpecs));
  context.state.flavors.replace({ ...row, extra_specs: extraSpecs });
  return ok(context.body);
}

/** Its database takes keys that differ in case only for one, and Nova tries again and again. */
function refuseSameKeys(row: Flavor, keys: readonly string[]): void {
  if (new Set(keys.map(folded)).size === keys.length) return;
  throw conflict(`Flavor ${row.id} extra spec cannot be updated or created after 10 retries.`);
}

function checkSpecs({ version }: Context, specs: JsonObject): void {
  if (version < 86) return;
  for (const [name, value] of Object.entries(specs)) checkExtraSpec(name, String(value));
}

function noSpec(id: string, key: string): Error {
  return notFound(`Flavor ${id} has no extra specs with key ${key}.`);
}
