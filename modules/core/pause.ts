import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { defineAction } from '../../engine/module.ts';

export const pause = defineAction({
  name: 'core.pause',
  aliases: ['pause', 'ansible.builtin.pause', 'ansible.legacy.pause'],
  summary: 'Waits for a time, or for a person.',
  args: {
    type: 'object',
    properties: {
      seconds: { type: 'number', description: 'How long to wait, in seconds.' },
      minutes: { type: 'number', description: 'How long to wait, in minutes.' },
      prompt: { type: 'string', description: 'What to ask; the answer is in `user_input`.' },
      echo: { type: 'boolean', description: 'Show what is typed.', default: true },
    },
  },
  examples: [{ title: 'Wait', playbook: '- pause:\n    seconds: 10\n' }],
  returns: {
    user_input: { type: 'string', description: 'What was typed.' },
    delta: { type: 'integer', description: 'Whole seconds that it waited.' },
    stdout: { type: 'string', description: 'What it did, in words.' },
  },
  checkMode: 'run',
  check: (args) =>
    args.seconds !== undefined && args.minutes !== undefined
      ? ['parameters are mutually exclusive: minutes|seconds']
      : [],
  run: async (args, context) => {
    const began = Date.now();
    const seconds = args.seconds ?? (args.minutes === undefined ? undefined : args.minutes * 60);
    let userInput = '';
    if (seconds !== undefined) {
      context.progress({ done: 0, total: seconds, unit: 'seconds' });
      await sleep(Math.max(0, seconds) * 1000, undefined, { signal: context.signal }).catch(() => undefined);
    } else if (process.stdin.isTTY) {
      userInput = await answer(
        args.prompt ?? 'Press enter to continue, Ctrl+C to interrupt',
        args.echo,
        context.signal,
      );
    } else context.warn('Not waiting for response to prompt as stdin is not interactive');
    const waited = (Date.now() - began) / 1000;
    return {
      changed: false,
      rc: 0,
      stderr: '',
      start: new Date(began).toISOString(),
      stop: new Date().toISOString(),
      delta: Math.floor(waited),
      echo: args.echo,
      user_input: userInput,
      stdout: `Paused for ${rounded(args.seconds === undefined ? waited / 60 : waited)} ${args.seconds === undefined ? 'minutes' : 'seconds'}`,
    };
  },
});

/** A number with two decimals at most, as Python prints it: `1.0`. */
function rounded(value: number): string {
  const text = String(Math.round(value * 100) / 100);
  return text.includes('.') ? text : `${text}.0`;
}

async function answer(prompt: string, echo: boolean, signal: AbortSignal): Promise<string> {
  const question = `${prompt}: `;
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: echo ? process.stderr : silent,
    terminal: true,
    historySize: 0,
  });
  // A terminal that is being asked on sends Ctrl-C as a key: the run is to end as with the signal.
  reader.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  if (!echo) process.stderr.write(question);
  try {
    return await reader.question(echo ? question : '', { signal });
  } catch (error) {
    if (signal.aborted) throw error;
    return ''; // Ctrl-D
  } finally {
    reader.close();
    if (!echo) process.stderr.write('\n');
  }
}
