import { defineAction } from '../../engine/module.ts';
import { outcomeResult } from './program-result.ts';

export const raw = defineAction({
  name: 'host.raw',
  aliases: ['raw', 'ansible.builtin.raw', 'ansible.legacy.raw'],
  summary: 'Runs a command line as it is, with nothing else needed of the machine.',
  args: {
    type: 'object',
    properties: {
      cmd: { type: 'string', description: 'The command line, for the machine’s shell.' },
      executable: { type: 'string', description: 'The shell to run it in.', default: '/bin/sh' },
    },
    required: ['cmd'],
  },
  freeForm: { argument: 'cmd', parameters: true },
  examples: [
    { title: 'A machine without Python', playbook: '- raw: test -e /usr/bin/python3 || apk add python3\n' },
  ],
  returns: {
    rc: { type: 'integer', description: 'Its exit status.' },
    stdout: { type: 'string', description: 'Its standard output.' },
    stderr: { type: 'string', description: 'Its standard error.' },
  },
  checkMode: 'run',
  run: async ({ cmd, executable }, context) => {
    if (context.checkMode) return { changed: false, skipped: true };
    if (Object.keys(context.environment).length > 0)
      context.warn('raw module does not support the environment keyword');
    const { connection, signal } = context;
    const folder = connection.kind === 'local' ? context.variable('playbook_dir') : undefined;
    // Where nothing of a machine is known, its own shell finds the one that is asked for.
    const outcome = await connection.execute(['/bin/sh', '-c', 'exec "$0" -c "$1"', executable, cmd], {
      signal,
      ...(typeof folder === 'string' ? { cwd: folder } : {}),
    });
    const failed = outcome.rc === 0 ? {} : { failed: true, msg: 'non-zero return code' };
    return { changed: true, ...outcomeResult(outcome), ...failed };
  },
});
