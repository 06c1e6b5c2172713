import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { AskedSubscription } from './arguments.ts';

/** Source: syspurpose of subscription-manager(8). */
export const purposeFile = '/etc/rhsm/syspurpose/syspurpose.json';

const attributes = ['role', 'usage', 'service_level_agreement', 'addons'] as const;

/** The file of what the machine is for, as it is to be; the same text where it says that. What else is in it stays. */
export function purposeText(text: string, asked: NonNullable<AskedSubscription['syspurpose']>): string {
  const before = parsed(text);
  const after = new Map(Object.entries(before));
  for (const name of attributes)
    if (asked[name] === undefined) after.delete(name);
    else after.set(name, asked[name]);
  const sorted = (entries: Iterable<readonly [string, unknown]>): string =>
    JSON.stringify(Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1))), undefined, 2);
  return sorted(after) === sorted(Object.entries(before)) ? text : sorted(after);
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // Told below.
  }
  throw new DroverError('module-failed', {
    detail: `Failed to update syspurpose attributes: ${purposeFile} is no mapping in JSON.`,
    help: 'Mend the file on the machine, or remove it: it is written anew.',
  });
}
