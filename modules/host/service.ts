import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Plan, type TaskContext } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { managerOf, type ServiceManager } from './services/manager.ts';
import {
  applyScript,
  planScript,
  readScript,
  type AskedScript,
  type ScriptDetail,
  type ScriptFacts,
} from './services/script-plan.ts';
import { unitArguments } from './services/unit-arguments.ts';
import {
  applyUnit,
  planUnit,
  readUnit,
  type AskedUnit,
  type UnitDetail,
  type UnitFacts,
} from './services/unit-plan.ts';

type Facts =
  | {
      readonly kind: 'unit';
      readonly asked: AskedUnit;
      readonly facts: UnitFacts;
      readonly unused: readonly string[];
    }
  | { readonly kind: 'script'; readonly facts: ScriptFacts };

type Detail =
  | { readonly kind: 'unit'; readonly plan: Plan<UnitDetail> }
  | { readonly kind: 'script'; readonly plan: Plan<ScriptDetail> };

export const service = defineModule({
  name: 'host.service',
  aliases: ['service', 'ansible.builtin.service', 'ansible.legacy.service'],
  summary:
    'Starts, stops and enables services, whatever manages them: systemd, OpenRC or scripts of System V.',
  args: {
    type: 'object',
    properties: {
      name: { type: 'string', description: 'The service.' },
      state: {
        type: 'string',
        enum: ['reloaded', 'restarted', 'started', 'stopped'],
        description: 'What it is to be.',
      },
      enabled: { type: 'boolean', description: 'Whether it is started when the machine starts.' },
      sleep: {
        type: 'integer',
        description: 'Seconds between stopping and starting it where it is restarted. Not for systemd.',
      },
      pattern: {
        type: 'string',
        description: 'A part of the command line by which it is found to be running. Not for systemd.',
      },
      runlevel: {
        type: 'string',
        description: 'The runlevel of OpenRC that it is enabled in.',
        default: 'default',
      },
      arguments: {
        type: 'string',
        description: 'Further words for its script. Not for systemd.',
        default: '',
        aliases: ['args'],
      },
      use: {
        type: 'string',
        description: 'auto, systemd, openrc, sysvinit, or service for scripts of either kind.',
        default: 'auto',
      },
      ...unitArguments,
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'A web server',
      playbook: '- service:\n    name: nginx\n    state: started\n    enabled: true\n',
    },
  ],
  returns: {
    name: { type: 'string', description: 'The service.' },
    state: { type: 'string', description: 'What it is.' },
    enabled: { type: 'boolean', description: 'Whether it is started when the machine starts.' },
  },
  check: (args) =>
    [args.state, args.enabled, args.masked].every((value) => value === undefined) &&
    !args.daemon_reload &&
    !args.daemon_reexec
      ? ['one of the following is required: state, enabled']
      : [],
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const manager = await chosenManager(args.use, context);
    if (manager !== 'systemd') {
      seeNothingOfSystemd(context);
      return { kind: 'script', facts: await readScript(args, manager, connection, context) };
    }
    const asked: AskedUnit = args;
    const unused = ['pattern', 'runlevel', 'sleep', 'arguments', 'args'].filter((key) =>
      context.rawArguments.has(key),
    );
    return { kind: 'unit', asked, facts: await readUnit(asked, connection, context), unused };
  },
  plan: (args: AskedScript, found): Plan<Detail> => {
    if (found.kind === 'script') {
      const plan = planScript(args, found.facts);
      return { ...plan, detail: { kind: 'script', plan } };
    }
    const plan = planUnit(found.asked, found.facts);
    const warnings = found.unused.map((key) => `Ignoring "${key}" as it is not used in "systemd"`);
    return { ...plan, warnings: [...warnings, ...(plan.warnings ?? [])], detail: { kind: 'unit', plan } };
  },
  apply: ({ detail }, connection, context) =>
    detail.kind === 'unit'
      ? applyUnit(detail.plan, connection, context)
      : applyScript(detail.plan, connection, context),
});

/** What only units of systemd have cannot be passed over where there are none. */
function seeNothingOfSystemd({ rawArguments }: TaskContext): void {
  const given = Object.entries<Schema>(unitArguments)
    .flatMap(([name, { aliases = [] }]) => [name, ...aliases])
    .filter((name) => rawArguments.has(name));
  if (given.length === 0) return;
  throw new DroverError('invalid-argument', {
    detail: `Unsupported parameters for (service) module: ${given.join(', ')}. Supported parameters include: arguments, enabled, name, pattern, runlevel, sleep, state.`,
    help: 'They are for machines with systemd alone: ask with when: ansible_facts.service_mgr == "systemd".',
  });
}

/** What the task says, or what was gathered, or what is there. */
async function chosenManager(use: string, context: TaskContext): Promise<ServiceManager> {
  const facts = context.variable('ansible_facts') as Readonly<Record<string, unknown>> | undefined;
  const asked = use.toLowerCase().replace(/^ansible\.(?:builtin|legacy)\./, '');
  const named = asked === 'auto' ? facts?.['service_mgr'] : asked;
  if (named === 'systemd' || named === 'openrc' || named === 'sysvinit') return named;
  const found = await managerOf(context.connection, context);
  if (asked === 'auto') return found;
  if (named === 'service') return found === 'systemd' ? 'sysvinit' : found;
  throw new DroverError('invalid-argument', {
    detail: `use: there is no service manager ${use}.`,
    help: 'Write auto, systemd, openrc, sysvinit or service.',
  });
}
