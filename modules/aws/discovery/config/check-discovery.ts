import { checkRules } from './check-rules.ts';
import type { Discovery } from './discovery.types.ts';
import type { Finding } from './finding.ts';
import { renewed } from './former.ts';
import { readValue } from './read-value.ts';
import { discoverySchema } from './schema/discovery.ts';
import { accountName } from './settings.ts';

export interface ReadOptions {
  /** Only an inventory is made: the controller, versions and names of gateways may be missing. */
  readonly isInventory?: boolean;
}

export interface Checked {
  /** Undefined where an error was found. */
  readonly config: Discovery | undefined;
  readonly findings: readonly Finding[];
}

/** What a discovery.yaml says, given as plain JSON values, and all that is wrong with it. */
export function checkDiscovery(value: Readonly<Record<string, unknown>>, options: ReadOptions = {}): Checked {
  const { value: today, findings: former } = renewed(value);
  const findings: Finding[] = [];
  const read = readValue(discoverySchema, today, [], (finding) => findings.push(finding));
  const config = finished(read as Discovery);
  const all = [...former, ...findings];
  all.push(...checkRules(read as Discovery, { isInventory: options.isInventory === true }, findings));
  const isBad = all.some(({ isWarning }) => isWarning !== true);
  return { config: isBad ? undefined : config, findings: all };
}

/** Values that follow from others. */
function finished(config: Discovery): Discovery {
  const { config: options } = config;
  return {
    ...config,
    config: options.configure_spoke_gw_hs ? { ...options, add_vpc_cidr: false } : options,
    account_info: config.account_info.map((account) => ({ ...account, account_name: accountName(account) })),
  };
}
