import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineAction,
  type CommandOutcome,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { untilSuccess } from './restart/until.ts';

/** Names that arguments had before. */
const seconds = (name: string): { readonly aliases: readonly [string] } => ({ aliases: [`${name}_sec`] });

export const reboot = defineAction({
  name: 'host.reboot',
  aliases: ['reboot', 'ansible.builtin.reboot', 'ansible.legacy.reboot'],
  summary: 'Starts the host anew, and waits until it is back.',
  args: {
    type: 'object',
    properties: {
      pre_reboot_delay: {
        type: 'integer',
        description: 'Seconds that its users are given; whole minutes count.',
        default: 0,
        ...seconds('pre_reboot_delay'),
      },
      post_reboot_delay: {
        type: 'integer',
        description: 'Seconds to wait before it is tried for the first time.',
        default: 0,
        ...seconds('post_reboot_delay'),
      },
      reboot_timeout: {
        type: 'integer',
        description: 'Seconds that it may take to be back, and again to answer test_command.',
        default: 600,
        ...seconds('reboot_timeout'),
      },
      connect_timeout: {
        type: 'integer',
        description: 'Seconds that one try may take.',
        default: 20,
        ...seconds('connect_timeout'),
      },
      test_command: { type: 'string', description: 'What must succeed when it is back.', default: 'whoami' },
      msg: {
        type: 'string',
        description: 'What its users are told.',
        default: 'Reboot initiated by Ansible',
      },
      search_paths: {
        type: 'array',
        items: { type: 'string', description: 'A folder.' },
        description: 'Where shutdown is looked for.',
        default: ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'],
      },
      boot_time_command: {
        type: 'string',
        description: 'What prints something else after each start.',
        default: 'cat /proc/sys/kernel/random/boot_id',
      },
      reboot_command: { type: 'string', description: 'What starts it anew, in place of shutdown.' },
    },
  },
  examples: [{ title: 'After a new kernel', playbook: '- reboot:\n    reboot_timeout: 900\n' }],
  returns: {
    rebooted: { type: 'boolean', description: 'Whether it was started anew.' },
    elapsed: { type: 'integer', description: 'Whole seconds until it was back.' },
  },
  checkMode: 'run',
  run: async (args, context) => {
    if (context.connection.kind === 'local')
      return {
        failed: true,
        rebooted: false,
        elapsed: 0,
        msg: 'Running reboot with local connection would reboot the control node.',
      };
    if (context.checkMode) return { changed: true, elapsed: 0, rebooted: true };
    const tryMs = args.connect_timeout * 1000;
    const shell = (line: string): Promise<CommandOutcome> =>
      context.connection.execute(['/bin/sh', '-c', line], { signal: context.signal, timeoutMs: tryMs });
    const before = await bootTime(args.boot_time_command, shell);
    const began = Date.now();
    const elapsed = (): number => Math.floor((Date.now() - began) / 1000);
    const refusal = await begin(args.reboot_command ?? shutdownLine(args), shell, context);
    if (refusal !== undefined) return { failed: true, rebooted: false, elapsed: elapsed(), msg: refusal };
    if (args.post_reboot_delay > 0)
      await sleep(args.post_reboot_delay * 1000, undefined, { signal: context.signal });
    const wait = {
      timeoutMs: args.reboot_timeout * 1000,
      pauseMs: (tries: number) => Math.min(2 ** tries, 12) * 1000,
    };
    const late = (what: string): ModuleResult => ({
      failed: true,
      rebooted: what !== 'last boot time check',
      elapsed: elapsed(),
      msg: `Timed out waiting for ${what} (timeout=${args.reboot_timeout})`,
    });
    const back = await untilSuccess({ ...wait, note: 'waiting for the start' }, context, async () => {
      if ((await bootTime(args.boot_time_command, shell)) === before)
        throw new Error('boot time has not changed');
    });
    if ('error' in back) return late('last boot time check');
    const tested = await untilSuccess({ ...wait, note: args.test_command }, context, async () => {
      const { rc, stderr, stdout } = await shell(args.test_command);
      if (rc !== 0) throw new Error(`Test command failed: ${stderr} ${stdout}`);
    });
    if ('error' in tested) return late('post-reboot test command');
    return { changed: true, rebooted: true, elapsed: elapsed() };
  },
});

type Shell = (line: string) => Promise<CommandOutcome>;

async function bootTime(command: string, shell: Shell): Promise<string> {
  const { rc, stdout, stderr } = await shell(command);
  if (rc === 0 && stdout.trim() !== '') return stdout.trim();
  throw new DroverError('command-failed', {
    detail: `reboot: failed to get host boot time info, rc: ${rc}, stdout: ${stdout.trim()}, stderr: ${stderr.trim()}`,
    help: 'Set boot_time_command to something that the host can run, and that differs after each start.',
  });
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** shutdown(8) where there is one; systems with BusyBox have reboot(8) alone. */
function shutdownLine(args: {
  readonly search_paths: readonly string[];
  readonly pre_reboot_delay: number;
  readonly msg: string;
}): string {
  const path = args.search_paths.join(':');
  const minutes = Math.floor(args.pre_reboot_delay / 60);
  const words = `-r ${minutes} ${quoted(args.msg)}`;
  const rest = `sleep ${minutes * 60}; (sleep 1; exec reboot) >/dev/null 2>&1 </dev/null &`;
  return `PATH=${quoted(path)}:$PATH; if command -v shutdown >/dev/null; then exec shutdown ${words}; fi; command -v reboot >/dev/null || { echo 'there is no shutdown and no reboot in '"$PATH" >&2; exit 127; }; ${rest}`;
}

/** Why it could not be begun; a connection that is cut at once is a sign that it was. */
async function begin(line: string, shell: Shell, context: TaskContext): Promise<string | undefined> {
  try {
    const { rc, stdout, stderr, signal } = await shell(line);
    if (rc === 0 || signal !== undefined) return undefined;
    return `Reboot command failed. Error was: '${stdout.trim()}, ${stderr.trim()}'`;
  } catch (error) {
    context.signal.throwIfAborted();
    const isCut =
      error instanceof DroverError && ['host-unreachable', 'command-timeout'].includes(error.code);
    if (isCut) return undefined;
    throw error;
  }
}
