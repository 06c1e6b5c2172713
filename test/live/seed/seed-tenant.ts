import { benchGroups, benchNetworks, benchRouters } from './bench-tenant.ts';
import { adminEntry, connect } from './cloud.ts';
import { seedGroups } from './seed-groups.ts';
import { seedNetworks } from './seed-networks.ts';
import { seedRouters } from './seed-routers.ts';
import { seedSurroundings } from './surroundings.ts';
import { networks } from './tenant/networks.ts';
import { routers } from './tenant/routers.ts';
import { securityGroups } from './tenant/security-groups.ts';

/** Which tenant: one with everything that can be awkward, or one with much of the same. */
export type TenantKind = 'everything' | 'bench';

const TENANTS = {
  everything: { networks, routers, securityGroups },
  bench: { networks: benchNetworks, routers: benchRouters, securityGroups: benchGroups },
} as const;

/**
 * Brings the project of a clouds.yaml entry to what the seed says; a second run writes nothing.
 * Answers with the number of calls that changed something.
 */
export async function seedTenant(entry: string, kind: TenantKind = 'everything'): Promise<number> {
  const [tenant, admin, surroundings] = await Promise.all([
    connect(entry),
    connect(adminEntry(entry)),
    seedSurroundings(entry),
  ]);
  const seed = TENANTS[kind];
  const connected = async (): Promise<void> => {
    const subnets = await seedNetworks({ tenant, admin }, seed.networks, surroundings);
    await seedRouters({ tenant, admin }, seed.routers, subnets, surroundings);
  };
  await Promise.all([connected(), seedGroups(tenant, seed.securityGroups, surroundings)]);
  return tenant.writes() + admin.writes() + surroundings.writes;
}
