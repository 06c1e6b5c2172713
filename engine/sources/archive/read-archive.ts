import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';
import { messageOf } from '../../diagnostics/drover-error.ts';
import { checkTree, refused, shown, treeLimits } from '../tree/check-tree.ts';
import type { Tree, TreeEntry } from '../tree/tree.ts';

/** Text rarely shrinks to a tenth; what shrinks to a hundredth, and is large then, was made to. */
const mostRatio = 100;
const ratioFrom = 16 * 1024 * 1024;
/** Headers and padding of each entry come on top of what is in them. */
const mostTarBytes = treeLimits.bytes + treeLimits.entries * 2048;

/**
 * Reads a tar archive, plain or with gzip, into memory. What is in it was checked: nothing leads out, nothing is larger
 * than a role may be. Throws `source-refused`.
 */
export async function readArchive(archive: Uint8Array, what: string): Promise<Tree> {
  const plain = await unpacked(archive, what);
  const entries = await readTar(plain, what);
  checkTree(entries, what);
  return entries;
}

/** Whether the bytes begin as those of an archive that can be read. */
export function isArchive(content: Uint8Array): boolean {
  return isGzip(content) || Buffer.from(content.subarray(257, 262)).toString('latin1') === 'ustar';
}

function isGzip(content: Uint8Array): boolean {
  return content[0] === 0x1f && content[1] === 0x8b;
}

async function unpacked(archive: Uint8Array, what: string): Promise<Uint8Array> {
  if (!isArchive(archive)) {
    throw refused(
      what,
      'it is no tar archive, neither plain nor with gzip',
      'Name a .tar.gz. If the address is that of a repository, write `git+` before it or `scm: git` below it.',
    );
  }
  if (!isGzip(archive)) return archive;
  let plain;
  try {
    plain = await promisify(gunzip)(archive, { maxOutputLength: mostTarBytes });
  } catch (error) {
    const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    if (isTooLarge) throw refused(what, `unpacked, it is larger than ${mostTarBytes} bytes`);
    throw refused(
      what,
      `it cannot be unpacked (${messageOf(error)})`,
      'It may be damaged: fetch or make it again.',
    );
  }
  if (plain.length > ratioFrom && plain.length / archive.length > mostRatio)
    throw refused(
      what,
      `${archive.length} bytes of it become ${plain.length}, as in an archive that is meant to fill a disk`,
    );
  return plain;
}

async function readTar(plain: Uint8Array, what: string): Promise<readonly TreeEntry[]> {
  const { Parser } = await import('tar');
  const entries = new Map<string, TreeEntry>();
  let problem: Error | undefined;
  let count = 0;
  const parser = new Parser({
    strict: true,
    maxDecompressionRatio: Number.POSITIVE_INFINITY,
    onReadEntry: (entry) => {
      count += 1;
      const path = entry.path.replace(/^(?:\.\/)+/, '').replace(/\/+$/, '');
      const mode = entry.mode ?? 0o644;
      if (count > treeLimits.entries)
        problem ??= refused(what, `it has more than ${treeLimits.entries} entries`);
      const parts: Buffer[] = [];
      entry.on('data', (part: Buffer) => {
        if (problem === undefined) parts.push(part);
      });
      entry.on('end', () => {
        if (problem !== undefined || path === '' || path === '.') return;
        try {
          const made = entryOf(
            entry.type,
            { path, linkpath: entry.linkpath ?? '', mode, content: Buffer.concat(parts) },
            entries,
            what,
          );
          if (made === undefined) return;
          // Of two with one name, tar leaves the last; nobody means to have two.
          if (entries.has(path)) throw refused(what, `“${shown(path)}” is in it twice`);
          entries.set(path, made);
        } catch (error) {
          problem ??= error instanceof Error ? error : new Error(String(error));
        }
      });
    },
  });
  await new Promise<void>((resolve, reject) => {
    parser.on('end', () => {
      resolve();
    });
    parser.on('error', (error: Error) => {
      reject(
        refused(
          what,
          `it cannot be unpacked (${error.message})`,
          'It may be damaged: fetch or make it again.',
        ),
      );
    });
    parser.end(Buffer.from(plain.buffer, plain.byteOffset, plain.byteLength));
  });
  if (problem !== undefined) throw problem;
  return [...entries.values()];
}

interface Found {
  readonly path: string;
  readonly linkpath: string;
  readonly mode: number;
  readonly content: Buffer;
}

function entryOf(
  type: string,
  { path, linkpath, mode, content }: Found,
  before: ReadonlyMap<string, TreeEntry>,
  what: string,
): TreeEntry | undefined {
  switch (type) {
    case 'File':
    case 'OldFile':
    case 'ContiguousFile':
      return { kind: 'file', path, isExecutable: (mode & 0o100) !== 0, content };
    case 'SymbolicLink':
      return { kind: 'link', path, target: linkpath };
    case 'Link': {
      // The same file a second time: it becomes a copy.
      const first = before.get(linkpath.replace(/^(?:\.\/)+/, ''));
      if (first?.kind === 'file') return { ...first, path };
      throw refused(what, `“${shown(path)}” is a hard link to “${shown(linkpath)}”, which is not in it`);
    }
    case 'Directory':
    case 'GNUDumpDir':
      return undefined;
    default:
      throw refused(what, `“${shown(path)}” is neither a file nor a folder nor a link (${type})`);
  }
}
