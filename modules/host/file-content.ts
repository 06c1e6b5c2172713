import { createHash } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Connection, FileStatus, ModuleResult, Plan, TaskContext } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import {
  applyAttributes,
  attributeArguments,
  attributeChange,
  attributeChanges,
  statusResult,
  type AttributeArguments,
  type AttributeChange,
} from './attributes.ts';

/** Arguments of all modules that write a file's content. */
export const contentArguments = {
  ...attributeArguments,
  backup: {
    type: 'boolean',
    description: 'Keep a copy of the file as it was, with the time in its name.',
    default: false,
  },
  validate: {
    type: 'string',
    description: 'A command that checks the new file before it takes its place; %s stands for its path.',
  },
  unsafe_writes: {
    type: 'boolean',
    description: 'Write into the file itself where it cannot be replaced (a bind mount).',
    default: false,
  },
} as const satisfies Readonly<Record<string, Schema>>;

export interface ContentArguments extends AttributeArguments {
  readonly backup: boolean;
  readonly validate?: string;
  readonly unsafe_writes: boolean;
}

/** A file as it is now. */
export interface CurrentFile {
  readonly path: string;
  readonly status: FileStatus | undefined;
  readonly content: Uint8Array | undefined;
}

export interface ContentChange {
  readonly path: string;
  /** Undefined: the content stays. */
  readonly content: Uint8Array | undefined;
  readonly attributes: AttributeChange;
  readonly backup: boolean;
  readonly validate: string | undefined;
  readonly unsafe: boolean;
}

/** The file at a path; what a link points to, unless it is to be replaced itself (`follow: false`). */
export async function currentFile(path: string, connection: Connection, follow = true): Promise<CurrentFile> {
  const own = await connection.files.status(path);
  if (own?.type !== 'link') return { path, status: own, content: await contentOf(path, own, connection) };
  if (!follow) return { path, status: own, content: undefined };
  const target = await connection.files.realPath(path).catch(() => path);
  const status = await connection.files.status(target, { follow: true });
  return { path: target, status, content: await contentOf(target, status, connection) };
}

async function contentOf(
  path: string,
  status: FileStatus | undefined,
  { files }: Connection,
): Promise<Uint8Array | undefined> {
  return status?.type === 'file' ? files.read(path) : undefined;
}

/** Plans that `path` has this content (undefined: whatever it has) and these attributes. */
export function planContent(
  current: CurrentFile,
  wanted: Uint8Array | undefined,
  args: ContentArguments,
  result: Readonly<Record<string, unknown>> = {},
): Plan<ContentChange> {
  const sameContent =
    wanted === undefined || (current.content !== undefined && equalBytes(current.content, wanted));
  // A link that gives way to a file leaves nothing of its own to it.
  const status = current.status?.type === 'link' ? undefined : current.status;
  const attributes = attributeChange(args, status, { mode: 0o644, isDirectory: false });
  const fields = attributeChanges(attributes, status);
  const isNew = current.status === undefined;
  const changed = !sameContent || fields.length > 0;
  return {
    action: !changed ? 'unchanged' : isNew ? 'create' : 'update',
    subject: `file ${current.path}`,
    reason: changed
      ? isNew
        ? 'it is not there'
        : sameContent
          ? 'its attributes differ'
          : 'its content differs'
      : 'it is as asked for',
    changes: [
      ...(sameContent ? [] : [{ pointer: '/checksum', before: sha1(current.content), after: sha1(wanted) }]),
      ...fields,
    ],
    ...(sameContent ? {} : { diff: textDiff(current, wanted) }),
    result,
    detail: {
      path: current.path,
      content: sameContent ? undefined : wanted,
      attributes,
      backup: args.backup && current.content !== undefined,
      validate: args.validate,
      unsafe: args.unsafe_writes,
    },
  };
}

/** What copy and template return of a file: where it is, its checksum, and what stands there where that is the same. */
export function fileResult(current: CurrentFile, wanted: Uint8Array | undefined): Record<string, unknown> {
  const { path, status, content } = current;
  if (wanted === undefined) return { dest: path };
  const isSame = status !== undefined && content !== undefined && equalBytes(content, wanted);
  return { dest: path, checksum: sha1(wanted), ...(isSame ? { path, ...statusResult(status) } : {}) };
}

