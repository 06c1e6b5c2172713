/** Several small files that a module writes or takes away together; each as a whole, with the text before and after. */
import type { Change, Connection, TextDiff } from '../../engine/module.ts';
import { sha1, utf8 } from './file-content.ts';

type Content = string | Uint8Array;

export interface FileWrite {
  readonly path: string;
  /** Undefined: it is not there. */
  readonly before: Content | undefined;
  /** Undefined: it is to be taken away. */
  readonly after: Content | undefined;
  /** The mode that it gets; undefined leaves that of a file that is there, and gives a new one the usual. */
  readonly mode?: number;
}

/** Those of the writes that change something. */
export function realWrites(writes: readonly FileWrite[]): readonly FileWrite[] {
  return writes.filter(({ before, after }) => sumOf(before) !== sumOf(after));
}

export function writeChanges(writes: readonly FileWrite[]): readonly Change[] {
  return writes.map(({ path, before, after }) => ({
    pointer: `/files/${path.replaceAll('~', '~0').replaceAll('/', '~1')}`,
    before: sumOf(before),
    after: sumOf(after),
  }));
}

export function writeDiffs(writes: readonly FileWrite[]): readonly TextDiff[] {
  return writes.map(({ path, before, after }) => ({
    before: shown(before),
    after: shown(after),
    beforeHeader: before === undefined ? '/dev/null' : path,
    afterHeader: after === undefined ? '/dev/null' : path,
  }));
}

/** Writes them, making folders that are not there. */
export async function applyWrites(writes: readonly FileWrite[], { files }: Connection): Promise<void> {
  for (const { path, before, after, mode } of writes) {
    if (after === undefined) {
      await files.remove(path);
      continue;
    }
    if (before === undefined)
      await files.makeDirectory(path.slice(0, Math.max(1, path.lastIndexOf('/'))), { parents: true });
    await files.write(path, after, { ...(before === undefined ? { mode: mode ?? 0o644 } : {}) });
    if (before !== undefined && mode !== undefined) await files.changeMode(path, mode);
  }
}

/** Puts the files back as they were. */
export async function undoWrites(writes: readonly FileWrite[], connection: Connection): Promise<void> {
  await applyWrites(
    writes.map(({ path, before, after }) => ({ path, before: after, after: before })),
    connection,
  );
}

function sumOf(content: Content | undefined): string | undefined {
  return sha1(typeof content === 'string' ? utf8(content) : content);
}

function shown(content: Content | undefined): string {
  if (content === undefined || typeof content === 'string') return content ?? '';
  return content.includes(0) ? '(binary)\n' : new TextDecoder().decode(content);
}
