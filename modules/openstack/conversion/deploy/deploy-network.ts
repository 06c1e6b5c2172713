import { defineModule, type AnyConvergingModule, type Plan } from '../../../../engine/module.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { routerPorts } from '../../network/collections.ts';
import { idOf } from '../../kind/wire.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { assumeParts, closeBegun, makeParts, planParts, type Made, type Part } from '../parts.ts';
import { networkArguments } from './network-arguments.ts';
import { networkParts } from './network-parts.ts';

interface Facts {
  readonly parts: readonly Part[];
  readonly projectId: string | undefined;
}

export const deployConversionNetwork: AnyConvergingModule = defineModule({
  name: 'openstack.deploy_conversion_network',
  aliases: ['deploy_conversion_network'],
  summary: 'Makes what conversion hosts need at a cloud: network, subnet, router, security group, keypair.',
  description:
    'What is there under these names is used as it is. The security group lets nothing in: open_conversion_hosts says who may come.',
  args: {
    type: 'object',
    properties: { ...networkArguments, ...authArguments },
    required: ['side', 'private_key'],
  },
  examples: [
    {
      title: 'At the source',
      playbook: [
        '- openstack.deploy_conversion_network:',
        '    side: source',
        '    external_network: public',
        '    private_key: "{{ os_migrate_data_dir }}/conversion/ssh.key"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    ids: {
      type: 'object',
      description:
        'The ids of what is there: network, subnet, router, router_interface, security_group, keypair.',
      properties: {},
      additionalProperties: { type: 'string', description: 'An id.' },
    },
  },
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    await claimProject(index, context.journal);
    return index;
  },
  gather: async (args, index, { controller, journal }): Promise<Facts> => {
    const key = await readKeyFile(args.private_key, controller.files);
    const parts = await networkParts(args, index, key?.publicKey);
    for (const part of parts) {
      const isInterface = part.collection === routerPorts && part.found !== undefined;
      await closeBegun(part, journal, isInterface ? { port_id: idOf(part.found) } : undefined);
    }
    return { parts, projectId: (await index.identity()).projectId };
  },
  plan: (args, { parts, projectId }): Plan<Facts> => {
    const subject = `what conversion hosts of the ${args.side} need`;
    const found = new Map(
      parts.flatMap((part) => (part.found === undefined ? [] : [[part.key, part.found]])),
    );
    return { ...planParts(subject, parts), result: { ids: idsOf(found) }, detail: { parts, projectId } };
  },
  apply: async ({ detail: { parts } }, index, { journal }) => {
    return { changed: true, ids: idsOf(await makeParts(parts, index, journal)) };
  },
  assume: ({ detail: { parts, projectId } }, index) => {
    assumeParts(parts, index, projectId);
  },
});

function idsOf(made: Made): Readonly<Record<string, string>> {
  return Object.fromEntries([...made].map(([key, body]) => [key, idOf(body)]));
}
