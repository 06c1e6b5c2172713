import { availabilityZoneRoutes } from './resources/availability-zones.ts';
import { extensionRoutes } from './resources/extensions.ts';
import { extraSpecRoutes } from './resources/extra-specs.ts';
import { flavorAccessRoutes } from './resources/flavor-access.ts';
import { flavorRoutes } from './resources/flavors.ts';
import { hypervisorRoutes } from './resources/hypervisors.ts';
import { keypairRoutes } from './resources/keypairs.ts';
import { limitRoutes } from './resources/limits.ts';
import { quotaSetRoutes } from './resources/quota-sets.ts';
import { serverGroupRoutes } from './resources/server-groups.ts';
import { serverRoutes } from './resources/servers.ts';
import { serviceRoutes } from './resources/services.ts';
import { get, type ComputeRoute } from './route.ts';
import { showVersion } from './versions.ts';

/** Every call of the API that this cloud answers; others lead nowhere. */
export const ROUTES: readonly ComputeRoute[] = [
  get('/', ({ request, state }) => showVersion(request, 'v2.1', 'v2.1', state.highest)),
  get('/versions/:id', ({ request, state }, { id = '' }) => showVersion(request, id, 'v2.1', state.highest)),
  ...extensionRoutes,
  ...flavorRoutes,
  ...extraSpecRoutes,
  ...flavorAccessRoutes,
  ...keypairRoutes,
  ...serverGroupRoutes,
  ...quotaSetRoutes,
  ...limitRoutes,
  ...availabilityZoneRoutes,
  ...hypervisorRoutes,
  ...serviceRoutes,
  ...serverRoutes,
];
