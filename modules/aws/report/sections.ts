/** The parts of a discovery, as its log has them: which alerts are told where. */
import { capacityRules } from '../rules/table/capacity.ts';
import { cidrRules } from '../rules/table/cidrs.ts';
import { nameRules } from '../rules/table/names.ts';
import { routeRules } from '../rules/table/routes.ts';
import { tableRules } from '../rules/table/tables.ts';
import { transitRules } from '../rules/table/transit.ts';
import { wayRules } from '../rules/table/ways.ts';

export type Section = 'names' | 'capacity' | 'transit' | 'ways' | 'cidrs' | 'tables' | 'routes';

const groups: Readonly<Record<Section, Readonly<Record<string, unknown>>>> = {
  names: nameRules,
  capacity: capacityRules,
  transit: transitRules,
  ways: wayRules,
  cidrs: cidrRules,
  tables: tableRules,
  routes: routeRules,
};

/** The section of an alert. */
export function sectionOf(code: string): Section {
  const found = (Object.keys(groups) as Section[]).find((section) => code in groups[section]);
  return found ?? 'routes';
}
