import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { Connection, TaskContext } from '../../engine/module.ts';
import {
  applyContent,
  contentArguments,
  currentFile,
  fileResult,
  md5,
  planContent,
  sha1,
  utf8,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import { planTree, applyTree, readTree, type TreeChange, type TreeFacts } from './copy-tree.ts';
import { placeOf } from './destination.ts';
import { pythonJson, pythonText } from './python-text.ts';
import { defineFileModule } from './labels/define-file-module.ts';

interface SingleFile {
  readonly kind: 'file';
  readonly current: CurrentFile;
  readonly content: Uint8Array;
  readonly sourceMode: number | undefined;
  readonly src: string | undefined;
  /** The folder that is asked for with a slash and is not there yet. */
  readonly folder: string | undefined;
}

export type CopyDetail =
  | { readonly kind: 'file'; readonly change: ContentChange; readonly folder: string | undefined }
  | ({ readonly kind: 'tree' } & TreeChange);

export const copy = defineFileModule({
  name: 'host.copy',
  aliases: ['copy', 'ansible.builtin.copy', 'ansible.legacy.copy'],
  summary: 'Copies a file or folder of the controller, or a text, to the host.',
  args: {
    type: 'object',
    properties: {
      src: {
        type: 'string',
        description:
          'The file or folder; looked for in the role’s files folder. With a slash at its end, what is in the folder.',
      },
      content: { description: 'The text in place of a file; other values are written as JSON.' },
      dest: {
        type: 'string',
        format: 'path',
        description: 'Where it goes; with a slash at its end, into this folder.',
      },
      remote_src: { type: 'boolean', description: 'The source is on the host itself.', default: false },
      force: { type: 'boolean', description: 'Replace a file whose content differs.', default: true },
      directory_mode: { description: 'Permissions of the folders of a tree.' },
      follow: {
        type: 'boolean',
        description:
          'Write into the file that a link at the destination points to, rather than replace the link.',
        default: false,
      },
      local_follow: { type: 'boolean', description: 'Follow links in the source.', default: true },
      checksum: { type: 'string', description: 'The SHA-1 that the source must have.' },
      decrypt: { type: 'boolean', description: 'Open a source that is a vault.', default: true },
      ...contentArguments,
    },
    required: ['dest'],
  },
  examples: [
    {
      title: 'A text',
      playbook:
        "- copy:\n    content: 'moved on {{ ansible_date_time.date }}\n      '\n    dest: /etc/motd\n    mode: '0644'\n",
    },
  ],
  returns: {
    dest: { type: 'string', description: 'The file.' },
    checksum: { type: 'string', description: 'The SHA-1 of its content.' },
    backup_file: { type: 'string', description: 'The copy of what was there.' },
  },
  check: (args) => {
    if (args.src !== undefined && args.content !== undefined)
      return ['src and content are mutually exclusive'];
    if (args.src === undefined && args.content === undefined) return ['src (or content) is required'];
    return args.content !== undefined && args.dest.endsWith('/')
      ? ['can not use content with a dir as dest']
      : [];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<SingleFile | TreeFacts> => {
    if (args.content !== undefined) {
      const current = await currentFile(args.dest, connection, args.follow);
      // A link that is to be replaced may lead to a folder.
      const target =
        current.status?.type === 'link'
          ? await connection.files.status(args.dest, { follow: true })
          : current.status;
      if (target?.type === 'directory') throw contentInFolder();
      return {
        kind: 'file',
        current,
        content: utf8(contentText(context)),
        sourceMode: undefined,
        src: undefined,
        folder: undefined,
      };
    }
    const machine = args.remote_src ? connection : context.controller;
    const src = args.remote_src ? (args.src ?? '') : context.findFile('files', args.src ?? '');
    const status = await machine.files.status(src, { follow: true });
    if (status?.type === 'directory') return readTree(args, src, machine, connection);
    return oneFile(src, args, machine, connection, context);
  },
  plan: (args, facts) => {
    if (facts.kind === 'tree') return planTree(facts, args);
    const mode = args.mode === 'preserve' ? facts.sourceMode : args.mode;
    const keep = !args.force && facts.current.status !== undefined;
    const wanted = keep ? undefined : facts.content;
    const { path, ...told } = fileResult(facts.current, wanted);
    const result = {
      ...told,
      ...(facts.src === undefined ? {} : { src: facts.src }),
      ...(args.remote_src ? { md5sum: md5(facts.content) } : path === undefined ? {} : { path }),
    };
    const plan = planContent(facts.current, wanted, { ...args, mode: keep ? undefined : mode }, result);
    return { ...plan, detail: { kind: 'file' as const, change: plan.detail, folder: facts.folder } };
  },
  apply: async (plan, connection, context) => {
    const { detail } = plan;
    if (detail.kind === 'tree') return applyTree(detail, connection, context);
    if (detail.folder !== undefined) await connection.files.makeDirectory(detail.folder, { parents: true });
    const result = await applyContent({ ...plan, detail: detail.change }, connection, context);
    const { content } = detail.change;
    return content === undefined || result.failed === true ? result : { ...result, md5sum: md5(content) };
  },
});

/** The text that is asked for; lists and dictionaries become JSON, other values what Python prints. */
function contentText(context: TaskContext): string {
  const given = context.rawArguments.get('content');
  return given instanceof Map || Array.isArray(given)
    ? pythonJson(given, context)
    : pythonText(given, context);
}

function contentInFolder(): DroverError {
  return new DroverError('invalid-argument', {
    detail: 'can not use content with a dir as dest',
    help: 'Give the path of the file itself.',
  });
}

async function oneFile(
  src: string,
  args: {
    readonly dest: string;
    readonly decrypt: boolean;
    readonly follow: boolean;
    readonly checksum?: string;
  },
  machine: Connection,
  connection: Connection,
  context: TaskContext,
): Promise<SingleFile> {
  const status = await machine.files.status(src, { follow: true });
  if (status === undefined)
    throw new DroverError('file-not-found', {
      detail: `Source ${src} not found`,
      help: 'Give the path of a file that is there.',
    });
  const raw = await machine.files.read(src);
  const content = args.decrypt ? context.openVault(raw, src) : raw;
  if (args.checksum !== undefined && sha1(content) !== args.checksum) {
    throw new DroverError('module-failed', {
      detail: 'Copied file does not match the expected checksum. Transfer failed.',
      help: `The SHA-1 of ${src} is ${sha1(content) ?? ''}, and ${args.checksum} was asked for. Nothing was written.`,
    });
  }
  const { path, folder } = await placeOf(args.dest, src, connection);
  return {
    kind: 'file',
    current: await currentFile(path, connection, args.follow),
    content,
    sourceMode: status.mode,
    src,
    folder,
  };
}
