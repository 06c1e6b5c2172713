import { defineModule, type AnyConvergingModule, type Change, type Plan } from '../../../../engine/module.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { idOf } from '../../kind/wire.ts';
import { networkArguments } from '../deploy/network-arguments.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { networkRemovals, removePart, type Removals } from './network-removals.ts';

const { side, manage_network, net_name, subnet_name, router_name, secgroup_name, keypair_name, private_key } =
  networkArguments;

export const deleteConversionNetwork: AnyConvergingModule = defineModule({
  name: 'openstack.delete_conversion_network',
  aliases: ['delete_conversion_network'],
  summary:
    'Removes what drover has made for conversion hosts at a cloud: security group, keypair, router, subnet, network.',
  description:
    'Only what drover made, which its description says, and only what nothing else is connected to. The keypair is removed if it has the key of the hosts.',
  args: {
    type: 'object',
    properties: {
      side,
      manage_network: {
        ...manage_network,
        description: 'False: network, subnet and router stay.',
      },
      net_name,
      subnet_name,
      router_name,
      secgroup_name,
      keypair_name,
      private_key,
      ...authArguments,
    },
    required: ['side', 'private_key'],
  },
  examples: [
    {
      title: 'At the source',
      playbook: [
        '- openstack.delete_conversion_network:',
        '    side: source',
        '    private_key: "{{ os_migrate_data_dir }}/conversion/ssh.key"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    removed: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'What is removed.',
    },
  },
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    await claimProject(index, context.journal);
    return index;
  },
  gather: async (args, index, { controller }) => {
    const key = await readKeyFile(args.private_key, controller.files);
    return networkRemovals(args, index, key?.publicKey);
  },
  plan: (args, removals): Plan<Removals> => {
    const changes = removals.parts.map(({ label, body }): Change => ({
      pointer: `/${label}`,
      before: idOf(body),
      after: undefined,
    }));
    const common = {
      subject: `what conversion hosts of the ${args.side} needed`,
      changes,
      result: { removed: removals.parts.map(({ label }) => label) },
      ...(removals.kept.length === 0 ? {} : { warnings: removals.kept }),
      detail: removals,
    };
    if (changes.length === 0)
      return { ...common, action: 'unchanged', reason: 'There is nothing of drover’s to be removed.' };
    return {
      ...common,
      action: 'delete',
      reason: `Removed: ${removals.parts.map(({ label }) => label).join(', ')}.`,
    };
  },
  apply: async ({ detail: { parts } }, index, { journal }) => {
    for (const part of parts) await removePart(part, index, journal);
    return { changed: true };
  },
});
