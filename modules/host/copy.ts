import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type TaskContext } from '../../engine/module.ts';
import {
  applyContent,
  contentArguments,
  currentFile,
  planContent,
  utf8,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import { planTree, applyTree, readTree, type TreeFacts } from './copy-tree.ts';

interface SingleFile {
  readonly kind: 'file';
  readonly current: CurrentFile;
  readonly content: Uint8Array;
  readonly sourceMode: number | undefined;
  readonly src: string | undefined;
}

export type CopyDetail =
  | { readonly kind: 'file'; readonly change: ContentChange }
  | {
      readonly kind: 'tree';
      readonly changes: readonly ContentChange[];
      readonly folders: readonly string[];
      readonly folderMode?: number;
    };

export const copy = defineModule({
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
      directory_mode: { description: 'Permissions of folders that are made.' },
      follow: { type: 'boolean', description: 'Follow links at the destination.', default: true },
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
      const given = context.rawArguments.get('content');
      const text = typeof given === 'string' ? given : JSON.stringify(context.toJson(given));
      return {
        kind: 'file',
        current: await currentFile(args.dest, connection),
        content: utf8(text),
        sourceMode: undefined,
        src: undefined,
      };
    }
    const machine = args.remote_src ? connection : context.controller;
    const src = args.remote_src ? (args.src ?? '') : context.findFile('files', args.src ?? '');
    const status = await machine.files.status(src, { follow: true });
    if (status?.type === 'directory') return readTree(args.src ?? '', src, args.dest, machine, connection);
    return oneFile(src, args, machine, connection, context);
  },
  plan: (args, facts) => {
    if (facts.kind === 'tree') return planTree(facts, args);
    const mode = args.mode === 'preserve' ? facts.sourceMode : args.mode;
    const keep = !args.force && facts.current.status !== undefined;
    const result = { dest: facts.current.path, ...(facts.src === undefined ? {} : { src: facts.src }) };
    const plan = planContent(
      facts.current,
      keep ? undefined : facts.content,
      keep ? { ...args, mode: undefined } : { ...args, mode },
      result,
    );
    return { ...plan, detail: { kind: 'file' as const, change: plan.detail } };
  },
  apply: (plan, connection, context) =>
    plan.detail.kind === 'tree'
      ? applyTree(plan.detail, connection, context)
      : applyContent({ ...plan, detail: plan.detail.change }, connection, context),
});

async function oneFile(
  src: string,
  args: {
    readonly src?: string;
    readonly dest: string;
    readonly decrypt: boolean;
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
  const target = await connection.files.status(args.dest, { follow: true });
  const isFolder = args.dest.endsWith('/') || target?.type === 'directory';
  const dest = isFolder ? `${args.dest.replace(/\/$/, '')}/${src.split('/').at(-1) ?? ''}` : args.dest;
  return {
    kind: 'file',
    current: await currentFile(dest, connection),
    content,
    sourceMode: status.mode,
    src,
  };
}
