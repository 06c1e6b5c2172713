import type { Requirement } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import type { Lock, LockedAsset } from './lock.ts';

/** The entry of a lock for a playbook that is asked for: of the same repository, path and version. */
export function playbookIn(
  { playbooks }: Lock,
  { name, source, version }: Requirement,
): LockedAsset | undefined {
  const url = source.kind === 'git' ? safeUrl(source.url) : '';
  return playbooks.find((one) => one.name === name && one.src === url && (one.version ?? '') === version);
}
