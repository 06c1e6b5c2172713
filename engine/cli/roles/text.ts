import { lockedLists, type Lock, type LockedAsset, type LockedList } from '../../sources/lock/lock.ts';
import { aligned } from '../../text/aligned.ts';

const words: Readonly<Record<LockedList, string>> = {
  roles: 'role',
  collections: 'collection',
  playbooks: 'playbook',
};

/** `2 roles and 1 collection`. */
export function countText(lock: Lock): string {
  const parts = lockedLists.flatMap((list) => {
    const count = lock[list].length;
    return count === 0 ? [] : [`${count} ${words[list]}${count === 1 ? '' : 's'}`];
  });
  if (parts.length === 0) return 'nothing';
  return parts.length === 1 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}

/** What an entry is pinned to, in short. */
export function pinText({ release, commit, archive, digest, type }: LockedAsset): string {
  if (type === 'galaxy' && release !== undefined) return release;
  return commit?.slice(0, 12) ?? (archive ?? digest).slice('sha256:'.length, 'sha256:'.length + 12);
}

export interface LockChange {
  readonly kind: string;
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What became of each entry from one lock to the next; those that stayed are left out. */
export function changesOf(before: Lock, after: Lock): readonly LockChange[] {
  return lockedLists.flatMap((list) => {
    const key = ({ name, src, version = '' }: LockedAsset): string =>
      list === 'playbooks' ? `${src}//${name},${version}` : name;
    const [old, now] = [
      new Map(before[list].map((one) => [key(one), one])),
      new Map(after[list].map((one) => [key(one), one])),
    ];
    const names = [...new Set([...old.keys(), ...now.keys()])].toSorted();
    return names.flatMap((name) => {
      const [was, is] = [old.get(name), now.get(name)];
      if (was !== undefined && is !== undefined && was.digest === is.digest && pinText(was) === pinText(is))
        return [];
      return [{ kind: words[list], name, before: was && pinText(was), after: is && pinText(is) }];
    });
  });
}

export function changesText(changes: readonly LockChange[]): string {
  return aligned(
    changes.map(({ kind, name, before, after }) => [
      after === undefined ? '-' : before === undefined ? '+' : '~',
      `${kind} ${name}`,
      before === undefined ? (after ?? '') : after === undefined ? before : `${before} → ${after}`,
    ]),
    () => false,
  );
}
