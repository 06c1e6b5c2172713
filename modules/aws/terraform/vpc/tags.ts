import type { Tag } from '../../api/ec2.types.ts';

export interface AddedTag {
  readonly key: string;
  readonly value: string;
}

/** Tags as Terraform has them: without those that AWS keeps for itself, and with those that are added where the key is free. */
export function tagsOf(
  tags: readonly Tag[] | undefined,
  added: readonly AddedTag[],
): ReadonlyMap<string, string> {
  const own = (tags ?? []).flatMap(({ Key, Value }) =>
    Key === undefined || Key.startsWith('aws:') ? [] : [[Key, Value ?? ''] as const],
  );
  return new Map([...added.map(({ key, value }) => [key, value] as const), ...own].toSorted(byKey));
}

/** Those of the copy of a route table: its name says whose copy it is. */
export function copyTags(
  tags: readonly Tag[] | undefined,
  isMain: boolean,
  added: readonly AddedTag[],
): ReadonlyMap<string, string> {
  const own = tagsOf(tags, []);
  const name = `aviatrix-${own.get('Name') ?? (isMain ? 'main' : '')}`;
  const all = new Map([
    ...added.map(({ key, value }) => [key, value] as const),
    ...own,
    ['Name', name] as const,
  ]);
  return new Map([...all].toSorted(byKey));
}

function byKey([one]: readonly [string, string], [other]: readonly [string, string]): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
