import { defineAction } from '../../engine/module.ts';
import { authArguments } from './api/auth-arguments.ts';
import { cloudLabel, cloudOfTask } from './cloud-of-task.ts';

export const authInfo = defineAction({
  name: 'openstack.auth_info',
  aliases: ['auth_info', 'os_migrate.os_migrate.auth_info'],
  summary: 'Tells who credentials belong to.',
  description:
    'It fails, with a message that says how to mend it, if the cloud cannot be reached or refuses them.',
  args: {
    type: 'object',
    properties: { ...cloudLabel, ...authArguments },
  },
  examples: [
    {
      title: 'The project that will be exported',
      playbook: '- openstack.auth_info:\n    auth: "{{ os_migrate_src_auth }}"\n  register: source\n',
    },
  ],
  returns: {
    auth_info: {
      type: 'object',
      description: 'User, project and their domains by id and name, and roles.',
      properties: {},
      additionalProperties: true,
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const index = await cloudOfTask(args, context, args.label ?? undefined);
    const who = await index.identity();
    return {
      changed: false,
      auth_info: {
        user_id: who.userId,
        user_name: who.userName,
        user_domain_id: who.userDomainId,
        user_domain_name: who.userDomainName,
        project_id: who.projectId ?? null,
        project_name: who.projectName ?? null,
        project_domain_id: who.projectDomainId ?? null,
        project_domain_name: who.projectDomainName ?? null,
        roles: [...who.roles],
        is_admin: who.isAdmin,
      },
    };
  },
});
