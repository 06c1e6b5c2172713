import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Module, type ModuleResult, type Plan } from '../../engine/module.ts';
import { makeCalls, type Call } from './calls.ts';
import { nmcliArguments, type AskedConnection } from './network/nmcli-arguments.ts';
import { optionsOf, optionWords, typeWord } from './network/nmcli-options.ts';
import { differences, parseShown, type Difference, type Shown } from './network/nmcli-show.ts';
import { outputs } from './program-result.ts';
import { programsOf } from './programs.ts';

interface Detail {
  readonly name: string;
  readonly calls: readonly Call[];
  /** What is done first, whatever comes of it. */
  readonly first?: Call['words'];
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const nmcli: Module = defineModule({
  name: 'host.nmcli',
  aliases: ['nmcli', 'community.general.nmcli', 'ansible.builtin.nmcli'],
  summary: 'Makes, changes and removes connections of NetworkManager.',
  description:
    'A connection that is changed stays as it runs until it is brought up again. Wireless, mobile, VPN, WireGuard and macvlan connections are not known here.',
  args: { type: 'object', properties: nmcliArguments, required: ['conn_name', 'state'] },
  examples: [
    {
      title: 'An address and a route',
      playbook:
        '- nmcli:\n    conn_name: eth0\n    type: ethernet\n    ip4: [192.0.2.10/24]\n    gw4: 192.0.2.1\n    dns4: [192.0.2.53]\n    routes4: [198.51.100.0/24 192.0.2.2]\n    state: present\n',
    },
    {
      title: 'DHCP on a VLAN',
      playbook:
        '- nmcli:\n    conn_name: vlan20\n    type: vlan\n    vlanid: 20\n    vlandev: eth0\n    method4: auto\n    state: present\n',
    },
  ],
  returns: {
    conn_name: { type: 'string', description: 'The connection.' },
    Exists: { type: 'string', description: 'Whether one that is there was changed.' },
    Connection: { type: 'string', description: 'That one is made.' },
  },
  check: (args) => {
    const pairs = [
      ['routes4_extended', 'routes4'],
      ['routes6_extended', 'routes6'],
    ] as const;
    const problems = pairs
      .filter((names) => names.every((name) => args[name] !== undefined))
      .map((names) => `parameters are mutually exclusive: ${names.join('|')}`);
    if (args.never_default4 && args.gw4 !== undefined)
      problems.push('parameters are mutually exclusive: never_default4|gw4');
    return [...problems, ...teamProblems(args)];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Shown | undefined> => {
    const programs = programsOf(connection, context);
    const names = await programs.run(['nmcli', '--fields', 'name', '--terse', 'con', 'show']);
    if (names.rc !== 0) throw refusal(names.stderr);
    // Terse output has a backslash before colons and backslashes.
    const all = names.stdout.split('\n').map((name) => name.replace(/\\(.)/g, '$1'));
    if (!all.includes(args.conn_name)) return undefined;
    const shown = await programs.run(['nmcli', 'con', 'show', args.conn_name]);
    if (shown.rc !== 0) throw refusal(shown.stderr);
    return parseShown(shown.stdout);
  },
  plan: (args, shown): Plan<Detail> => {
    const { conn_name: name, state, type } = args;
    const common = { conn_name: name, state };
    const subject = `connection ${name}`;
    if (state === 'absent') {
      const calls: readonly Call[] = [{ words: ['nmcli', 'con', 'del', name] }];
      const isThere = shown !== undefined;
      return {
        action: isThere ? ('delete' as const) : ('unchanged' as const),
        subject,
        reason: isThere ? 'it is there' : 'it is not there',
        changes: isThere ? [{ pointer: '/state', before: 'present', after: 'absent' }] : [],
        result: common,
        detail: { name, calls, first: ['nmcli', 'con', 'down', name] },
      };
    }
    if (shown === undefined) {
      const calls = creation(args);
      return {
        action: 'create' as const,
        subject,
        reason: 'it is not there',
        changes: [...optionsOf(args, type)].map(([setting, after]) =>
          changeOf({ setting, before: null, after }),
        ),
        result: { ...common, Connection: `Connection ${name} of Type ${type ?? 'None'} is being added` },
        detail: { name, calls },
      };
    }
    const known = type ?? String(shown.get('connection.type') ?? '');
    const options = optionsOf(args, known);
    const device = args.ifname === undefined ? [] : [['connection.interface-name', args.ifname] as const];
    const wanted = new Map([...device, ...options]);
    const found = differences(wanted, shown, known);
    const isSame = found.length === 0;
    const words = optionWords(wanted);
    const calls: readonly Call[] = isSame ? [] : [{ words: ['nmcli', 'con', 'modify', name, ...words] }];
    return {
      action: isSame ? ('unchanged' as const) : ('update' as const),
      subject,
      reason: isSame
        ? 'it is as asked for'
        : `${found.map(({ setting }) => setting).join(', ')}: other than asked for`,
      changes: found.map(changeOf),
      diff: { before: textOf(found, 'before'), after: textOf(found, 'after') },
      result: {
        ...common,
        Exists: isSame
          ? 'Connections already exist and no changes made'
          : 'Connections do exist so we are modifying them',
      },
      detail: { name, calls },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const programs = programsOf(connection, context);
    // One that does not run cannot be brought down: what comes of that is no matter.
    if (detail.first !== undefined) await programs.run(detail.first);
    const outcome = await makeCalls(detail.calls, programs);
    if (outcome.rc === 0) return { changed: true, ...outputs(outcome) };
    return {
      changed: false,
      failed: true,
      name: detail.name,
      msg: outcome.stderr,
      rc: outcome.rc,
    };
  },
});

function teamProblems(args: AskedConnection): readonly string[] {
  const { type, runner } = args;
  if (type === 'team' && args.runner_hwaddr_policy !== undefined && runner !== 'activebackup')
    return ['Runner-hwaddr-policy is only allowed for runner activebackup'];
  if (type === 'team' && args.runner_fast_rate !== undefined && runner !== 'lacp')
    return ['runner-fast-rate is only allowed for runner lacp'];
  if (type !== 'team-slave') return [];
  if (args.master === undefined) return ['Please specify a name for the master when type is team-slave'];
  return args.ifname === undefined
    ? ['Please specify an interface name for the connection when type is team-slave']
    : [];
}

/** The calls that make a connection; one with a size of packets or name servers of its own is brought up at once. */
function creation(asked: AskedConnection): readonly Call[] {
  const { conn_name: name, type } = asked;
  if (type === undefined)
    throw new DroverError('invalid-argument', {
      detail: `There is no connection ${name}, and the task does not say of what type a new one is to be.`,
      help: 'Give type.',
    });
  const device = ['connection.interface-name', asked.ifname ?? name];
  const options = optionWords(optionsOf(asked, type));
  const add: Call = {
    words: ['nmcli', 'con', 'add', 'type', typeWord(type), 'con-name', name, ...device, ...options],
  };
  const hasServers = asked.dns4 !== undefined || asked.dns6 !== undefined;
  const isBroughtUp =
    ['bond', 'dummy', 'ethernet', 'infiniband'].includes(type) && (asked.mtu !== undefined || hasServers);
  const isUp = isBroughtUp || (type === 'team' && hasServers);
  return isUp ? [add, { words: ['nmcli', 'con', 'up', name] }] : [add];
}

function changeOf({ setting, before, after }: Difference) {
  return { pointer: `/${setting}`, before: before ?? undefined, after };
}

function textOf(found: readonly Difference[], side: 'before' | 'after'): string {
  return found
    .map(({ setting, ...values }) => `${setting}: ${[values[side] ?? '--'].flat().join(', ')}\n`)
    .join('');
}

function refusal(said: string): DroverError {
  return new DroverError('module-failed', {
    detail: said.trim(),
    help: 'See that NetworkManager runs on the machine: systemctl status NetworkManager.',
  });
}
