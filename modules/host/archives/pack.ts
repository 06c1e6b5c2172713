import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

export type PackFormat = 'bz2' | 'gz' | 'tar' | 'xz' | 'zip';

export interface Packing {
  readonly format: PackFormat;
  /** The folder that names are below. */
  readonly root: string;
  /** Names below it; of a file that is only compressed the one. */
  readonly names: readonly string[];
  /** One file, compressed without an archive around it. */
  readonly isPlain: boolean;
}

const tarOptions: Readonly<Record<PackFormat, readonly string[]>> = {
  bz2: ['-j'],
  gz: ['-z'],
  tar: [],
  xz: ['-J'],
  zip: [],
};

const compressors: Readonly<Record<PackFormat, readonly string[]>> = {
  bz2: ['bzip2', '-c'],
  // Without its name and time in it: the same content gives the same bytes.
  gz: ['gzip', '-nc'],
  tar: [],
  xz: ['xz', '-c'],
  zip: [],
};

/** Writes the archive to a file that only its owner may read. */
export async function pack(packing: Packing, path: string, programs: Programs): Promise<void> {
  refuseFailure(await runPacker(packing, programs, path, 'umask 077; cat | "$@" >"$target"'), packing);
}

/** Whether a file has the bytes that packing gives; undefined for zip, which cannot be told without writing it. */
export async function isPacked(
  packing: Packing,
  path: string,
  programs: Programs,
): Promise<boolean | undefined> {
  if (packing.format === 'zip') return undefined;
  const { rc } = await runPacker(packing, programs, path, 'cat | "$@" | cmp -s - "$target"');
  return rc === 0;
}

async function runPacker(
  packing: Packing,
  programs: Programs,
  target: string,
  command: string,
): Promise<CommandOutcome> {
  const { root, names } = packing;
  // By way of cat: what comes over a connection may be a socket, which cannot be opened as a file.
  const script = `target=$1; cd -- "$2" || exit; shift 2; ${command}`;
  const list = names.map((name) => `${name}\n`).join('');
  return programs.run(['sh', '-c', script, 'sh', target, root, ...(await wordsOf(packing, programs))], {
    stdin: list,
  });
}

async function wordsOf({ format, isPlain, names }: Packing, programs: Programs): Promise<readonly string[]> {
  if (isPlain) {
    const [name = '', ...options] = compressors[format];
    return [await programs.need(name), ...options, '--', names[0] ?? ''];
  }
  if (format === 'zip') return [await programs.need('zip'), '-q', '-X', '-', '-@'];
  // busybox may know no -T; a command line takes no lists of any length.
  const isShort = names.join(' ').length < 100_000;
  const listed = isShort ? ['--', ...names] : ['-T', '/dev/stdin'];
  return [await programs.need('tar'), ...tarOptions[format], '--no-recursion', '-c', '-f', '-', ...listed];
}

function refuseFailure(outcome: CommandOutcome, { format }: Packing): void {
  if (outcome.rc === 0) return;
  throw new DroverError('module-failed', {
    detail: `Error when writing ${format === 'zip' || format === 'tar' ? format : `tar.${format}`} archive: ${outcome.stderr.trim()}`,
    help: 'See that the machine has the programs (tar, zip, gzip, bzip2, xz), that there is room, and that the task may read the files.',
  });
}
