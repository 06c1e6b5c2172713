import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type ModuleResult } from '../../engine/module.ts';
import { callFailure, makeCalls, type Call } from './calls.ts';
import { programsOf, type Programs } from './programs.ts';
import { needSelinux } from './selinux/state.ts';

export const seboolean = defineModule({
  name: 'host.seboolean',
  aliases: ['seboolean', 'ansible.posix.seboolean', 'ansible.builtin.seboolean'],
  summary: 'Sets a switch of the policy of SELinux.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The switch: httpd_can_network_connect.' },
      state: { type: 'boolean', description: 'Whether it is on.' },
      persistent: { type: 'boolean', description: 'Keep it over a restart.', default: false },
      ignore_selinux_state: {
        type: 'boolean',
        description: 'Try it even where SELinux is off.',
        default: false,
      },
    },
    required: ['name', 'state'],
  },
  examples: [
    {
      title: 'A web server that calls others',
      playbook: '- seboolean:\n    name: httpd_can_network_connect\n    state: true\n    persistent: true\n',
    },
  ],
  returns: { name: { type: 'string', description: 'The switch.' } },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context) => {
    const programs = programsOf(connection, context);
    await needSelinux(args.ignore_selinux_state, programs, connection);
    const running = await runningSwitch(args.name, programs);
    return args.persistent ? { name: running.name, isOn: await isKeptOn(running.name, programs) } : running;
  },
  plan: (args, { name, isOn }) => {
    const text = (value: boolean): string => (value ? 'on' : 'off');
    const isSame = isOn === args.state;
    const words: Call['words'] = ['setsebool', ...(args.persistent ? ['-P'] : []), name, text(args.state)];
    return {
      action: isSame ? 'unchanged' : 'update',
      subject: `boolean ${name}`,
      reason: `it is ${text(isOn)}`,
      changes: isSame ? [] : [{ pointer: '/state', before: isOn, after: args.state }],
      result: { name: args.name, persistent: args.persistent, state: args.state },
      detail: { calls: isSame ? [] : [{ words }], name, value: args.state ? 1 : 0 },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const outcome = await makeCalls(detail.calls, programsOf(connection, context));
    if (outcome.rc === 0) return { changed: true };
    return callFailure(
      outcome,
      `Failed to set boolean ${detail.name} to ${detail.value}: ${outcome.stderr.trim()}`,
    );
  },
});

/** The switch as it is now; getsebool(8) knows old names of switches and tells the new one. */
async function runningSwitch(
  asked: string,
  programs: Programs,
): Promise<{ readonly name: string; readonly isOn: boolean }> {
  const { rc, stdout, stderr } = await programs.run(['getsebool', asked]);
  const told = /^(\S+) --> (on|off)/m.exec(stdout);
  if (rc === 0 && told !== null) return { name: told[1] ?? asked, isOn: told[2] === 'on' };
  throw new DroverError('module-failed', {
    detail: /disabled/.test(stderr)
      ? 'SELinux is disabled on this host.'
      : `SELinux boolean ${asked} does not exist.`,
    help: 'getsebool -a on the machine tells those that there are.',
  });
}

/** Whether the switch will be on after a restart. */
async function isKeptOn(name: string, programs: Programs): Promise<boolean> {
  const { rc, stdout, stderr } = await programs.run(['semanage', 'boolean', '-l', '-n']);
  const lines = stdout.split('\n').map((line) => /^(\S+)\s+\(\s*\w+\s*,\s*(\w+)\s*\)/.exec(line));
  const kept = lines.find((match) => match?.[1] === name);
  if (rc === 0 && kept !== undefined) return kept?.[2] === 'on';
  throw new DroverError('module-failed', {
    detail:
      rc === 0
        ? `SELinux boolean ${name} is not defined in persistent policy`
        : `Failed to manage policy for boolean ${name}: ${stderr.trim()}`,
    help: 'semanage boolean -l on the machine tells those that there are.',
  });
}
