import type { RouteCopy, TableCopy } from '../../discovery/copy/copy.types.ts';
import type { NextHopKind } from '../../discovery/copy/next-hop.ts';
import { mapping } from '../hcl/build.ts';
import type { Value } from '../hcl/hcl.types.ts';
import type { ProviderFlags } from '../provider-flags.ts';
import { copyTags } from './tags.ts';
import type { VpcInput } from './vpc-input.ts';

/** The value of `route_tables_<vpc>`: all copies by the tag that they get. */
export function routeTables(input: VpcInput): ReadonlyMap<string, Value> {
  const added = input.view.config.config.route_table_tags;
  return mapping(
    input.copy.tables
      .filter(({ reason }) => reason === undefined)
      .map((table) => [
        table.key,
        mapping<Value>([
          ['Main', flag(table.isMain)],
          ['ctrl_managed', flag(table.isManaged)],
          [
            'routes',
            mapping(
              targetsOf(table, input.options.provider).map((route, index) => [
                `route_${index + 1}`,
                mapping(Object.entries(route)),
              ]),
            ),
          ],
          ['tags', copyTags(table.table.Tags, table.isMain, added)],
        ]),
      ]),
  );
}

/** Routes that the versions of the providers have no words for. */
export function unwritableRoutes({ copy, options }: VpcInput): readonly string[] {
  return copy.tables
    .filter(({ reason }) => reason === undefined)
    .flatMap(({ id, routes }) =>
      routes
        .filter(({ reason }) => reason === undefined)
        .filter((route) => !isWritable(route, options.provider))
        .map(
          ({ destination, nextHop }) =>
            `the route ${destination.text} to ${nextHop.id} in ${id} cannot be written for this aws_provider. Allow a newer one, or add the route to the copy by hand.`,
        ),
    );
}

/** The kit's tables of tables have texts for flags. */
function flag(value: boolean): string {
  return value ? 'True' : 'False';
}

function targetsOf(
  { routes, endpoints }: TableCopy,
  provider: ProviderFlags,
): readonly { readonly destination: string; readonly target: string }[] {
  const copied = routes.filter((route) => route.reason === undefined && isWritable(route, provider));
  return [
    ...copied.map(({ destination, nextHop }) => ({
      destination: destination.text,
      // Of endpoints, those of gateway load balancers are next hops; gateway endpoints follow.
      target: nextHop.kind === 'endpoint' ? `glb-${nextHop.id}` : nextHop.id,
    })),
    ...endpoints.map((endpoint) => ({
      destination: routes.find(({ nextHop }) => nextHop.id === endpoint)?.destination.text ?? endpoint,
      target: endpoint,
    })),
  ];
}

const needed: Partial<Readonly<Record<NextHopKind, keyof ProviderFlags | 'nothing'>>> = {
  'carrier-gateway': 'prefixLists',
  'core-network': 'coreNetworks',
  'database-network': 'nothing',
};

function isWritable({ destination, nextHop }: RouteCopy, provider: ProviderFlags): boolean {
  const need = needed[nextHop.kind];
  if (need === 'nothing' || (need !== undefined && !provider[need])) return false;
  return destination.cidr !== undefined || provider.prefixLists;
}
