import { nameOf, type Finding, type Path } from './finding.ts';

type Mapping = Readonly<Record<string, unknown>>;

/** A file in today's form, with a warning for all that was written as earlier versions of the kit had it. */
export interface Renewed {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

/** One form of earlier versions that can be read in one way only. */
type Renewal = (file: Mapping) => Renewed | undefined;

/** Puts former forms in their places of today. What can be read in several ways stays, and is refused later. */
export function renewed(file: Mapping): Renewed & { readonly value: Mapping } {
  const renewals: readonly Renewal[] = [withoutDiscriminator, withNameFormat, withEgressForAll];
  let value = file;
  const findings: Finding[] = [...regionOverrides(file), ...wholeRegions(file)];
  for (const renewal of renewals) {
    const result = renewal(value);
    if (result === undefined || !isMapping(result.value)) continue;
    value = result.value;
    findings.push(...result.findings);
  }
  return { value, findings };
}

function isMapping(value: unknown): value is Mapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function former(path: Path, detail: string, help: string): Finding {
  return { code: 'discovery-former', path, detail, help, isWarning: true, onKey: true };
}

function withConfig(file: Mapping, config: Mapping, finding: Finding): Renewed {
  return { value: { ...file, config }, findings: [finding] };
}

/** Before there were groups of gateways, there was no key to tell. */
function withoutDiscriminator(file: Mapping): Renewed | undefined {
  const { config } = file;
  if (config === undefined || (config !== null && !isMapping(config))) return undefined;
  if (config?.['configure_spoke_gw_hs'] != null) return undefined;
  return withConfig(
    file,
    { ...config, configure_spoke_gw_hs: false },
    former(
      ['config'],
      'config does not say configure_spoke_gw_hs; false is taken.',
      'Add configure_spoke_gw_hs: false.',
    ),
  );
}

/** Names were made from the CIDR or from the name of the VPC: none stood in the file. */
function withNameFormat(file: Mapping): Renewed | undefined {
  const { config } = file;
  if (!isMapping(config) || config['spoke_gw_name_format'] == null) return undefined;
  return withConfig(
    file,
    config['configure_gw_name'] == null ? { ...config, configure_gw_name: false } : config,
    former(
      ['config', 'spoke_gw_name_format'],
      'config.spoke_gw_name_format is of early versions; it is read as configure_gw_name: false.',
      'Write configure_gw_name: false; or true, and a spoke_gw_name and transit_gw_name for each VPC.',
    ),
  );
}

/** It was one setting for all accounts. */
function withEgressForAll(file: Mapping): Renewed | undefined {
  const { config, account_info: accounts } = file;
  if (!isMapping(config) || !Object.hasOwn(config, 'enable_spoke_egress') || !Array.isArray(accounts))
    return undefined;
  const { enable_spoke_egress, ...rest } = config;
  const given = accounts.map((account: unknown) =>
    isMapping(account) && account['enable_spoke_egress'] == null
      ? { ...account, enable_spoke_egress }
      : account,
  );
  return {
    value: { ...file, config: rest, account_info: given },
    findings: [
      former(
        ['config', 'enable_spoke_egress'],
        'config.enable_spoke_egress is of early versions; it is taken for every account that does not say otherwise.',
        'Move it to the accounts of account_info, or to their VPCs.',
      ),
    ],
  };
}

/** A region could name a transit gateway of its own. They stay where they are. */
function regionOverrides(file: Mapping): readonly Finding[] {
  return regionsOf(file).flatMap(({ region, path }) =>
    ['diy_tgw_id', 'diy_tgw_account', 'diy_tgw_role']
      .filter((key) => region[key] != null)
      .map((key) =>
        former(
          [...path, key],
          `${nameOf([...path, key])} is of early versions; it counts for this region in place of tgw.`,
          'Write it under tgw: tgw_account, tgw_role, and the id in tgw_by_region.',
        ),
      ),
  );
}

/** A region without VPCs stood for all that are in it. */
function wholeRegions(file: Mapping): readonly Finding[] {
  return regionsOf(file)
    .filter(({ region }) => Array.isArray(region['vpcs']) && region['vpcs'].length === 0)
    .map(({ path }) =>
      former(
        [...path, 'vpcs'],
        `${nameOf([...path, 'vpcs'])} is empty: all VPCs of the region are looked at, as in early versions.`,
        'Name the VPCs that are to be moved: each needs settings of its own for that.',
      ),
    );
}

function regionsOf(file: Mapping): readonly { readonly region: Mapping; readonly path: Path }[] {
  return itemsOf(file['account_info']).flatMap(({ item: account, index }) =>
    itemsOf(account['regions']).map(({ item: region, index: at }) => ({
      region,
      path: ['account_info', index, 'regions', at],
    })),
  );
}

function itemsOf(list: unknown): readonly { readonly item: Mapping; readonly index: number }[] {
  return Array.isArray(list)
    ? list.flatMap((item: unknown, index) => (isMapping(item) ? [{ item, index }] : []))
    : [];
}
