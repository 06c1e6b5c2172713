import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction } from '../../engine/module.ts';

export const slurp = defineAction({
  name: 'host.slurp',
  aliases: ['slurp', 'ansible.builtin.slurp', 'ansible.legacy.slurp'],
  summary: 'Reads a file of the host.',
  args: {
    type: 'object',
    properties: { src: { type: 'string', format: 'path', description: 'The file.', aliases: ['path'] } },
    required: ['src'],
  },
  examples: [
    {
      title: 'Read a key',
      playbook:
        "- slurp:\n    src: /etc/hostname\n  register: name\n- debug:\n    msg: '{{ name.content | b64decode }}'\n",
    },
  ],
  returns: {
    content: { type: 'string', description: 'The content in base64.' },
    encoding: { type: 'string', description: 'base64.' },
    source: { type: 'string', description: 'The file.' },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const status = await context.connection.files.status(args.src, { follow: true });
    if (status === undefined)
      throw new DroverError('file-not-found', {
        detail: `file not found: ${args.src}`,
        help: 'Give the path of a file that is there.',
      });
    if (status.type === 'directory')
      throw new DroverError('module-failed', {
        detail: `source is a directory and must be a file: ${args.src}`,
        help: 'Give the path of a file.',
      });
    const content = await context.connection.files.read(args.src);
    return {
      changed: false,
      content: Buffer.from(content).toString('base64'),
      encoding: 'base64',
      source: args.src,
    };
  },
});
