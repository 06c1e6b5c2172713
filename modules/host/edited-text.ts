import { isUtf8 } from 'node:buffer';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Connection, ModuleResult, Plan, TaskContext } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { decoded, encoded } from './encoding.ts';
import { applyContent, currentFile, type ContentChange, type CurrentFile } from './file-content.ts';

/** How a file's bytes are taken for text and back; other texts that are to be found in it are taken the same way. */
export interface Reading {
  readonly decode: (content: Uint8Array | undefined) => string;
  readonly encode: (text: string) => Uint8Array;
  /** A text of the task as it would stand in the file. */
  readonly own: <T extends string | undefined>(text: T) => T;
}

/** UTF-8; a file that is none is taken byte by byte, so that what is not edited stays as it is. */
export function readingOf(content: Uint8Array | undefined): Reading {
  if (content === undefined || isUtf8(content)) {
    return {
      decode: (bytes) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes ?? new Uint8Array()),
      encode: (text) => new TextEncoder().encode(text),
      own: (text) => text,
    };
  }
  return {
    decode: (bytes) => Buffer.from(bytes ?? []).toString('latin1'),
    encode: (text) => Buffer.from(text, 'latin1'),
    // The type says that a text stays a text, and nothing stays nothing.
    own: (text) => (text === undefined ? text : (Buffer.from(text).toString('latin1') as typeof text)),
  };
}

/** A reading in the encoding that is asked for. */
export function readingIn(content: Uint8Array | undefined, encoding: string): Reading {
  if (/^utf[-_]?8$/i.test(encoding)) return readingOf(content);
  return {
    decode: (bytes) => decoded(bytes ?? new Uint8Array(), encoding),
    encode: (text) => encoded(text, encoding),
    own: (text) => text,
  };
}

/** What is said of an edit, with the change of attributes that comes with it. */
export function editMessage(text: string, plan: Plan<ContentChange>): string {
  const { attributes } = plan.detail;
  if (Object.keys(attributes).length === 0) return text;
  const also = 'ownership, perms or SE linux context changed';
  return text === '' ? also : `${text} and ${also}`;
}

/** The file that an edit is of, under the names that it goes by. */
export const editedPath = {
  type: 'string',
  format: 'path',
  description: 'The file.',
  aliases: ['dest', 'destfile', 'name'],
} as const satisfies Schema;

/** Reads a file that is to be edited. Throws where it is a folder, or has to be there and is not. */
export async function fileToEdit(
  path: string,
  connection: Connection,
  missing: { readonly isFine: boolean; readonly detail: string },
): Promise<CurrentFile> {
  const current = await currentFile(path, connection);
  if (current.status?.type === 'directory')
    throw new DroverError('invalid-argument', {
      detail: `Path ${path} is a directory !`,
      help: 'Give the path of a file.',
    });
  if (current.status === undefined && !missing.isFine)
    throw new DroverError('module-failed', {
      detail: missing.detail,
      help: 'Set create: true to make it.',
    });
  return current;
}

/** Makes the folder of a file that is to be made. */
export async function makeParent(
  { action, detail }: Plan<ContentChange>,
  { files }: Connection,
): Promise<void> {
  const { path, content } = detail;
  if (content === undefined || action !== 'create' || !path.includes('/')) return;
  await files.makeDirectory(path.slice(0, Math.max(1, path.lastIndexOf('/'))), { parents: true });
}

/** Writes an edited file. The result tells what was done, not what stands there. */
export async function applyEdit(
  plan: Plan<ContentChange>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const {
    failed,
    msg,
    exit_status: rc,
    stderr,
    help,
    backup_file: copy,
  } = await applyContent(plan, connection, context);
  if (failed === true)
    return { changed: false, failed, msg: `${String(msg)}: rc:${String(rc)} error:${String(stderr)}`, help };
  return { changed: true, ...(copy === undefined ? {} : { backup_file: copy }) };
}
