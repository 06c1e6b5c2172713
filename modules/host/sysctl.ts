import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Change, type CommandOutcome, type Plan } from '../../engine/module.ts';
import { applyContent, currentFile, planContent, textOf, utf8, type ContentChange } from './file-content.ts';
import { isSameValue, kernelValue, valueIn, withSetting } from './kernel/sysctl-file.ts';
import { programsOf } from './programs.ts';

interface SysctlDetail {
  readonly file: Plan<ContentChange>;
  /** What is set at once: `name=value`. */
  readonly assignment: string | undefined;
  /** The file whose settings are all made to hold afterwards. */
  readonly reloaded: string | undefined;
  readonly isLenient: boolean;
}

export const sysctl = defineModule({
  name: 'host.sysctl',
  aliases: ['sysctl', 'ansible.posix.sysctl', 'ansible.builtin.sysctl'],
  summary: 'Sets parameters of the kernel, in a file and in the kernel that runs.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The parameter.', aliases: ['key'] },
      value: { type: 'string', description: 'Its value.', aliases: ['val'] },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        description: 'Whether the file is to set it.',
        default: 'present',
      },
      ignoreerrors: {
        type: 'boolean',
        description: 'Go on where the kernel does not know a parameter.',
        default: false,
      },
      reload: {
        type: 'boolean',
        description:
          'Make all settings of the file hold when it was changed, or the kernel has another value.',
        default: true,
      },
      sysctl_file: {
        type: 'string',
        format: 'path',
        description: 'The file.',
        default: '/etc/sysctl.conf',
      },
      sysctl_set: {
        type: 'boolean',
        description: 'Set the parameter in the kernel that runs, where it has another value.',
        default: false,
      },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'A router',
      playbook:
        '- sysctl:\n    name: net.ipv4.ip_forward\n    value: "1"\n    sysctl_file: /etc/sysctl.d/90-router.conf\n    sysctl_set: true\n',
    },
  ],
  returns: {},
  check: ({ name, value, state }) => {
    if (name === '') return ['name cannot be blank'];
    if (state === 'absent') return [];
    if (value === undefined) return ['state is present but all of the following are missing: value'];
    return value === '' ? ['value cannot be blank'] : [];
  },
  connect: (_args, context) =>
    Promise.resolve({ context, programs: programsOf(context.connection, context) }),
  gather: async (args, { context, programs }) => {
    const { rc, stdout } = await programs.run(['sysctl', '-e', '-n', args.name.trim()]);
    const current = await currentFile(args.sysctl_file, context.connection);
    return { current, running: rc === 0 ? stdout : undefined };
  },
  plan: (args, { current, running }): Plan<SysctlDetail> => {
    const name = args.name.trim();
    const wanted = args.state === 'absent' ? undefined : kernelValue(args.value ?? '');
    const text = textOf(current.content);
    const isWritten = valueIn(text, name) !== wanted;
    const after = isWritten ? utf8(withSetting(text, name, wanted)) : undefined;
    const file = planContent(current, after, { backup: false, unsafe_writes: false });
    const isStale = wanted !== undefined && (running === undefined || !isSameValue(running, wanted));
    const isSet = isStale && args.sysctl_set;
    const isChanged = isWritten || (isStale && (args.reload || isSet));
    const kernel: readonly Change[] =
      isStale && isChanged ? [{ pointer: `/${name}`, before: running?.trim(), after: wanted }] : [];
    return {
      action: isChanged ? 'update' : 'unchanged',
      subject: `parameter ${name}`,
      reason: isWritten ? file.reason : isChanged ? 'the kernel has another value' : 'it is as asked for',
      changes: [...file.changes, ...kernel],
      ...(file.diff === undefined ? {} : { diff: file.diff }),
      detail: {
        file,
        // A parameter that the kernel does not tell cannot be set either.
        assignment: isSet && running !== undefined ? `${name}=${wanted}` : undefined,
        reloaded: isChanged && args.reload ? args.sysctl_file : undefined,
        isLenient: args.ignoreerrors,
      },
    };
  },
  apply: async ({ detail }, { context, programs }) => {
    const { file, assignment, reloaded, isLenient } = detail;
    const lenient = isLenient ? ['-e'] : [];
    if (assignment !== undefined) {
      const outcome = await programs.run(['sysctl', ...lenient, '-w', assignment]);
      if (isRefused(outcome))
        throw refused(`setting ${assignment.split('=')[0] ?? ''} failed: ${outcome.stdout}${outcome.stderr}`);
    }
    if (file.action !== 'unchanged') await applyContent(file, context.connection, context);
    if (reloaded !== undefined) {
      const outcome = await programs.run(['sysctl', ...lenient, '-p', reloaded]);
      if (isRefused(outcome)) throw refused(`Failed to reload sysctl: ${outcome.stdout}${outcome.stderr}`);
    }
    return { changed: true };
  },
});

/** sysctl(8) ends well although the kernel refused a value. */
function isRefused({ rc, stderr }: CommandOutcome): boolean {
  return rc !== 0 || /^sysctl: setting key "[^"]+": (Invalid argument|Read-only file system)$/m.test(stderr);
}

function refused(detail: string): DroverError {
  return new DroverError('module-failed', {
    detail,
    help: 'See the name and the value; ignoreerrors: true passes over parameters that the kernel does not know.',
  });
}
