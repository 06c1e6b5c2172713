import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Module, type ModuleResult } from '../../engine/module.ts';
import { makeCalls, type Call } from './calls.ts';
import { firewalldArguments } from './firewall/arguments.ts';
import {
  ask,
  changeWords,
  firewallWords,
  openFirewall,
  queryWords,
  refusal,
  type Firewall,
} from './firewall/firewall-cmd.ts';
import { isUnclear, partOf, type Part } from './firewall/zone-parts.ts';
import { programsOf, type Programs } from './programs.ts';

/** The configurations that are looked at: the one that is kept, and the one that runs. */
type Kept = 'permanent' | 'immediate';

interface Facts {
  readonly firewall: Firewall;
  readonly zone: string;
  readonly enabled: Readonly<Partial<Record<Kept, boolean>>>;
}

interface Asked {
  readonly permanent?: boolean;
  readonly immediate: boolean;
  readonly state: 'absent' | 'disabled' | 'enabled' | 'present';
  readonly target?: string;
  readonly timeout: number;
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const firewalld: Module = defineModule({
  name: 'host.firewalld',
  aliases: ['firewalld', 'ansible.posix.firewalld', 'ansible.builtin.firewalld'],
  summary: 'Opens and closes what zones of firewalld let through.',
  description:
    'Works with firewall-cmd, or with firewall-offline-cmd where firewalld does not run; then permanent: true is needed.',
  args: { type: 'object', properties: firewalldArguments, required: ['state'] },
  examples: [
    {
      title: 'A service, now and from now on',
      playbook:
        '- firewalld:\n    service: https\n    zone: public\n    state: enabled\n    permanent: true\n    immediate: true\n',
    },
  ],
  returns: { msg: { type: 'string', description: 'What was done.' } },
  check: (args) => {
    const names = [
      'icmp_block',
      'icmp_block_inversion',
      'service',
      'protocol',
      'port',
      'port_forward',
    ] as const;
    const more = ['rich_rule', 'interface', 'masquerade', 'source', 'target'] as const;
    const given = [...names, ...more].filter((name) => args[name] !== undefined);
    const problems: string[] = [];
    if (given.length > 1)
      problems.push(`parameters are mutually exclusive: ${[...names, ...more].join('|')}`);
    for (const [name, needed] of [
      ['interface', 'zone'],
      ['target', 'zone'],
      ['source', 'permanent'],
    ] as const)
      if (args[name] !== undefined && args[needed] === undefined)
        problems.push(`missing parameter(s) required by '${name}': ${needed}`);
    if (args.port !== undefined && !/^[^/]+\/[^/]+$/.test(args.port.trim()))
      problems.push('improper port format (missing protocol?)');
    problems.push(...forwardProblems(args.port_forward));
    if (
      given.length > 0 &&
      args.target === undefined &&
      (args.state === 'absent' || args.state === 'present')
    )
      problems.push('absent and present state can only be used in zone level operations');
    return problems;
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const programs = programsOf(connection, context);
    const firewall = await openFirewall(programs);
    const kept = keptOf(args);
    if (kept.includes('immediate') && firewall.isOffline)
      throw new DroverError('module-failed', {
        detail:
          'firewall is not currently running, unable to perform immediate actions without a running firewall daemon',
        help: 'Start firewalld first (systemd: name: firewalld, state: started), or set permanent: true.',
      });
    const part = partOf(args);
    if (part === undefined && kept.includes('immediate') && isAboutZone(args)) throw notPermanent();
    const zone = args.zone ?? firewall.defaultZone;
    const enabled: Partial<Record<Kept, boolean>> = {};
    for (const each of kept)
      enabled[each] = await isEnabled({ ...args, zone, part }, each, firewall, programs);
    return { firewall, zone, enabled };
  },
  plan: (args, { firewall, zone, enabled }) => {
    const part = partOf(args);
    const isOn = (args.state === 'enabled' || args.state === 'present') !== (part?.isNegated === true);
    const isNothing = part === undefined && !isAboutZone(args);
    const wrong = isNothing ? [] : keptOf(args).filter((kept) => enabled[kept] !== isOn);
    const calls = wrong.map((kept): Call => {
      const start = firewallWords(firewall, kept === 'permanent');
      if (part !== undefined)
        return { words: changeWords(part, zone, start, { isEnabled: isOn, timeout: args.timeout }) };
      if (args.target === undefined)
        return { words: [...start, `--${isOn ? 'new' : 'delete'}-zone=${zone}`] };
      return { words: [...start, `--zone=${zone}`, `--set-target=${isOn ? args.target : 'default'}`] };
    });
    const isSame = calls.length === 0;
    const said = messageOf({ ...args, zone }, part, { isOn, isSame, firewall, isNothing });
    const warned = [args.masquerade, args.icmp_block_inversion].find(
      (text) => text !== undefined && isUnclear(text),
    );
    return {
      action: isSame ? 'unchanged' : isOn ? 'create' : 'delete',
      subject: `zone ${zone}`,
      reason: isSame ? 'it is as asked for' : said,
      changes: wrong.map((kept) => ({
        pointer: `/${kept}/${part?.argument ?? 'zone'}`,
        before: enabled[kept] === true ? 'enabled' : 'disabled',
        after: isOn ? 'enabled' : 'disabled',
      })),
      ...(warned === undefined
        ? {}
        : { warnings: [`"${warned}" says neither yes nor no: it counts as yes.`] }),
      ...(isSame ? { result: { msg: said } } : {}),
      detail: { calls, said },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const { rc, stderr, stdout } = await makeCalls(detail.calls, programsOf(connection, context));
    if (rc !== 0) throw refusal(stderr.trim() || stdout.trim());
    return { changed: true, msg: detail.said };
  },
});

function forwardProblems(
  forward: readonly Readonly<Record<string, unknown>>[] | undefined,
): readonly string[] {
  if (forward === undefined) return [];
  if (forward.length > 1) return ['Only one port forward supported at a time'];
  const missing = ['port', 'proto', 'toport'].find((name) => forward[0]?.[name] === undefined);
  const names: Readonly<Record<string, string>> = { proto: 'proto udp/tcp' };
  return missing === undefined ? [] : [`${names[missing] ?? missing} must be specified for port forward`];
}

/** Without a word on it, the firewall that runs is changed. The kept one comes first, as in Ansible. */
function keptOf({ permanent = false, immediate }: Asked): readonly Kept[] {
  const isBoth: readonly (readonly [Kept, boolean])[] = [
    ['permanent', permanent],
    ['immediate', immediate || !permanent],
  ];
  return isBoth.filter(([, isAsked]) => isAsked).map(([kept]) => kept);
}

/** It is about a zone's target, or about the zone itself, which are kept only. */
function isAboutZone({ target, state }: Asked): boolean {
  return target !== undefined || state === 'absent' || state === 'present';
}

function notPermanent(): DroverError {
  return new DroverError('invalid-argument', {
    detail:
      "Zone operations must be permanent. Make sure you didn't set the 'permanent' flag to 'false' or the 'immediate' flag to 'true'.",
    help: 'Set permanent: true, and reload firewalld afterwards.',
  });
}

async function isEnabled(
  asked: Asked & { readonly zone: string; readonly part: Part | undefined },
  kept: Kept,
  firewall: Firewall,
  programs: Programs,
): Promise<boolean> {
  const { part, zone, target } = asked;
  const start = firewallWords(firewall, kept === 'permanent');
  if (part !== undefined) return (await ask(queryWords(part, zone, start), programs)).isYes;
  if (!isAboutZone(asked)) return false;
  if (target !== undefined) {
    const { stdout } = await ask([...start, `--zone=${zone}`, '--get-target'], programs);
    return stdout.trim() === target;
  }
  const { stdout } = await ask([...start, '--get-zones'], programs);
  return stdout.trim().split(/\s+/).includes(zone);
}

function messageOf(
  asked: Asked & { readonly zone: string },
  part: Part | undefined,
  told: {
    readonly isOn: boolean;
    readonly isSame: boolean;
    readonly firewall: Firewall;
    readonly isNothing: boolean;
  },
): string {
  const { zone, target, state } = asked;
  const kept = keptOf(asked);
  const kind =
    kept.length === 2
      ? 'Permanent and Non-Permanent(immediate) operation'
      : kept[0] === 'permanent'
        ? 'Permanent operation'
        : 'Non-permanent operation';
  const ofZone = part?.saidOfZone?.(zone) ?? (part === undefined ? saidOfZone(zone, target) : undefined);
  const last = part === undefined && target === undefined ? `zone ${zone}` : part?.said;
  return [
    ...(told.isNothing ? [] : [kind]),
    ...(told.isSame || ofZone === undefined ? [] : [told.isOn ? ofZone.enabled : ofZone.disabled]),
    ...(told.isSame || last === undefined ? [] : [`Changed ${last} to ${state}`]),
    ...(told.firewall.isOffline ? ['(offline operation: only on-disk configs were altered)'] : []),
  ].join(', ');
}

function saidOfZone(zone: string, target: string | undefined) {
  return target === undefined
    ? { enabled: `Added zone ${zone}`, disabled: `Removed zone ${zone}` }
    : { enabled: `Set zone ${zone} target to ${target}`, disabled: `Reset zone ${zone} target to default` };
}
