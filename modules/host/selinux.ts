import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Change,
  type Connection,
  type ModuleResult,
  type TaskContext,
} from '../../engine/module.ts';
import { callFailure, makeCalls, type Call } from './calls.ts';
import { textOf } from './file-content.ts';
import { programsOf, type Programs } from './programs.ts';
import { settingOf, withSetting } from './selinux/config.ts';
import { selinuxState, type SelinuxState } from './selinux/state.ts';

interface Asked {
  readonly policy?: string;
  readonly state: SelinuxState;
  readonly configfile: string;
  readonly update_kernel_param: boolean;
}

/** What the entries of the boot loader say: on, off, or not all the same. */
type KernelState = 'enabled' | 'disabled' | '<inconsistent>';

interface Facts {
  readonly runtime: SelinuxState;
  readonly runtimePolicy: string | undefined;
  readonly config: string;
  readonly kernel: KernelState | undefined;
  readonly hasPolicy: boolean;
}

export const selinux = defineModule({
  name: 'host.selinux',
  aliases: ['selinux', 'ansible.posix.selinux', 'ansible.builtin.selinux'],
  summary: 'Sets what SELinux does, now and after the next start, and its policy.',
  args: {
    type: 'object',
    properties: {
      policy: { type: 'string', description: 'The policy: targeted. Needed unless it is to be off.' },
      state: {
        type: 'string',
        enum: ['enforcing', 'permissive', 'disabled'],
        description: 'What it does. On and off take a restart.',
      },
      configfile: {
        type: 'string',
        description: 'The file of its configuration.',
        default: '/etc/selinux/config',
        aliases: ['conf', 'file'],
      },
      update_kernel_param: {
        type: 'boolean',
        description: 'Set it in the entries of the boot loader, too, with grubby.',
        default: false,
      },
    },
    required: ['state'],
  },
  examples: [
    { title: 'On, but only telling', playbook: '- selinux:\n    policy: targeted\n    state: permissive\n' },
  ],
  returns: {
    msg: { type: 'string', description: 'What was changed.' },
    reboot_required: { type: 'boolean', description: 'Whether it takes a restart until all of it holds.' },
  },
  check: ({ policy, state }) =>
    state !== 'disabled' && (policy === undefined || policy === '')
      ? ["Policy is required if state is not 'disabled'"]
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: (args, connection, context) => readSelinux(args, connection, context),
  plan: (args, facts) => {
    const policy = args.policy ?? settingOf(facts.config, 'SELINUXTYPE');
    const changes = changesFor(args, policy, facts);
    const isTurned = (facts.runtime === 'disabled') !== (args.state === 'disabled');
    const config = editedConfig(args.state, policy, facts);
    const isSame = changes.length === 0;
    const msg = changes
      .map(({ said }) => said)
      .filter((said) => said !== '')
      .join(', ');
    return {
      action: isSame ? 'unchanged' : 'update',
      subject: 'SELinux',
      reason: isSame ? 'it is as asked for' : msg || 'its state differs',
      changes: changes.map(({ change }) => change),
      warnings: warningsFor(args.state, facts.runtime),
      ...(config === facts.config
        ? {}
        : {
            diff: {
              before: facts.config,
              after: config,
              beforeHeader: args.configfile,
              afterHeader: args.configfile,
            },
          }),
      result: {
        msg,
        configfile: args.configfile,
        policy: policy ?? null,
        state: args.state,
        reboot_required: isTurned,
      },
      detail: {
        config: config === facts.config ? undefined : { path: args.configfile, text: config },
        calls: callsFor(args, facts),
      },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    if (detail.config !== undefined) await connection.files.write(detail.config.path, detail.config.text);
    const outcome = await makeCalls(detail.calls, programsOf(connection, context));
    if (outcome.rc === 0) return { changed: true };
    const isKernel = outcome.failed?.words[0] === 'grubby';
    const verb = detail.calls.some(({ words }) => words.includes('--remove-args')) ? 'remove' : 'add';
    const preposition = verb === 'remove' ? 'from' : 'to';
    return callFailure(
      outcome,
      isKernel ? `unable to ${verb} selinux=0 ${preposition} kernel config` : undefined,
    );
  },
});

async function readSelinux(args: Asked, connection: Connection, context: TaskContext): Promise<Facts> {
  const { files } = connection;
  const programs = programsOf(connection, context);
  const textAt = async (path: string): Promise<string | undefined> =>
    (await files.status(path, { follow: true }))?.type === 'file'
      ? textOf(await files.read(path))
      : undefined;
  const config = await textAt(args.configfile);
  if (config === undefined)
    throw new DroverError('module-failed', {
      detail: `Unable to find file ${args.configfile}`,
      help: 'Install a policy first: selinux-policy-targeted.',
    });
  const policy = args.policy ?? settingOf(config, 'SELINUXTYPE');
  const main = await textAt('/etc/selinux/config');
  return {
    config,
    runtime: await selinuxState(programs, connection),
    // Without a word on it, libselinux takes this one.
    runtimePolicy: main === undefined ? undefined : (settingOf(main, 'SELINUXTYPE') ?? 'targeted'),
    kernel: args.update_kernel_param ? await kernelState(programs) : undefined,
    hasPolicy: (await files.status(`/etc/selinux/${policy ?? ''}/policy`, { follow: true })) !== undefined,
  };
}

async function kernelState(programs: Programs): Promise<KernelState> {
  const grubby = await programs.find('grubby');
  if (grubby === undefined)
    throw new DroverError('module-failed', {
      detail: "'grubby' command not found on host",
      help: 'Install grubby, or leave update_kernel_param out.',
    });
  const { rc, stdout, stderr } = await programs.run([grubby, '--info=ALL']);
  if (rc !== 0)
    throw new DroverError('command-failed', {
      detail: `unable to run grubby: ${stderr.trim()}`,
      help: 'See what grubby --info=ALL says on the machine.',
    });
  const entries = [...stdout.matchAll(/^args="(.*)"$/gm)].map(([, words = '']) => words.split(' '));
  const off = entries.filter((words) => words.includes('selinux=0'));
  if (entries.length === 0 || (off.length > 0 && off.length < entries.length)) return '<inconsistent>';
  return off.length === 0 ? 'enabled' : 'disabled';
}

interface Said {
  /** Empty: it is told as a warning. */
  readonly said: string;
  readonly change: Change;
}

function changesFor({ state, configfile }: Asked, policy: string | undefined, facts: Facts): readonly Said[] {
  const { config, runtime, runtimePolicy, kernel } = facts;
  const file = { policy: settingOf(config, 'SELINUXTYPE'), state: settingOf(config, 'SELINUX') };
  const wanted = state === 'disabled' ? 'disabled' : 'enabled';
  const text = (value: string | undefined): string => value ?? 'None';
  const changes: Said[] = [];
  const add = (
    pointer: string,
    before: string | undefined,
    after: string | undefined,
    said: string,
  ): void => {
    changes.push({ said, change: { pointer, before, after } });
  };
  if (policy !== runtimePolicy)
    add(
      '/policy',
      runtimePolicy,
      policy,
      `Running SELinux policy changed from '${text(runtimePolicy)}' to '${text(policy)}'`,
    );
  if (policy !== file.policy)
    add(
      '/config/policy',
      file.policy,
      policy,
      `SELinux policy configuration in '${configfile}' changed from '${text(file.policy)}' to '${text(policy)}'`,
    );
  if (runtime !== 'disabled' && state === 'disabled' && runtime !== 'permissive')
    add('/state', runtime, 'permissive', '');
  else if (runtime !== 'disabled' && state !== 'disabled' && state !== runtime)
    add('/state', runtime, state, `SELinux state changed from '${runtime}' to '${state}'`);
  if (state !== file.state)
    add(
      '/config/state',
      file.state,
      state,
      `Config SELinux state changed from '${text(file.state)}' to '${state}'`,
    );
  if (kernel !== undefined && kernel !== wanted) {
    const before = kernel === '<inconsistent>' ? kernel : wanted === 'enabled' ? 'disabled' : 'enabled';
    add('/kernel', before, wanted, `Kernel SELinux state changed from '${before}' to '${wanted}'`);
  }
  return changes;
}

function editedConfig(state: SelinuxState, policy: string | undefined, { config, hasPolicy }: Facts): string {
  let text = config;
  if (policy !== undefined && policy !== settingOf(config, 'SELINUXTYPE')) {
    if (!hasPolicy)
      throw new DroverError('module-failed', {
        detail: `Policy ${policy} does not exist in /etc/selinux/`,
        help: `Install it first: selinux-policy-${policy}.`,
      });
    text = withSetting(text, 'SELINUXTYPE', policy);
  }
  return state === settingOf(config, 'SELINUX') ? text : withSetting(text, 'SELINUX', state);
}

function warningsFor(state: SelinuxState, runtime: SelinuxState): readonly string[] {
  if (state === runtime) return [];
  if (runtime === 'disabled') return [`Reboot is required to set SELinux state to '${state}'`];
  if (state !== 'disabled') return [];
  return runtime === 'permissive'
    ? ['SELinux state change will take effect next reboot']
    : [
        `SELinux state temporarily changed from '${runtime}' to 'permissive'. State change will take effect next reboot.`,
      ];
}

function callsFor({ state }: Asked, { runtime, kernel }: Facts): readonly Call[] {
  const calls: Call[] = [];
  const wanted = state === 'disabled' ? 'permissive' : state;
  if (runtime !== 'disabled' && runtime !== wanted)
    calls.push({ words: ['setenforce', wanted === 'enforcing' ? '1' : '0'] });
  if (kernel !== undefined && kernel !== (state === 'disabled' ? 'disabled' : 'enabled'))
    calls.push({
      words: [
        'grubby',
        '--update-kernel=ALL',
        state === 'disabled' ? '--args' : '--remove-args',
        'selinux=0',
      ],
    });
  return calls;
}
