/** What `nmcli con show NAME` tells, and where it differs from what is asked for. Pure. */
import { mtuSetting, routeText, type Options, type OptionValue } from './nmcli-options.ts';

/** Settings by their names; null for those that are not set. */
export type Shown = ReadonlyMap<string, OptionValue | null>;

const lists = new Set([
  ...['ipv4.addresses', 'ipv6.addresses', 'ipv4.dns', 'ipv4.dns-search', 'ipv4.routing-rules'],
  ...['ipv6.dns', 'ipv6.dns-search'],
]);

export function parseShown(text: string): Shown {
  const shown = new Map<string, OptionValue | null>();
  for (const line of text.split('\n')) {
    const at = line.indexOf(':');
    if (at <= 0) continue;
    const name = line.slice(0, at).trim();
    const value = line.slice(at + 1).trim();
    if (value === '--') shown.set(name, null);
    else if (name === 'bond.options') for (const [option, set] of optionsIn(value)) shown.set(option, set);
    else if (name === 'ipv4.routes' || name === 'ipv6.routes') shown.set(name, value.split(';').map(routeIn));
    else if (lists.has(name))
      shown.set(
        name,
        value.split(',').map((part) => part.trim()),
      );
    else shown.set(name, /^(-?\d+) \(\w+\)$/.exec(value)?.[1] ?? value);
  }
  return shown;
}

function optionsIn(text: string): readonly (readonly [string, string])[] {
  return text.split(',').flatMap((part) => {
    const at = part.indexOf('=');
    return at === -1 ? [] : [[part.slice(0, at), part.slice(at + 1)] as const];
  });
}

/** A route, as `{ ip = 10.0.0.0/8, nh = 192.0.2.1, mt = 5 }` or in words. */
function routeIn(text: string): string {
  const trimmed = text.trim();
  if (!trimmed.includes('{')) return trimmed;
  const names: Readonly<Record<string, string>> = { nh: 'next_hop', mt: 'metric' };
  const parts = [...trimmed.matchAll(/([\w-]+)\s?=\s?([^\s,}]*)/g)];
  return routeText(
    Object.fromEntries(parts.map(([, name = '', value = '']) => [names[name] ?? name, value])),
  );
}

export interface Difference {
  readonly setting: string;
  readonly before: OptionValue | null;
  readonly after: OptionValue;
}

const privacy: Readonly<Record<string, string>> = {
  disabled: '0',
  'prefer-public-addr': '1 (enabled, prefer public IP)',
  'prefer-temp-addr': '2 (enabled, prefer temporary IP)',
  unknown: '-1',
};

/** The settings that differ from what is asked for; a setting that is asked to be empty is not looked at. */
export function differences(options: Options, shown: Shown, type: string | undefined): readonly Difference[] {
  return [...options].flatMap(([setting, value]) => {
    if (value.length === 0) return [];
    // A bridge that does not look for loops keeps the usual priority, whatever is asked for.
    const after =
      setting === 'ipv6.ip6-privacy' && typeof value === 'string' ? (privacy[value] ?? value) : value;
    const before = shown.get(setting) ?? null;
    if (isSame(setting, before, after)) return [];
    const isUnsetMtu = setting === mtuSetting && after === '0' && (before === 'auto' || type === 'dummy');
    return isUnsetMtu ? [] : [{ setting, before, after }];
  });
}

function isSame(setting: string, before: OptionValue | null, after: OptionValue): boolean {
  if (before === null) return false;
  const [a, b] = [listOf(before), listOf(after)];
  // The first address is the one that packets leave with: the order counts.
  if (setting.endsWith('.addresses')) return isEqual(a, b);
  // nmcli shows hardware addresses in capitals.
  const fold = setting.endsWith('mac-address')
    ? (text: string) => text.toUpperCase()
    : (text: string) => text;
  return isEqual(a.map(fold).sort(), b.map(fold).sort());
}

function listOf(value: OptionValue): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, at) => each === b[at]);
}
