import { defineAction } from '../../engine/module.ts';
import { authArguments } from './api/auth-arguments.ts';
import { cloudLabel, cloudOfTask } from './cloud-of-task.ts';

export const checkCloud = defineAction({
  name: 'openstack.check_cloud',
  aliases: ['check_cloud'],
  summary: 'Makes sure that a cloud answers, lets the credentials in and has a network service.',
  args: {
    type: 'object',
    properties: { ...cloudLabel, ...authArguments },
  },
  examples: [
    {
      title: 'Both clouds, before anything else',
      playbook: [
        '- openstack.check_cloud:',
        '    auth: "{{ item }}"',
        '  loop: ["{{ os_migrate_src_auth }}", "{{ os_migrate_dst_auth }}"]',
        '  no_log: true',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    cloud: { type: 'string', description: 'Which cloud.' },
    region: { type: 'string', nullable: true, description: 'Its region.' },
    project: { type: 'string', nullable: true, description: 'The project of the credentials.' },
    extensions: {
      type: 'array',
      items: { type: 'string', description: 'An alias.' },
      description: 'What its network service can do.',
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const { session } = await cloudOfTask(args, context, args.label ?? undefined);
    const who = await session.identity();
    const extensions = await session.extensions('network');
    return {
      changed: false,
      cloud: session.label,
      region: session.region ?? null,
      project: who.projectName ?? null,
      extensions: [...extensions].sort(),
    };
  },
});
