/** The accounts and regions whose quotas are meant: those that are named, or those of the discovery.yaml. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Place } from '../api/aws.types.ts';
import { discoveryOf } from '../discovery/from-variables.ts';
import { placeOf } from '../discovery/places.ts';

export interface PlaceArguments {
  readonly account?: string | undefined;
  readonly role?: string | undefined;
  readonly region?: string | undefined;
}

export function quotaPlaces(
  { account, role, region }: PlaceArguments,
  context: TaskContext,
): readonly Place[] {
  if (account !== undefined && !/^\d{12}$/.test(account))
    throw new DroverError('aws-config', {
      detail: `${account} is no account of AWS: those have twelve digits.`,
      help: 'Write it in quotes, with the zeros at its beginning.',
    });
  if (account !== undefined && region !== undefined)
    return [{ account, region, ...(role === undefined ? {} : { role }) }];
  if (context.variable('account_info') === undefined)
    throw new DroverError('aws-config', {
      detail: 'It is not said which account and region are meant.',
      help: 'Give account and region (and the role to assume), or a discovery.yaml: -e @discovery.yaml.',
    });
  const config = discoveryOf(context, { isInventory: true });
  const places = config.account_info.flatMap((info) =>
    info.regions.map((named) => ({
      ...placeOf(info, named.region),
      ...(role === undefined ? {} : { role }),
    })),
  );
  const meant = places.filter(
    (place) =>
      (account === undefined || place.account === account) &&
      (region === undefined || place.region === region),
  );
  return [...new Map(meant.map((place) => [JSON.stringify(place), place])).values()];
}
