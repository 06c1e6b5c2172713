import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type Plan, type TaskContext } from '../../engine/module.ts';
import { applyApt, gatherApt, planApt, type AptDetail, type AptFacts } from './apt.ts';
import { applyDnf, gatherDnf, planDnf, type DnfDetail } from './dnf.ts';
import type { DnfCall } from './packages/dnf-state.ts';
import { aptArguments, type AskedApt } from './packages/apt-arguments.ts';
import { dnfArguments, type AskedDnf } from './packages/dnf-arguments.ts';
import { programsOf } from './programs.ts';

type Facts =
  | { readonly kind: 'apt'; readonly asked: AskedApt; readonly facts: AptFacts }
  | { readonly kind: 'dnf'; readonly asked: AskedDnf; readonly facts: readonly DnfCall[] };
type Detail =
  | { readonly kind: 'apt'; readonly plan: Plan<AptDetail> }
  | { readonly kind: 'dnf'; readonly plan: Plan<DnfDetail> };

export const packageModule = defineModule({
  name: 'host.package',
  aliases: ['package', 'ansible.builtin.package', 'ansible.legacy.package'],
  summary: 'Installs and removes packages with the package manager of the host: apt, dnf or yum.',
  args: {
    type: 'object',
    properties: {
      name: {
        type: 'array',
        items: { type: 'string', description: 'A package.' },
        description: 'The packages.',
        aliases: ['pkg'],
      },
      state: {
        type: 'string',
        description: 'present, absent, latest, or what else the package manager’s own module knows.',
        default: 'present',
      },
      use: { type: 'string', description: 'auto, apt, dnf or yum.', default: 'auto' },
    },
    required: ['name'],
    additionalProperties: true,
  },
  examples: [
    {
      title: 'The same on all systems',
      playbook: '- package:\n    name: qemu-guest-agent\n    state: present\n',
    },
  ],
  returns: {},
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const { use } = args;
    const given: Readonly<Record<string, unknown>> = args;
    const kind = await managerFor(use, connection, context);
    if (kind === 'apt') {
      seeState(args.state, aptArguments.state.enum);
      // The defaults of a module are of the types that its arguments have.
      const asked = withDefaults(aptArguments, { ...given, package: args.name }) as unknown as AskedApt;
      return { kind, asked, facts: await gatherApt(asked, connection, context) };
    }
    seeState(args.state, dnfArguments.state.enum);
    const asked = withDefaults(dnfArguments, given) as unknown as AskedDnf;
    return { kind, asked, facts: await gatherDnf(asked, connection, context) };
  },
  plan: (_args, found): Plan<Detail> => {
    if (found.kind === 'apt') {
      const plan = planApt(found.asked, found.facts);
      return { ...plan, detail: { kind: 'apt', plan } };
    }
    const plan = planDnf(found.asked, found.facts);
    return { ...plan, detail: { kind: 'dnf', plan } };
  },
  apply: ({ detail }, connection, context) =>
    detail.kind === 'apt'
      ? applyApt(detail.plan, connection, context)
      : applyDnf(detail.plan, connection, context),
});

/** The module whose arguments those are: what the task says, or what was gathered, or what is there. */
async function managerFor(use: string, connection: Connection, context: TaskContext): Promise<'apt' | 'dnf'> {
  const facts = context.variable('ansible_facts') as Readonly<Record<string, unknown>> | undefined;
  const gathered = facts?.['pkg_mgr'];
  const auto = typeof gathered === 'string' && gathered !== 'unknown' ? gathered : undefined;
  const named = (use === 'auto' ? auto : use)?.replace(/^ansible\.(?:builtin|legacy)\./, '');
  const programs = programsOf(connection, context);
  const known: Readonly<Record<string, 'apt' | 'dnf'>> = { apt: 'apt', dnf: 'dnf', dnf5: 'dnf', yum: 'dnf' };
  if (named !== undefined) {
    const found = known[named];
    if (found !== undefined) return found;
    throw unknownManager(named);
  }
  for (const [program, kind] of Object.entries({ dnf: 'dnf', yum: 'dnf', 'apt-get': 'apt' } as const))
    if ((await programs.find(program)) !== undefined) return kind;
  throw unknownManager('of this machine');
}

function seeState(state: string, known: readonly string[]): void {
  if (known.includes(state)) return;
  throw new DroverError('invalid-argument', {
    detail: `value of state must be one of: ${known.join(', ')}, got: ${state}`,
    help: 'present and absent are known to all package managers.',
  });
}

function unknownManager(name: string): DroverError {
  return new DroverError('module-failed', {
    detail: `package: the package manager ${name} is not supported natively.`,
    help: 'apt, dnf and yum are. For others run its program with command, or the play with runner: ansible.',
  });
}

function withDefaults(
  schemas: Readonly<Record<string, object>>,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const defaults = Object.entries(schemas).flatMap(([name, schema]) =>
    'default' in schema ? [[name, schema.default] as const] : [],
  );
  const named = Object.entries(given).filter(([name, value]) => value !== undefined && name in schemas);
  return { ...Object.fromEntries(defaults), ...Object.fromEntries(named) };
}
