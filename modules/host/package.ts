import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Connection,
  type ModuleResult,
  type Plan,
  type TaskContext,
} from '../../engine/module.ts';
import { apk } from './apk.ts';
import { apt } from './apt.ts';
import { dnf } from './dnf.ts';
import { apkArguments } from './packages/apk-arguments.ts';
import { aptArguments } from './packages/apt-arguments.ts';
import { dnfArguments } from './packages/dnf-arguments.ts';
import { zypperArguments } from './packages/zypper-arguments.ts';
import { programsOf } from './programs.ts';
import { zypper } from './zypper.ts';

/** The module of a package manager, without the types of its own arguments, facts and plans. */
interface Manager {
  readonly schemas: Readonly<Record<string, object>> & {
    readonly state: { readonly enum: readonly string[] };
  };
  /** The argument that has the packages. */
  readonly names: string;
  gather(asked: unknown, connection: Connection, context: TaskContext): Promise<unknown>;
  plan(asked: unknown, facts: unknown): Plan;
  apply(plan: Plan, connection: Connection, context: TaskContext): Promise<ModuleResult>;
}

/** Each module gets back what it made itself: that is all that the casts rely on. */
function manager<A, F, D>(
  schemas: Manager['schemas'],
  module: {
    gather(asked: A, connection: Connection, context: TaskContext): Promise<F>;
    plan(asked: A, facts: F): Plan<D>;
    apply(plan: Plan<D>, connection: Connection, context: TaskContext): Promise<ModuleResult>;
  },
  names = 'name',
): Manager {
  return {
    schemas,
    names,
    gather: (asked, connection, context) => module.gather(asked as A, connection, context),
    plan: (asked, facts) => module.plan(asked as A, facts as F),
    apply: (plan, connection, context) => module.apply(plan as Plan<D>, connection, context),
  };
}

const managers = {
  apt: manager(aptArguments, apt, 'package'),
  dnf: manager(dnfArguments, dnf),
  apk: manager(apkArguments, apk),
  zypper: manager(zypperArguments, zypper),
};

type Kind = keyof typeof managers;

/** The names that tasks and facts have for them. */
const byName: Readonly<Record<string, Kind>> = {
  apt: 'apt',
  dnf: 'dnf',
  dnf4: 'dnf',
  dnf5: 'dnf',
  yum: 'dnf',
  apk: 'apk',
  zypper: 'zypper',
};

/** Their programs, in the order in which they are looked for. */
const byProgram: Readonly<Record<string, Kind>> = {
  dnf: 'dnf',
  yum: 'dnf',
  zypper: 'zypper',
  'apt-get': 'apt',
  apk: 'apk',
};

interface Facts {
  readonly kind: Kind;
  readonly asked: unknown;
  readonly facts: unknown;
}

export const packageModule = defineModule({
  name: 'host.package',
  aliases: ['package', 'ansible.builtin.package', 'ansible.legacy.package'],
  summary:
    'Installs and removes packages with the package manager of the host: apt, dnf, yum, zypper or apk.',
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
      use: { type: 'string', description: 'auto, apt, dnf, yum, zypper or apk.', default: 'auto' },
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
    const chosen = managers[kind];
    seeState(args.state, chosen.schemas.state.enum);
    const asked = withDefaults(chosen.schemas, { ...given, [chosen.names]: args.name });
    return { kind, asked, facts: await chosen.gather(asked, connection, context) };
  },
  plan: (_args, { kind, asked, facts }): Plan<{ readonly kind: Kind; readonly plan: Plan }> => {
    const plan = managers[kind].plan(asked, facts);
    return { ...plan, detail: { kind, plan } };
  },
  apply: ({ detail }, connection, context) => managers[detail.kind].apply(detail.plan, connection, context),
});

/** The module whose arguments those are: what the task says, or what was gathered, or what is there. */
async function managerFor(use: string, connection: Connection, context: TaskContext): Promise<Kind> {
  const facts = context.variable('ansible_facts') as Readonly<Record<string, unknown>> | undefined;
  const gathered = facts?.['pkg_mgr'];
  const auto = typeof gathered === 'string' && gathered !== 'unknown' ? gathered : undefined;
  const named = (use === 'auto' ? auto : use)?.replace(
    /^(?:ansible\.(?:builtin|legacy)|community\.general)\./,
    '',
  );
  const programs = programsOf(connection, context);
  if (named !== undefined) {
    const found = byName[named];
    if (found !== undefined) return found;
    throw unknownManager(named);
  }
  // Debian has the programs of other systems as packages; they manage nothing there.
  const isDebian = (await connection.files.status('/etc/debian_version')) !== undefined;
  if (isDebian && (await programs.find('apt-get')) !== undefined) return 'apt';
  for (const [program, kind] of Object.entries(byProgram))
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
    help: 'apt, dnf, yum, zypper and apk are. For others run its program with command, or the play with runner: ansible.',
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
