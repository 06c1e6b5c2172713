import type { Path } from './finding.ts';

/** Keys of files like this one, with what to do about them; `under`: the last key of the mapping they stand in. */
const keys: readonly { readonly key: string; readonly under?: string; readonly help: string }[] = [
  {
    key: 'label',
    help: 'Files with a label are those of other clouds (AZURE ...): this one is for AWS. Take it out.',
  },
  { key: 'azure_cred', help: 'This is a key of the files for Azure; this one is for AWS. Take it out.' },
  { key: 'tgw_id', under: 'tgw', help: 'Transit gateways stand in tgw_by_region, by their regions.' },
  { key: 'vpcs', under: 'account_info', help: 'VPCs stand in a region: regions: [{region: …, vpcs: […]}].' },
  { key: 'region', under: 'account_info', help: 'Regions are a list: regions: [{region: …, vpcs: […]}].' },
];

/** What is to be said of a key that belongs elsewhere; undefined for one that nobody knows. */
export function foreignKey(key: string, path: Path): string | undefined {
  const under = path.findLast((step) => typeof step === 'string');
  return keys.find((one) => one.key === key && one.under === under)?.help;
}
