import { hostname } from 'node:os';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { FileStatus } from '../../engine/module.ts';
import { placeOf } from './destination.ts';
import { encoded } from './encoding.ts';
import {
  applyContent,
  contentArguments,
  currentFile,
  fileResult,
  md5,
  planContent,
  textOf,
} from './file-content.ts';
import { defineFileModule } from './labels/define-file-module.ts';

export const template = defineFileModule({
  name: 'host.template',
  aliases: ['template', 'ansible.builtin.template', 'ansible.legacy.template'],
  summary: 'Renders a template of the controller into a file of the host.',
  args: {
    type: 'object',
    properties: {
      src: { type: 'string', description: 'The template; looked for in the role’s templates folder.' },
      dest: {
        type: 'string',
        format: 'path',
        description: 'The file; with a slash at its end, into this folder.',
      },
      force: { type: 'boolean', description: 'Replace a file whose content differs.', default: true },
      follow: {
        type: 'boolean',
        description:
          'Write into the file that a link at the destination points to, rather than replace the link.',
        default: false,
      },
      trim_blocks: { type: 'boolean', description: 'Take away the newline behind a block.', default: true },
      lstrip_blocks: {
        type: 'boolean',
        description: 'Take away the spaces in front of a block.',
        default: false,
      },
      newline_sequence: {
        type: 'string',
        enum: ['\\n', '\\r', '\\r\\n', '\n', '\r', '\r\n'],
        description: 'What ends a line.',
        default: '\n',
      },
      output_encoding: {
        type: 'string',
        description: 'The encoding of the file: utf-8, iso-8859-1, utf-16-le ...',
        default: 'utf-8',
      },
      variable_start_string: { type: 'string', description: 'What begins an expression.', default: '{{' },
      variable_end_string: { type: 'string', description: 'What ends an expression.', default: '}}' },
      block_start_string: { type: 'string', description: 'What begins a block.', default: '{%' },
      block_end_string: { type: 'string', description: 'What ends a block.', default: '%}' },
      comment_start_string: { type: 'string', description: 'What begins a comment.', default: '{#' },
      comment_end_string: { type: 'string', description: 'What ends a comment.', default: '#}' },
      ...contentArguments,
    },
    required: ['src', 'dest'],
  },
  examples: [
    {
      title: 'Cloud credentials',
      playbook:
        "- template:\n    src: clouds.yaml.j2\n    dest: '{{ os_migrate_data_dir }}/clouds.yaml'\n    mode: '0600'\n",
    },
  ],
  returns: {
    dest: { type: 'string', description: 'The file.' },
    checksum: { type: 'string', description: 'The SHA-1 of its content.' },
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => {
    const src = context.findFile('templates', args.src);
    const status = await context.controller.files.status(src, { follow: true });
    if (status?.type === 'directory') throw isFolder(src);
    const source = textOf(context.openVault(await context.controller.files.read(src), src));
    const text = context.render(source, {
      path: src,
      variables: templateVariables(args, src, status),
      trimBlocks: args.trim_blocks,
      lstripBlocks: args.lstrip_blocks,
      newline: args.newline_sequence.replaceAll('\\n', '\n').replaceAll('\\r', '\r'),
      variableStart: args.variable_start_string,
      variableEnd: args.variable_end_string,
      blockStart: args.block_start_string,
      blockEnd: args.block_end_string,
      commentStart: args.comment_start_string,
      commentEnd: args.comment_end_string,
    });
    const { path, folder } = await placeOf(args.dest, src, connection);
    return {
      content: encoded(text, args.output_encoding),
      sourceMode: status?.mode,
      current: await currentFile(path, connection, args.follow),
      folder,
    };
  },
  plan: (args, { content, sourceMode, current, folder }) => {
    const keep = !args.force && current.status !== undefined;
    const mode = args.mode === 'preserve' ? sourceMode : args.mode;
    const wanted = keep ? undefined : content;
    const own = { ...args, mode: keep ? undefined : mode };
    const plan = planContent(current, wanted, own, fileResult(current, wanted));
    return { ...plan, detail: { change: plan.detail, folder } };
  },
  apply: async (plan, connection, context) => {
    const { change, folder } = plan.detail;
    if (folder !== undefined) await connection.files.makeDirectory(folder, { parents: true });
    const result = await applyContent({ ...plan, detail: change }, connection, context);
    return change.content === undefined || result.failed === true
      ? result
      : { ...result, md5sum: md5(change.content) };
  },
});

function isFolder(path: string): DroverError {
  return new DroverError('file-not-found', {
    detail: `could not find src=${path}, it is a folder`,
    help: 'Give the path of a file; copy takes whole folders.',
  });
}

function templateVariables(
  { src, dest }: { readonly src: string; readonly dest: string },
  path: string,
  status: FileStatus | undefined,
): Readonly<Record<string, unknown>> {
  const at = new Date((status?.modified ?? 0) * 1000).toISOString().replace('T', ' ').replace(/\..*$/, '');
  return {
    template_host: hostname(),
    template_path: src,
    template_fullpath: path,
    template_destpath: dest,
    template_uid: status?.owner ?? '',
    template_mtime: at,
    template_run_date: new Date().toISOString().replace('T', ' ').replace('Z', ''),
  };
}
