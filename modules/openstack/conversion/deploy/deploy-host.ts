import { defineModule, type AnyConvergingModule } from '../../../../engine/module.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { hostSchema } from '../host-record.ts';
import { applyHost } from './apply-host.ts';
import { hostArguments, hostRequired } from './host-arguments.ts';
import { gatherHost } from './host-facts.ts';
import { planHost } from './plan-host.ts';

export const deployConversionHost: AnyConvergingModule = defineModule({
  name: 'openstack.deploy_conversion_host',
  aliases: ['deploy_conversion_host'],
  summary: 'Makes sure that a conversion host is there, runs, and stands in hosts.yml.',
  description:
    'Makes its server with cloud-init, gives it a floating IP, and notes in conversion/hosts.yml of the data directory how it is reached and which host key it has. One that drover made before is used again; one that is switched off is started.',
  args: {
    type: 'object',
    properties: { ...hostArguments, ...authArguments },
    required: hostRequired,
  },
  examples: [
    {
      title: 'One at the source',
      playbook: [
        '- openstack.deploy_conversion_host:',
        '    side: source',
        '    name: os_migrate_conv_src',
        '    image: os_migrate_conv',
        '    flavor: m1.medium',
        '    network: os_migrate_conv',
        '    secgroup_name: os_migrate_conv',
        '    keypair_name: os_migrate_conv',
        '    external_network: public',
        '    private_key: "{{ os_migrate_data_dir }}/conversion/ssh.key"',
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: { host: { ...hostSchema, nullable: true, description: 'Its entry in hosts.yml.' } },
  parallel: 4,
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    await claimProject(index, context.journal);
    return index;
  },
  gather: (args, index, context) => gatherHost(args, index, context),
  plan: (_args, facts) => planHost(facts),
  apply: async ({ detail }, index, context) => ({
    changed: true,
    host: await applyHost(detail, index, context),
  }),
});
