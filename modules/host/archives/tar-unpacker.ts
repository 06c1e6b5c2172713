import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { parseTarList } from './entries.ts';
import type { ArchiveFormat, Unpacker, Unpacking } from './unpacker.ts';

/** Options of busybox for what it is compressed with; tar of GNU finds that out itself. */
const options: Readonly<Record<Exclude<ArchiveFormat, 'zip'>, readonly string[]>> = {
  tar: [],
  gzip: ['-z'],
  bzip2: ['-j'],
  xz: ['-J'],
  zstd: [],
};

/** Reads what is in an archive of tar(1), of GNU or of busybox. Throws where that program cannot read it. */
export async function tarUnpacker(
  format: Exclude<ArchiveFormat, 'zip'>,
  unpacking: Unpacking,
): Promise<Unpacker> {
  const { request, programs } = unpacking;
  const program = await programs.need('gtar', 'tar');
  const isGnu = await isGnuTar(program, unpacking);
  const zipped = isGnu && format !== 'gzip' ? [] : options[format];
  const chosen = {
    extra:
      request.extra_opts.length === 0
        ? []
        : [...(isGnu ? ['--show-transformed-names'] : []), ...request.extra_opts],
    excluded: request.exclude.map((path) => `--exclude=${path.replace(/\/+$/, '')}`),
  };
  const rest = ['-f', request.src, ...request.include];
  const listing = isGnu ? ['--list', '--verbose', '--full-time', '--quoting-style=literal'] : ['-tv'];
  const words = [program, ...listing, ...zipped, ...chosen.extra, ...chosen.excluded, ...rest] as const;
  const told = await programs.run(words);
  if (told.rc !== 0)
    throw unreadable(request.src, `Command "${program}" could not handle archive: ${told.stderr}`);
  const entries = parseTarList(told.stdout);
  if (entries.length === 0)
    throw unreadable(
      request.src,
      `Command "${program}" found no files in archive. Empty archive files are not supported.`,
    );
  return {
    handler: format === 'gzip' ? 'TgzArchive' : 'TarArchive',
    entries,
    rules: {
      // Root unpacks modes as they are, and so does busybox.
      umask: unpacking.uid === 0 || !isGnu ? 0 : unpacking.umask,
      ownerOf: unpacking.uid === 0 ? ownerIn(unpacking) : undefined,
    },
    unpack: (newer) => [
      program,
      ...(isGnu ? ['--extract'] : ['-x']),
      ...['-C', request.dest, ...zipped, ...chosen.extra],
      ...(isGnu && request.owner !== undefined ? [`--owner=${request.owner}`] : []),
      ...(isGnu && request.group !== undefined ? [`--group=${request.group}`] : []),
      ...(isGnu && request.keep_newer ? ['--keep-newer-files'] : []),
      ...(isGnu ? [] : newer.map((path) => `--exclude=${path}`)),
      ...chosen.excluded,
      ...rest,
    ],
  };
}

/** A name that the machine does not know says nothing: the file gets the archive's number then, which is not listed. */
function ownerIn({ request, users, groups }: Unpacking): Unpacker['rules']['ownerOf'] {
  const known = (name: string | undefined, names: ReadonlySet<string>): string | undefined =>
    name !== undefined && (names.has(name) || /^\d+$/.test(name)) ? name : undefined;
  return (entry) => ({
    owner: request.owner === undefined ? known(entry.owner, users) : undefined,
    group: request.group === undefined ? known(entry.group, groups) : undefined,
  });
}

async function isGnuTar(program: string, { programs, request }: Unpacking): Promise<boolean> {
  const { stdout, stderr } = await programs.run([program, '--version']);
  const told = `${stdout}${stderr}`;
  if (/GNU/.test(stdout)) return true;
  if (/busybox/i.test(told)) return false;
  throw unreadable(
    request.src,
    `Command "${program}" is neither of GNU nor of busybox: ${told.split('\n')[0] ?? ''}`,
  );
}

export function unreadable(src: string, why: string): DroverError {
  return new DroverError('module-failed', {
    detail: `Failed to find handler for "${src}". Make sure the required command to extract the file is installed.\n${why}`,
    help: 'It has to be an archive of tar or zip, and the machine needs tar or unzip, and the program that it is compressed with.',
  });
}