/** Writes what was planned: a backup, the checked content, the attributes. */
export async function applyContent(
  plan: Plan<ContentChange>,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult> {
  const { path, content, attributes, backup, validate, unsafe } = plan.detail;
  const extra: Record<string, unknown> = {};
  if (content !== undefined) {
    const objection =
      validate === undefined ? undefined : await check(path, content, validate, connection, context);
    if (objection !== undefined) return objection;
    if (backup) extra['backup_file'] = await keepBackup(path, connection);
    await writeContent(path, content, { unsafe, ...modeAtOnce(attributes) }, connection);
  }
  if (content === undefined || modeAtOnce(attributes).mode === undefined)
    await applyAttributes(path, attributes, connection);
  return { changed: true, ...statusResult(await connection.files.status(path, { follow: true })), ...extra };
}

/** The mode with which the file is written, where nothing but the mode is asked for: an owner comes before it. */
function modeAtOnce({ owner, group, mode }: AttributeChange): { readonly mode?: number } {
  return mode === undefined || owner !== undefined || group !== undefined ? {} : { mode };
}

/** Writes the file, or says that it has no folder to be in. */
async function writeContent(
  path: string,
  content: Uint8Array,
  options: { readonly unsafe: boolean; readonly mode?: number },
  { files }: Connection,
): Promise<void> {
  try {
    await files.write(path, content, options);
  } catch (error) {
    const folder = path.slice(0, Math.max(1, path.lastIndexOf('/')));
    const isThere = !path.includes('/') || (await files.status(folder, { follow: true })) !== undefined;
    if (isThere) throw error;
    throw new DroverError('module-failed', {
      detail: `Destination directory ${folder} does not exist`,
      help: 'Make it first, with file and state: directory.',
      cause: error,
    });
  }
}

async function keepBackup(path: string, connection: Connection): Promise<string> {
  const stamp = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, '')
    .replace('T', '@');
  const copy = `${path}.${process.pid}.${stamp}~`;
  const status = await connection.files.status(path, { follow: true });
  await connection.files.write(
    copy,
    await connection.files.read(path),
    status === undefined ? {} : { mode: status.mode },
  );
  return copy;
}

/** What the command that validates has against the content, if anything. */
async function check(
  path: string,
  content: Uint8Array,
  validate: string,
  connection: Connection,
  context: TaskContext,
): Promise<ModuleResult | undefined> {
  if (!validate.includes('%s')) {
    throw new DroverError('invalid-argument', {
      detail: `validate must contain %s: ${validate}`,
      help: 'Put %s where the path of the new file belongs.',
    });
  }
  const trial = `${path}.drover-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await connection.files.write(trial, content, { mode: 0o600 });
  try {
    const { rc, stdout, stderr } = await connection.execute(
      ['/bin/sh', '-c', validate.replaceAll('%s', `'${trial.replaceAll("'", "'\\''")}'`)],
      { signal: context.signal },
    );
    if (rc === 0) return undefined;
    return {
      changed: false,
      failed: true,
      msg: 'failed to validate',
      exit_status: rc,
      stdout,
      stdout_lines: lines(stdout),
      stderr,
      stderr_lines: lines(stderr),
      help: `${path} was left as it was. Mend the new content, or the command in validate.`,
    };
  } finally {
    await connection.files.remove(trial);
  }
}

function lines(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}

export function md5(content: Uint8Array): string {
  return createHash('md5').update(content).digest('hex');
}

export function sha1(content: Uint8Array | undefined): string | undefined {
  return content === undefined ? undefined : createHash('sha1').update(content).digest('hex');
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function textDiff(
  current: CurrentFile,
  wanted: Uint8Array | undefined,
): { before: string; after: string; beforeHeader: string; afterHeader: string } {
  const show = (content: Uint8Array | undefined): string => {
    if (content === undefined) return '';
    return content.includes(0) ? '(binary)\n' : new TextDecoder().decode(content);
  };
  return {
    before: show(current.content),
    after: show(wanted),
    beforeHeader: current.path,
    afterHeader: current.path,
  };
}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (content: Uint8Array | undefined): string =>
  content === undefined ? '' : new TextDecoder().decode(content);
