/** Flags of files as chattr(1) sets and lsattr(1) shows them: `i` for one that nobody may change. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Programs } from '../programs.ts';
import type { LabelChange, LabelPlace } from './label-arguments.ts';
import { inGroups } from './in-groups.ts';

/** The flags that differ from what is asked for; what tells of none (its file system has none) is left to chattr to refuse. */
export async function flagChanges(
  asked: string,
  { path: root, isDeep }: LabelPlace,
  programs: Programs,
): Promise<readonly LabelChange[]> {
  const depth = isDeep ? [] : (['-maxdepth', '0'] as const);
  const kinds = ['(', '-type', 'f', '-o', '-type', 'd', ')'] as const;
  const found = await programs.run(['find', root, ...depth, ...kinds, '-print0']);
  const paths = found.stdout.split('\0').filter((path) => path !== '');
  const [sign, flags] = /^[-+=]/.test(asked) ? [asked.slice(0, 1), asked.slice(1)] : ['=', asked];
  if (flags === '') return [];
  const changes: LabelChange[] = [];
  for (const path of paths) {
    const { rc, stdout } = await programs.run(['lsattr', '-d', '--', path]);
    const before = rc === 0 ? (/^\S+/.exec(stdout)?.[0] ?? '').replaceAll('-', '') : '';
    if (!hasFlags(before, sign, flags)) changes.push({ path, before, after: `${sign}${flags}` });
  }
  return changes;
}

function hasFlags(own: string, sign: string, flags: string): boolean {
  if (sign === '+') return [...flags].every((flag) => own.includes(flag));
  if (sign === '-') return [...flags].every((flag) => !own.includes(flag));
  // Files of ext4 have e (extents) whatever is asked for.
  const without = (text: string): string => [...new Set(text.replaceAll('e', ''))].sort().join('');
  return without(own) === without(flags);
}

export async function setFlags(changes: readonly LabelChange[], programs: Programs): Promise<void> {
  await inGroups(changes, async (after, paths) => {
    const { rc, stdout, stderr } = await programs.run(['chattr', after, '--', ...paths]);
    if (rc !== 0)
      throw new DroverError('module-failed', {
        detail: `chattr failed: Error while setting attributes: ${stdout}${stderr}`.trim(),
        help: 'Only the superuser may set most flags, and not every file system has them.',
      });
  });
}
