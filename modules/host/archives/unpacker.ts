import type { Programs } from '../programs.ts';
import type { ComparisonRules } from './differences.ts';
import type { ArchiveEntry } from './entries.ts';

export interface UnpackRequest {
  readonly src: string;
  readonly dest: string;
  readonly owner?: string;
  readonly group?: string;
  readonly mode?: unknown;
  readonly keep_newer: boolean;
  readonly exclude: readonly string[];
  readonly include: readonly string[];
  readonly extra_opts: readonly string[];
}

/** Who unpacks, and whom the machine knows. */
export interface Unpacking {
  readonly request: UnpackRequest;
  readonly programs: Programs;
  readonly uid: number;
  readonly gid: number;
  readonly umask: number;
  readonly users: ReadonlySet<string>;
  readonly groups: ReadonlySet<string>;
}

/** How archives of one kind are read and unpacked. */
export interface Unpacker {
  /** The name that results give it. */
  readonly handler: string;
  readonly entries: readonly ArchiveEntry[];
  /** The members' names, as they stand in the archive. */
  readonly rules: Pick<ComparisonRules, 'umask' | 'ownerOf'>;
  /** The program that unpacks it; files that are newer than those of the archive are left out. */
  unpack(newer: readonly string[]): readonly [string, ...string[]];
}

export type ArchiveFormat = 'zip' | 'tar' | 'gzip' | 'bzip2' | 'xz' | 'zstd';

/** What an archive is, by the first bytes of its file: its name may say anything. */
export function formatOf(head: Uint8Array): ArchiveFormat {
  const starts = (...bytes: readonly number[]): boolean => bytes.every((byte, at) => head[at] === byte);
  if (starts(0x50, 0x4b)) return 'zip';
  if (starts(0x1f, 0x8b)) return 'gzip';
  if (starts(0x42, 0x5a, 0x68)) return 'bzip2';
  if (starts(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return 'xz';
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return 'zstd';
  return 'tar';
}
