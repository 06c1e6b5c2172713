import type { JsonObject } from '../../http/exchange.ts';
import { folded } from '../../neutron/listing/collation.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { linksOf } from '../links.ts';
import { requireProject } from '../policy.ts';
import type { Flavor } from '../rows.ts';

/** The flavor with this id that the caller may see. */
export function findFlavor(context: Context, flavorid: string): Flavor {
  requireProject(context);
  const [row] = context.state.flavors.by('flavorid', folded(flavorid));
  if (!row || !isVisible(row, context)) throw notFound(`Flavor ${flavorid} could not be found.`);
  return row;
}

/** Administrators see every flavor, others the public ones and those that their project has access to. */
export function isVisible(row: Flavor, { who }: Pick<Context, 'who'>): boolean {
  return who.isAdmin || row.is_public || hasAccess(row, who.projectId);
}

export function hasAccess(row: Flavor, projectId: string | undefined): boolean {
  return projectId !== undefined && row.projects.includes(projectId);
}

/** A flavor in short, as in a list. */
export function viewBriefly(row: Flavor, context: Context): JsonObject {
  return {
    id: row.flavorid,
    name: row.name,
    links: linksOf(context, 'flavors', row.flavorid),
    ...(context.version >= 55 ? { description: row.description } : {}),
  };
}

/** A flavor with all its values. */
export function viewFlavor(row: Flavor, context: Context): JsonObject {
  return {
    id: row.flavorid,
    name: row.name,
    ram: row.memory_mb,
    disk: row.root_gb,
    swap: row.swap === 0 && context.version < 75 ? '' : row.swap,
    'OS-FLV-EXT-DATA:ephemeral': row.ephemeral_gb,
    'OS-FLV-DISABLED:disabled': row.disabled,
    vcpus: row.vcpus,
    'os-flavor-access:is_public': row.is_public,
    rxtx_factor: row.rxtx_factor,
    links: linksOf(context, 'flavors', row.flavorid),
    ...(context.version >= 55 ? { description: row.description } : {}),
    ...(context.version >= 61 ? { extra_specs: row.extra_specs } : {}),
  };
}
