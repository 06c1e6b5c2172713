import { defineModule } from '../../engine/module.ts';
import { applyContent, contentArguments, currentFile, planContent, textOf, utf8 } from './file-content.ts';

export const template = defineModule({
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
      follow: { type: 'boolean', description: 'Follow links at the destination.', default: false },
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
      output_encoding: { type: 'string', description: 'The encoding of the file; utf-8.', default: 'utf-8' },
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
    const source = textOf(context.openVault(await context.controller.files.read(src), src));
    const text = context.render(source, {
      path: src,
      variables: templateVariables(src, args.dest, status?.modified ?? 0, status?.owner ?? ''),
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
    const target = await connection.files.status(args.dest, { follow: true });
    const isFolder = args.dest.endsWith('/') || target?.type === 'directory';
    const name = (src.split('/').at(-1) ?? '').replace(/\.j2$/, '');
    const dest = isFolder ? `${args.dest.replace(/\/$/, '')}/${name}` : args.dest;
    return { src, text, sourceMode: status?.mode, current: await currentFile(dest, connection) };
  },
  plan: (args, facts) => {
    const keep = !args.force && facts.current.status !== undefined;
    const mode = args.mode === 'preserve' ? facts.sourceMode : args.mode;
    return planContent(
      facts.current,
      keep ? undefined : utf8(facts.text),
      keep ? { ...args, mode: undefined } : { ...args, mode },
      { dest: facts.current.path },
    );
  },
  apply: applyContent,
});

function templateVariables(
  src: string,
  dest: string,
  modified: number,
  owner: string,
): Readonly<Record<string, unknown>> {
  const at = new Date(modified * 1000).toISOString().replace('T', ' ').replace(/\..*$/, '');
  return {
    template_path: src,
    template_fullpath: src,
    template_destpath: dest,
    template_uid: owner,
    template_mtime: at,
    template_run_date: new Date().toISOString().replace('T', ' ').replace('Z', ''),
  };
}
