import type { Body, Identity } from '../api/session.types.ts';
import type { Wanted } from '../kind/import-facts.ts';

/**
 * Leaves what these credentials stand on as it is called, and enabled: whoever disables his own account, project or
 * domain ends his own run, and cannot take it back.
 */
export function spareOwn(wanted: Wanted, found: Body, what: string): Wanted {
  const values = new Map(wanted.values);
  const spared: string[] = [];
  if (values.get('is_enabled') === false && found['enabled'] !== false) {
    values.delete('is_enabled');
    spared.push('enabled');
  }
  if (values.has('name') && values.get('name') !== found['name']) {
    values.delete('name');
    spared.push(`called "${String(found['name'])}"`);
  }
  if (spared.length === 0) return wanted;
  const warning = `It is ${what} that drover works with at the destination, so it stays ${spared.join(' and ')}.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/** The domains that the credentials stand on: those of the user and of the project, or that of the token. */
export function ownDomains({ userDomainId, projectDomainId, domainId }: Identity): ReadonlySet<unknown> {
  return new Set([userDomainId, projectDomainId, domainId].filter((id) => id !== undefined));
}
