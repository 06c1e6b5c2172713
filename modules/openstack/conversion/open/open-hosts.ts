import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type Change, type Plan } from '../../../../engine/module.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import type { Body } from '../../api/session.types.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { cidrOf } from '../../kind/addresses.ts';
import { readItems } from '../../kind/index-of-cloud.ts';
import { idOf, textOf } from '../../kind/wire.ts';
import { createOne, deleteOne, writerFor } from '../../kind/write.ts';
import { securityGroupRules, securityGroups } from '../../network/collections.ts';
import { conversionHostArguments, recordsOf } from '../hosts-of.ts';
import { ownNamed } from '../lookup.ts';
import { isOurs, MARK } from '../marks.ts';
import { closeBegun } from '../parts.ts';
import { callersOf } from './callers.ts';

interface Facts {
  readonly group: Body;
  readonly port: number;
  /** The networks that have to be let in. */
  readonly wanted: readonly string[];
  /** Networks that have to be let in and are not, each with who that is. */
  readonly missing: ReadonlyMap<string, string>;
  /** Rules that drover made for somebody who does not come any more. */
  readonly stale: readonly Body[];
}

export const openConversionHosts: AnyConvergingModule = defineModule({
  name: 'openstack.open_conversion_hosts',
  aliases: ['open_conversion_hosts'],
  summary: 'Lets SSH in at the conversion hosts of a cloud, from where it has to come and from nowhere else.',
  description:
    'That is the machine that drover runs on, and at the source also the conversion hosts of the destination. Rules that drover made for others before are removed.',
  args: {
    type: 'object',
    properties: {
      side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is.' },
      secgroup_name: { type: 'string', description: 'The security group of the hosts.' },
      ssh_port: {
        type: 'integer',
        minimum: 1,
        maximum: 65_535,
        description: 'The port of their SSH servers.',
        default: 22,
      },
      ssh_from: {
        type: 'array',
        items: { type: 'string', description: 'A network: 192.0.2.0/24.' },
        description:
          'Where drover comes from. Without it, the address that this machine has towards the hosts: behind address translation, that is not what they see.',
        nullable: true,
      },
      ...conversionHostArguments,
      ...authArguments,
    },
    required: ['side', 'secgroup_name'],
  },
  examples: [
    {
      title: 'At the source',
      playbook: [
        '- openstack.open_conversion_hosts:',
        '    side: source',
        '    secgroup_name: os_migrate_conv',
        '    ssh_from: [192.0.2.10/32]',
        '    conversion_hosts_file: "{{ os_migrate_data_dir }}/conversion/hosts.yml"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    let_in: {
      type: 'array',
      items: { type: 'string', description: 'A network.' },
      description: 'The networks that SSH is let in from.',
    },
  },
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    await claimProject(index, context.journal);
    return index;
  },
  gather: async (args, index, context): Promise<Facts> => {
    const { side, secgroup_name: name, ssh_port: port } = args;
    const group = await ownNamed(index, securityGroups, name);
    if (group === undefined) {
      throw new DroverError('reference-missing', {
        detail: `${index.session.label} has no security group "${name}".`,
        help: 'Run openstack.deploy_conversion_network first: it makes it.',
      });
    }
    const callers = await callersOf({
      side,
      told: args.ssh_from ?? undefined,
      own: await recordsOf(side, args, context),
      destination: await recordsOf('destination', args, context),
      cloud: index.session.cloud,
    });
    const rules = (await index.load(securityGroupRules))
      .all()
      .filter((rule) => rule['security_group_id'] === idOf(group) && isForSsh(rule, port));
    const there = new Map(rules.map((rule) => [prefixOf(rule), rule]));
    for (const prefix of callers.keys()) {
      const found = there.get(prefix);
      await closeBegun({ collection: securityGroupRules, label: labelOf(prefix), found }, context.journal);
    }
    return {
      group,
      port,
      wanted: [...callers.keys()],
      missing: new Map([...callers].filter(([prefix]) => !there.has(prefix))),
      stale: rules.filter((rule) => isOurs(rule) && !callers.has(prefixOf(rule))),
    };
  },
  plan: ({ secgroup_name: name }, facts): Plan<Facts> => {
    const { missing, stale, wanted } = facts;
    const changes: readonly Change[] = [
      ...[...missing].map(([prefix, who]) => ({ pointer: `/${who}`, before: undefined, after: prefix })),
      ...stale.map((rule) => ({ pointer: '/ssh_from', before: prefixOf(rule), after: undefined })),
    ];
    const common = {
      subject: `security group "${name}"`,
      changes,
      result: { let_in: wanted },
      detail: facts,
    };
    if (changes.length === 0)
      return { ...common, action: 'unchanged', reason: 'It lets in who has to come, and nobody else.' };
    const words = [
      ...(missing.size === 0 ? [] : [`${[...missing.keys()].join(', ')} is not let in`]),
      ...(stale.length === 0 ? [] : [`${stale.map(prefixOf).join(', ')} need not come any more`]),
    ];
    return { ...common, action: 'update', reason: `${words.join(', and ')}.` };
  },
  apply: async ({ detail: { group, port, missing, stale } }, index, { journal }) => {
    for (const [prefix, who] of missing) {
      const body = ruleBody({ group: idOf(group), port, prefix, who });
      const writer = writerFor({ index, journal, name: labelOf(prefix) });
      await createOne(writer, securityGroupRules, body, {
        findMade: async () => {
          const all = await readItems(index, securityGroupRules);
          return all.find((rule) => isSameRule(rule, body));
        },
      });
    }
    for (const rule of stale) {
      const writer = writerFor({ index, journal, name: labelOf(prefixOf(rule)) });
      await deleteOne(writer, securityGroupRules, rule, {
        method: 'POST',
        path: securityGroupRules.path,
        body: {
          security_group_rule: ruleBody({ group: idOf(group), port, prefix: prefixOf(rule), who: 'drover' }),
        },
      });
    }
    return { changed: true };
  },
});

function labelOf(prefix: string): string {
  return `SSH from ${prefix}`;
}

interface Rule {
  /** The id of its group. */
  readonly group: string;
  readonly port: number;
  readonly prefix: string;
  readonly who: string;
}

function ruleBody({ group, port, prefix, who }: Rule): Body {
  return {
    security_group_id: group,
    direction: 'ingress',
    ethertype: cidrOf(prefix)?.version === 6 ? 'IPv6' : 'IPv4',
    protocol: 'tcp',
    port_range_min: port,
    port_range_max: port,
    remote_ip_prefix: prefix,
    description: `${MARK}: from ${who}`,
  };
}

function isForSsh(rule: Body, port: unknown): boolean {
  return (
    rule['direction'] === 'ingress' &&
    rule['protocol'] === 'tcp' &&
    rule['port_range_min'] === port &&
    rule['port_range_max'] === port &&
    typeof rule['remote_ip_prefix'] === 'string'
  );
}

function isSameRule(rule: Body, wanted: Body): boolean {
  const { security_group_id: group, remote_ip_prefix: prefix, port_range_min: port } = wanted;
  return isForSsh(rule, port) && rule['security_group_id'] === group && prefixOf(rule) === prefix;
}

function prefixOf(rule: Body): string {
  const text = textOf(rule, 'remote_ip_prefix') ?? '';
  return cidrOf(text)?.text ?? text;
}
