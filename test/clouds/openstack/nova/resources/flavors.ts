import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { enforce } from '../policy.ts';
import { get, ok, post, put, remove, since, type ComputeRoute } from '../route.ts';
import type { Flavor } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { CHANGED_FLAVOR, newFlavor } from '../schemas/flavors.ts';
import { timeOf } from '../seed.ts';
import { boolOf } from '../values.ts';
import { listFlavors } from './flavor-list.ts';
import { findFlavor, viewBriefly, viewFlavor } from './flavor-rows.ts';

export const flavorRoutes: readonly ComputeRoute[] = [
  get('/flavors', (context) => listFlavors(context, 'flavors', viewBriefly)),
  get('/flavors/detail', (context) => listFlavors(context, 'flavors/detail', viewFlavor)),
  get('/flavors/:id', (context, { id = '' }) => shown(findFlavor(context, id), context)),
  post('/flavors', create),
  put('/flavors/:id', since(55, changeDescription)),
  remove('/flavors/:id', (context, { id = '' }) => {
    enforce(context, 'os-flavor-manage:delete');
    context.state.flavors.remove(findFlavor(context, id).id);
    return { status: 202 };
  }),
];

function create(context: Context): CloudReply {
  checkBody(newFlavor(context.version >= 55), context.body);
  enforce(context, 'os-flavor-manage:create');
  // Boundary: its shape was checked.
  const { flavor } = context.body as { readonly flavor: JsonObject };
  const row = rowOf(context, flavor);
  const { flavors } = context.state;
  if (flavors.count('flavorid', folded(row.flavorid)) > 0) {
    throw conflict(`Flavor with ID ${row.flavorid} already exists.`);
  }
  if (flavors.count('name', folded(row.name)) > 0) {
    throw conflict(`Flavor with name ${row.name} already exists.`);
  }
  return shown(flavors.insert(row), context);
}

/** The values of a checked body; numbers may be written as texts. */
function rowOf({ state, version }: Context, values: JsonObject): Flavor {
  const numberOf = (name: string, usual?: number): number => Number(values[name] ?? usual);
  const { id, description } = values;
  // Whatever Python takes for false is as if no id were given.
  const hasId = typeof id === 'string' || (typeof id === 'number' && id !== 0);
  return {
    id: String(state.nextNumber()),
    flavorid: hasId ? String(id) : state.ids.uuid(),
    name: String(values['name']).trim(),
    memory_mb: numberOf('ram'),
    vcpus: numberOf('vcpus'),
    root_gb: numberOf('disk'),
    ephemeral_gb: numberOf('OS-FLV-EXT-DATA:ephemeral', 0),
    swap: numberOf('swap', 0),
    rxtx_factor: numberOf('rxtx_factor', 1),
    is_public: boolOf(values['os-flavor-access:is_public'] ?? true) ?? true,
    disabled: false,
    description: version >= 55 && typeof description === 'string' ? description : null,
    extra_specs: {},
    projects: [],
    created_at: timeOf(state),
    updated_at: null,
  };
}

function changeDescription(context: Context, { id = '' }: Readonly<Record<string, string>>): CloudReply {
  checkBody(CHANGED_FLAVOR, context.body);
  enforce(context, 'os-flavor-manage:update');
  // Boundary: its shape was checked.
  const { flavor } = context.body as { readonly flavor: { readonly description: string | null } };
  const row = findFlavor(context, id);
  const changed = { ...row, description: flavor.description, updated_at: timeOf(context.state) };
  return shown(context.state.flavors.replace(changed), context);
}

function shown(row: Flavor, context: Context): CloudReply {
  return ok({ flavor: viewFlavor(row, context) });
}
