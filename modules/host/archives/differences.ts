import type { ArchiveEntry } from './entries.ts';
import type { There } from './there.ts';

/** What counts when members are compared with what is there. */
export interface ComparisonRules {
  /** A mode is given to all of it: those of the archive do not count. */
  readonly hasMode: boolean;
  /** Bits that unpacking takes away. */
  readonly umask: number;
  readonly keepNewer: boolean;
  /** Whose the files become; undefined: owners do not count. */
  readonly ownerOf: ((entry: ArchiveEntry) => Owner) | undefined;
}

/** Names or numbers; undefined where it does not count. */
export interface Owner {
  readonly owner: string | undefined;
  readonly group: string | undefined;
}

export interface Difference {
  readonly path: string;
  /** In words: `is missing`, `differs in size`. */
  readonly what: string;
}

export interface Comparison {
  readonly differences: readonly Difference[];
  /** Files that are newer than those of the archive, and are to be kept. */
  readonly newer: readonly string[];
}

/** Members that are not there as the archive has them. */
export function compareEntries(
  entries: readonly ArchiveEntry[],
  there: ReadonlyMap<string, There>,
  rules: ComparisonRules,
): Comparison {
  const differences: Difference[] = [];
  const newer: string[] = [];
  for (const entry of entries) {
    if (entry.path === '' || entry.path === './') continue;
    const found = there.get(entry.path);
    if (found !== undefined && rules.keepNewer && isNewer(found, entry)) newer.push(entry.path);
    else {
      const what = found === undefined ? 'is missing' : whatDiffers(entry, found, rules);
      if (what !== undefined) differences.push({ path: entry.path, what });
    }
  }
  return { differences, newer };
}

function isNewer(there: There, entry: ArchiveEntry): boolean {
  return there.type === 'file' && entry.time !== undefined && there.time > entry.time;
}

function whatDiffers(entry: ArchiveEntry, there: There, rules: ComparisonRules): string | undefined {
  // busybox lists links in archives of zip as files.
  if (entry.type === 'other' || (entry.mode === undefined && there.type === 'link')) return undefined;
  if (there.type !== entry.type) return `is a ${there.type}, not a ${entry.type}`;
  if (entry.target !== undefined && entry.target !== there.target) return 'points elsewhere';
  if (entry.type === 'link') return undefined;
  if (entry.time !== undefined && !there.time.startsWith(entry.time)) return 'differs in its time';
  if (entry.size !== undefined && entry.size !== there.size) return 'differs in size';
  if (!rules.hasMode && entry.mode !== undefined && (entry.mode & ~rules.umask) !== there.mode)
    return 'differs in its mode';
  const wanted = rules.ownerOf?.(entry);
  if (wanted === undefined || entry.type !== 'file') return undefined;
  if (differs(wanted.owner, there.owner, there.uid)) return 'differs in its owner';
  return differs(wanted.group, there.group, there.gid) ? 'differs in its group' : undefined;
}

function differs(wanted: string | undefined, name: string, number: number): boolean {
  return wanted !== undefined && wanted !== name && wanted !== String(number);
}
