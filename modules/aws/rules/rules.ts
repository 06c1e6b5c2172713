/** Every alert there is, by its code. A code is never used again for something else. */
import type { Rule } from './rule.types.ts';
import { capacityRules } from './table/capacity.ts';
import { cidrRules } from './table/cidrs.ts';
import { nameRules } from './table/names.ts';
import { routeRules } from './table/routes.ts';
import { tableRules } from './table/tables.ts';
import { transitRules } from './table/transit.ts';
import { wayRules } from './table/ways.ts';

const table = {
  ...nameRules,
  ...capacityRules,
  ...transitRules,
  ...wayRules,
  ...cidrRules,
  ...tableRules,
  ...routeRules,
} as const satisfies Readonly<Record<string, Rule>>;

export type AlertCode = keyof typeof table;

export const rules: Readonly<Record<AlertCode, Rule>> = table;

export const alertCodes = Object.keys(table) as readonly AlertCode[];
