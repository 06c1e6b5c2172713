/** The roles that a migration works with, and what each of them is there for. */
import type { Place } from '../api/aws.types.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import { placeOf, transitPlaceOf } from '../discovery/places.ts';
import type { Duty } from './duties.ts';

/** A role of an account, in all the regions that it is used in. */
export interface Identity {
  readonly account: string;
  readonly role: string;
  readonly duties: ReadonlySet<Duty>;
  readonly regions: readonly string[];
  readonly bucket?: string;
  readonly parameter?: string;
}

export function identitiesOf(config: Discovery): readonly Identity[] {
  const access = config.aviatrix?.tf_controller_access;
  const found = new Map<string, { place: Place; duties: Set<Duty>; regions: Set<string>; bucket?: string }>();
  const note = (place: Place | undefined, duty: Duty, bucket?: string): void => {
    if (place?.role === undefined) return;
    const key = `${place.account} ${place.role}`;
    const known = found.get(key) ?? { place, duties: new Set(), regions: new Set() };
    known.duties.add(duty);
    known.regions.add(place.region);
    if (bucket !== undefined) known.bucket = bucket;
    found.set(key, known);
  };
  for (const account of config.account_info)
    for (const region of account.regions) {
      note(placeOf(account, region.region), 'vpcs');
      note(transitPlaceOf(config, region), 'transit');
    }
  const s3 = config.aws?.s3;
  if (s3 !== undefined)
    note({ account: s3.account, role: s3.role_name, region: s3.region }, 'bucket', s3.name);
  if (config.aviatrix !== undefined && access?.mode === 'SSM' && access.ssm_role !== '')
    note(
      { account: config.aviatrix.controller_account, role: access.ssm_role, region: access.region },
      'controller',
    );
  return [...found.values()].map(({ place, duties, regions, bucket }) => ({
    account: place.account,
    role: place.role ?? '',
    duties,
    regions: [...regions].toSorted(),
    ...(bucket === undefined ? {} : { bucket }),
    ...(duties.has('controller') && access?.mode === 'SSM' ? { parameter: access.password_store } : {}),
  }));
}
