import { isObject } from '../../http/exchange.ts';
import { invalidInput } from '../errors.ts';
import type { Check } from './check.ts';
import { asInteger } from './convert.ts';
import { pythonRepr, pythonText } from './python.ts';

const KEYS = new Set(['opt_name', 'opt_value', 'ip_version']);
/** Options whose value may be empty. */
const BLANK = new Set(['router', 'classless-static-route']);

/** Options that a DHCP server sends: `[{opt_name, opt_value, ip_version?}]`. */
export const dhcpOptions: Check = (value) => {
  if (value === null) return undefined;
  if (!Array.isArray(value)) throw invalidInput(`'${pythonText(value)}' is not a list`);
  for (const option of value as readonly unknown[]) {
    if (!isOption(option)) throw invalidInput(`No valid key specs matched for: ${pythonRepr(option)}`);
  }
  return undefined;
};

function isOption(option: unknown): boolean {
  if (!isObject(option) || Object.keys(option).some((key) => !KEYS.has(key))) return false;
  const { opt_name: name, opt_value: value, ip_version: version } = option;
  if (version !== undefined && ![4, 6].includes(asInteger(version) ?? 0)) return false;
  if (!isLine(name, 64) || value === undefined) return false;
  if (value === null) return true;
  return BLANK.has(String(name)) ? typeof value === 'string' : isLine(value, 255);
}

function isLine(value: unknown, limit: number): boolean {
  return typeof value === 'string' && value.trim() !== '' && !/[\r\n]/.test(value) && value.length <= limit;
}
