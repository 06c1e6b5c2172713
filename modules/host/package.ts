import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Connection,
  type ModuleResult,
  type Plan,
  type TaskContext,
} from '../../engine/module.ts';
import type { ObjectSchema } from '../../engine/schema/types.ts';
import { apk } from './apk.ts';
import { apt } from './apt.ts';
import { dnf } from './dnf.ts';
import { furtherArguments, handedOn, managerArguments } from './packages/further-arguments.ts';
import { programsOf } from './programs.ts';
import { zypper } from './zypper.ts';

/** The module of a package manager, without the types of its own arguments, facts and plans. */
interface Manager {
  /** The argument that has the packages. */
  readonly names: string;
  check(asked: unknown): readonly string[];
  gather(asked: unknown, connection: Connection, context: TaskContext): Promise<unknown>;
  plan(asked: unknown, facts: unknown): Plan;
  apply(plan: Plan, connection: Connection, context: TaskContext): Promise<ModuleResult>;
}

/** Each module gets back what it made itself: that is all that the casts rely on. */
function manager<A, F, D>(
  module: {
    readonly args: ObjectSchema;
    check?(asked: A): readonly string[];
    gather(asked: A, connection: Connection, context: TaskContext): Promise<F>;
    plan(asked: A, facts: F): Plan<D>;
    apply(plan: Plan<D>, connection: Connection, context: TaskContext): Promise<ModuleResult>;
  },
  names = 'name',
): Manager {
  return {
    names,
    check: (asked) => {
      const missing = (module.args.required ?? []).filter((name) => !(name in (asked as object)));
      if (missing.length > 0) return [`missing required arguments: ${missing.join(', ')}`];
      return module.check?.(asked as A) ?? [];
    },
    gather: (asked, connection, context) => module.gather(asked as A, connection, context),
    plan: (asked, facts) => module.plan(asked as A, facts as F),
    apply: (plan, connection, context) => module.apply(plan as Plan<D>, connection, context),
  };
}

const managers = {
  apt: manager(apt, 'package'),
  dnf: manager(dnf),
  apk: manager(apk),
  zypper: manager(zypper),
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
      ...furtherArguments,
    },
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
    const { use, name, ...further } = args;
    const kind = await managerFor(use, connection, context);
    const chosen = managers[kind];
    const given = { ...further, [chosen.names]: name };
    const { asked, problems } = handedOn(given, managerArguments[kind], kind);
    seeSound(problems.length > 0 ? problems : chosen.check(asked), kind);
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

function seeSound(problems: readonly string[], kind: Kind): void {
  if (problems.length === 0) return;
  throw new DroverError('invalid-argument', {
    detail: problems.join('. '),
    help: `The package manager of this machine is ${kind}: give arguments that its module knows.`,
  });
}

function unknownManager(name: string): DroverError {
  return new DroverError('module-failed', {
    detail: `package: the package manager ${name} is not supported natively.`,
    help: 'apt, dnf, yum, zypper and apk are. For others run its program with command, or the play with runner: ansible.',
  });
}
