import { setTimeout as sleep } from 'node:timers/promises';
import { defineAction } from '../../engine/module.ts';
import { untilSuccess } from './restart/until.ts';

export const waitForConnection = defineAction({
  name: 'host.wait_for_connection',
  aliases: [
    'wait_for_connection',
    'ansible.builtin.wait_for_connection',
    'ansible.legacy.wait_for_connection',
  ],
  summary: 'Waits until programs can be run on the host.',
  args: {
    type: 'object',
    properties: {
      timeout: { type: 'integer', description: 'Seconds to wait at most.', default: 600 },
      delay: { type: 'integer', description: 'Seconds to wait before the first try.', default: 0 },
      sleep: { type: 'integer', description: 'Seconds between two tries.', default: 1 },
      connect_timeout: { type: 'integer', description: 'Seconds that one try may take.', default: 5 },
    },
  },
  examples: [
    {
      title: 'A machine that was just made',
      playbook: '- wait_for_connection:\n    delay: 5\n    timeout: 300\n',
    },
  ],
  returns: { elapsed: { type: 'integer', description: 'Whole seconds that it waited.' } },
  checkMode: 'run',
  run: async (args, context) => {
    if (context.checkMode) return { changed: false, skipped: true };
    const began = Date.now();
    const { connection, signal } = context;
    if (args.delay > 0) await sleep(args.delay * 1000, undefined, { signal });
    const wait = {
      timeoutMs: args.timeout * 1000,
      pauseMs: () => args.sleep * 1000,
      note: 'waiting for the connection',
    };
    const outcome = await untilSuccess(wait, context, async () => {
      const { rc, stderr } = await connection.execute(['true'], {
        signal,
        timeoutMs: args.connect_timeout * 1000,
      });
      if (rc !== 0) throw new Error(stderr.trim() === '' ? `true ended with ${rc}` : stderr.trim());
    });
    const elapsed = Math.floor((Date.now() - began) / 1000);
    if (!('error' in outcome)) return { changed: false, elapsed };
    return { failed: true, elapsed, msg: `timed out waiting for ping module test: ${outcome.error}` };
  },
});
