import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { didYouMean } from '../../../engine/schema/suggest.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';

/**
 * A discovery.yaml with only these VPCs in it, so that nothing else is looked at. A region that names none (all of it)
 * stays as it is: `refuseUnknown` says of what was found there. Other accounts stay without their regions: VPCs may be
 * attached to a transit gateway of theirs, which is looked after by their role.
 */
export function narrowed(config: Discovery, vpcs: readonly string[] | undefined): Discovery {
  if (vpcs === undefined) return config;
  const account_info = config.account_info.map((account) => {
    const regions = account.regions.flatMap((region) => {
      if (region.vpcs.length === 0) return [region];
      const chosen = region.vpcs.filter(({ vpc_id }) => vpcs.includes(vpc_id));
      return chosen.length === 0 ? [] : [{ ...region, vpcs: chosen }];
    });
    return { ...account, regions };
  });
  if (account_info.every(({ regions }) => regions.length === 0)) refuseUnknown(vpcs, namedVpcs(config));
  return { ...config, account_info };
}

/** All VPCs that a discovery.yaml names. */
export function namedVpcs({ account_info }: Discovery): readonly string[] {
  return account_info.flatMap(({ regions }) =>
    regions.flatMap(({ vpcs }) => vpcs.map(({ vpc_id }) => vpc_id)),
  );
}

/** Throws where a VPC was asked for that there is not, or a list without one: whoever wrote `--vpc "$VPC"` meant some. */
export function refuseUnknown(asked: readonly string[] | undefined, known: readonly string[]): void {
  if (asked?.length === 0)
    throw new DroverError('switch-refused', {
      detail: 'Only some VPCs were asked for (--vpc, aws_vpcs), and none is named.',
      help: `Name them, or leave it out for all. The discovery.yaml has: ${known.join(', ') || 'none'}.`,
    });
  const unknown = (asked ?? []).filter((vpc) => !known.includes(vpc));
  const [first] = unknown;
  if (first === undefined) return;
  throw new DroverError('switch-refused', {
    detail: `${unknown.join(', ')} ${unknown.length === 1 ? 'is' : 'are'} not in the discovery.yaml.`,
    help: `${didYouMean(first, known)} It has: ${known.join(', ') || 'none'}.`.trim(),
  });
}

/** Of a region that names none, the ones that were asked for. */
export function choose<T extends { readonly id: string }>(
  views: readonly T[],
  asked: readonly string[] | undefined,
): readonly T[] {
  return asked === undefined ? views : views.filter(({ id }) => asked.includes(id));
}
