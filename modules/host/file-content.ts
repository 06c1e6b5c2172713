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
  readonly result: Readonly<Record<string, unknown>>;
}

export async function currentFile(path: string, connection: Connection): Promise<CurrentFile> {
  const status = await connection.files.status(path, { follow: true });
  const content = status?.type === 'file' ? await connection.files.read(path) : undefined;
  return { path, status, content };
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
  const attributes = attributeChange(args, current.status, { mode: 0o644, isDirectory: false });
  const fields = attributeChanges(attributes, current.status);
  const isNew = current.status === undefined;
  const changed = !sameContent || fields.length > 0;
  const checksum = wanted ?? current.content;
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
    result: { ...result, ...(checksum === undefined ? {} : { checksum: sha1(checksum) }) },
    detail: {
      path: current.path,
      content: sameContent ? undefined : wanted,
      attributes,
      backup: args.backup && current.content !== undefined,
      validate: args.validate,
      unsafe: args.unsafe_writes,
      result,
    },
  };
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
    if (backup) extra['backup_file'] = await keepBackup(path, connection);
    if (validate !== undefined) await check(path, content, validate, connection, context);
    await connection.files.write(path, content, { unsafe });
  }
  await applyAttributes(path, attributes, connection);
  return { changed: true, ...statusResult(await connection.files.status(path, { follow: true })), ...extra };
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

async function check(
  path: string,
  content: Uint8Array,
  validate: string,
  connection: Connection,
  context: TaskContext,
): Promise<void> {
  if (!validate.includes('%s')) {
    throw new DroverError('invalid-argument', {
      detail: `validate must contain %s: ${validate}`,
      help: 'Put %s where the path of the new file belongs.',
    });
  }
  const trial = `${path}.drover-${process.pid}-${Math.random().toString(36).slice(2)}`;
  await connection.files.write(trial, content, { mode: 0o600 });
  try {
    const outcome = await connection.execute(
      ['/bin/sh', '-c', validate.replaceAll('%s', `'${trial.replaceAll("'", "'\\''")}'`)],
      { signal: context.signal },
    );
    if (outcome.rc !== 0) {
      throw new DroverError('module-failed', {
        detail: `failed to validate: rc:${outcome.rc} error:${outcome.stderr.trim() || outcome.stdout.trim()}`,
        help: `${path} was left as it was. Mend the new content, or the command in validate.`,
      });
    }
  } finally {
    await connection.files.remove(trial);
  }
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
