import { parseZipInfo, parseZipList } from './entries.ts';
import { unreadable } from './tar-unpacker.ts';
import type { Unpacker, Unpacking } from './unpacker.ts';

/** Reads what is in an archive of zip(1), by Info-ZIP's unzip or that of busybox, which tells no modes. */
export async function zipUnpacker(unpacking: Unpacking): Promise<Unpacker> {
  const { request, programs } = unpacking;
  const program = await programs.find('unzip');
  if (program === undefined)
    throw unreadable(request.src, "Unable to find required 'unzip' or 'zipinfo' binary in the path.");
  const chosen = [...request.include, ...excluding(request.exclude)];
  const long = await programs.run([program, '-Z', '-T', '-s', request.src, ...chosen]);
  const isLong = long.rc === 0;
  const told = isLong ? long : await programs.run([program, '-l', request.src, ...chosen]);
  if (told.rc !== 0)
    throw unreadable(request.src, `Command "${program}" could not handle archive: ${told.stderr}`);
  const owner = {
    owner: request.owner ?? String(unpacking.uid),
    group: request.group ?? String(unpacking.gid),
  };
  return {
    handler: 'ZipArchive',
    entries: isLong ? parseZipInfo(told.stdout, unpacking.umask) : parseZipList(told.stdout),
    rules: { umask: 0, ownerOf: () => owner },
    unpack: (newer) => [
      ...([program, '-o'] as const),
      ...request.extra_opts,
      request.src,
      ...excluding([...request.exclude, ...newer]),
      ...request.include,
      '-d',
      request.dest,
    ],
  };
}

function excluding(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? [] : ['-x', ...paths];
}
