import type { LabelChange } from './label-arguments.ts';

/** So many paths are told to one program at a time. */
const most = 200;

/** The paths of changes to the same value together, for one call of a program each. */
export async function inGroups(
  changes: readonly LabelChange[],
  call: (after: string, paths: readonly string[]) => Promise<void>,
): Promise<void> {
  const groups = new Map<string, string[]>();
  for (const { after, path } of changes) groups.set(after, [...(groups.get(after) ?? []), path]);
  for (const [after, paths] of groups)
    for (let at = 0; at < paths.length; at += most) await call(after, paths.slice(at, at + most));
}
