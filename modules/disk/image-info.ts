import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Machine } from './disk.types.ts';
import { lastWords } from './tool.ts';

/** Formats of files that hold disks, as far as they are read. */
export type ImageFormat = 'raw' | 'qcow2';

/** What a file that holds a disk says of itself, read in the format that somebody else knows it to have. */
export interface ImageInfo {
  /** Bytes of the disk. */
  readonly size: number;
  /** What it takes its other bytes from: an absolute path, or another kind of place. */
  readonly backing: { readonly place: string; readonly format: string | undefined } | undefined;
  /** What stands against reading it: an outside data file, encryption. */
  readonly oddities: readonly string[];
}

/** Nothing outside of the folders is opened. A guest that runs holds a lock: what is asked here does not need one. */
const script = `
path=$1 format=$2; shift 2
real=$(realpath -e -- "$path") || exit 3
inside=
for folder; do
  folder=$(realpath -e -- "$folder" 2>/dev/null) || continue
  case $real in "$folder"/*) inside=yes ;; esac
done
printf '%s\\n' "$real"
[ -n "$inside" ] || exit 4
exec qemu-img info --force-share -f "$format" --output=json -- "$path"
`;

export interface Looking {
  readonly path: string;
  readonly format: ImageFormat;
  /** The file has to be in one of these, wherever links lead. */
  readonly folders: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Looks at a file that holds a disk; where it is in none of the folders, only that is told. Its format is not found out,
 * and no file that it names is opened. Throws `disk-missing`, `disk-tools` and `disk-unusable`.
 */
export async function imageInfo(
  { name, connection }: Machine,
  { path, format, folders, signal }: Looking,
): Promise<ImageInfo | { readonly outside: string }> {
  const outcome = await connection.execute(['/bin/sh', '-c', script, 'sh', path, format, ...folders], {
    signal,
    environment: { LC_ALL: 'C' },
  });
  if (outcome.rc === 3)
    throw new DroverError('disk-missing', {
      detail: `${name} has no file ${path}: ${lastWords(outcome)}`,
      help: 'Look whether the disk was moved, or its server deleted.',
    });
  if (outcome.rc === 127)
    throw new DroverError('disk-tools', {
      detail: `${path} cannot be looked at on ${name}: ${lastWords(outcome)}`,
      help: 'It needs qemu-img.',
    });
  const [realPath = '', ...rest] = outcome.stdout.split('\n');
  if (outcome.rc === 4) return { outside: realPath };
  const info = outcome.rc === 0 ? parseInfo(rest.join('\n')) : undefined;
  if (info !== undefined) return info;
  throw new DroverError('disk-unusable', {
    detail: `${path} of ${name} cannot be read as ${format}: ${lastWords(outcome)}`,
    help: `Look at it on ${name}: qemu-img info -f ${format} ${path}`,
  });
}

/** What `qemu-img info --output=json` prints; undefined where that is something else. */
export function parseInfo(json: string): ImageInfo | undefined {
  const told = parsed(json);
  const size = told?.['virtual-size'];
  if (told === undefined || typeof size !== 'number' || !Number.isSafeInteger(size)) return undefined;
  const place = told['full-backing-filename'] ?? told['backing-filename'];
  const format = told['backing-filename-format'];
  return {
    size,
    backing:
      typeof place === 'string'
        ? { place, format: typeof format === 'string' ? format : undefined }
        : undefined,
    oddities: [
      ...(told['encrypted'] === true ? ['it is encrypted'] : []),
      ...(hasDataFile(told['format-specific']) ? ['its data are in another file'] : []),
    ],
  };
}

type Told = Readonly<Record<string, unknown>>;

function hasDataFile(specific: unknown): boolean {
  const data = isTold(specific) ? specific['data'] : undefined;
  return isTold(data) && data['data-file'] !== undefined;
}

function parsed(json: string): Told | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return isTold(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTold(value: unknown): value is Told {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
