import { randomBytes } from 'node:crypto';
import { defineAction } from '../../engine/module.ts';
import { statusResult } from './attributes.ts';

export const tempfile = defineAction({
  name: 'host.tempfile',
  aliases: ['tempfile', 'ansible.builtin.tempfile', 'ansible.legacy.tempfile'],
  summary: 'Makes a file or folder with a name of its own.',
  args: {
    type: 'object',
    properties: {
      state: { type: 'string', enum: ['file', 'directory'], description: 'What to make.', default: 'file' },
      path: {
        type: 'string',
        format: 'path',
        description: 'The folder to make it in; the system’s folder for such files where it is left out.',
      },
      prefix: { type: 'string', description: 'How its name begins.', default: 'ansible.' },
      suffix: { type: 'string', description: 'How its name ends.', default: '' },
    },
  },
  examples: [
    { title: 'A scratch folder', playbook: '- tempfile:\n    state: directory\n  register: scratch\n' },
  ],
  returns: { path: { type: 'string', description: 'What was made.' } },
  checkMode: 'skip',
  run: async (args, { connection, environment }) => {
    const folder =
      args.path ??
      environment['TMPDIR'] ??
      (connection.kind === 'local' ? process.env['TMPDIR'] : undefined) ??
      '/tmp';
    const path = `${folder.replace(/\/$/, '')}/${args.prefix}${randomBytes(6).toString('hex')}${args.suffix}`;
    if (args.state === 'directory') await connection.files.makeDirectory(path, { mode: 0o700 });
    else await connection.files.write(path, '', { mode: 0o600 });
    return { changed: true, path, ...statusResult(await connection.files.status(path)) };
  },
});
