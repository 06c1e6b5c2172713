import type { SpokeGateway } from '../../controller/controller.types.ts';
import type { RegionSnapshot, TransitSnapshot } from '../../snapshot/snapshot.types.ts';
import type { Operation } from '../operation.types.ts';
import { presentAdvertisement } from './advertisement-row.ts';
import { presentAssociation } from './association-row.ts';
import { presentPropagation, presentReference, presentRoute } from './transit-rows.ts';

/** What was read once for all VPCs. */
export interface Facts {
  readonly regions: readonly RegionSnapshot[];
  readonly transits: readonly TransitSnapshot[];
  readonly gateways: readonly SpokeGateway[];
}

/** `unknown`: what was read does not tell. */
export type Seen = { readonly state: unknown } | 'unknown';

/** The present state of an operation, as far as what was read tells it: no call. Steps without a state are unknown. */
export function presentInFacts(operation: Operation, facts: Facts): Seen {
  switch (operation.kind) {
    case 'association': {
      const tables = facts.regions
        .flatMap(({ routeTables }) => routeTables)
        .filter(({ VpcId }) => VpcId === operation.vpc);
      return tables.length === 0 ? 'unknown' : presentAssociation(operation, tables);
    }
    case 'advertisement':
      return facts.gateways.some(({ name }) => name === operation.target['gateway'])
        ? presentAdvertisement(operation, facts.gateways)
        : 'unknown';
    default:
      return presentInTransit(operation, facts);
  }
}

function presentInTransit(operation: Operation, { transits }: Facts): Seen {
  const table = transits
    .flatMap(({ routeTables }) => routeTables)
    .find((one) => one.table.TransitGatewayRouteTableId === operation.target['table']);
  if (table === undefined) return 'unknown';
  if (operation.kind === 'static-route') return presentRoute(operation, table.routes);
  if (operation.kind === 'prefix-list-reference')
    return presentReference(operation, table.prefixListReferences);
  return operation.kind === 'propagation' ? presentPropagation(operation, table.propagations) : 'unknown';
}
