import { defineAction, type AnyActingModule } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { allKinds } from '../kind-list.ts';
import { quotaShortages, type QuotaShortage } from './quota-shortages.ts';

export const checkQuotas: AnyActingModule = defineAction({
  name: 'openstack.check_quotas',
  aliases: ['check_quotas'],
  summary: 'Compares what the imports of a plan would make with the quotas of the project.',
  description: 'It stands after the imports, and has something to say in check mode only.',
  args: { type: 'object', properties: { ...authArguments } },
  examples: [
    {
      title: 'At the end of a plan',
      playbook: [
        '- openstack.check_quotas:',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '  when: ansible_check_mode',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    shortages: {
      type: 'array',
      items: {
        type: 'object',
        description: 'A quota: service, resource, limit, used, needed.',
        properties: {},
        additionalProperties: true,
      },
      description: 'The quotas that have no room for all of it.',
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    if (!context.checkMode)
      return { changed: false, shortages: [], msg: 'Only a plan tells what is to be made.' };
    const index = await cloudOfTask(args, context, 'destination');
    const shortages = await quotaShortages(index, await allKinds(), (message) => {
      context.warn(message);
    });
    const project = (await index.identity()).projectName ?? 'PROJECT';
    return {
      changed: false,
      failed: shortages.length > 0,
      shortages: shortages.map((shortage) => ({ ...shortage })),
      msg:
        shortages.length === 0
          ? 'The quotas have room for all that would be made.'
          : shortages.map((shortage) => told(shortage, project)).join('\n'),
    };
  },
});

function told({ service, resource, limit, used, needed }: QuotaShortage, project: string): string {
  const most = used + needed;
  return `The ${service} quota of ${resource} is ${limit}, of which ${used} are used; ${needed} more would be made. Have the quota of project "${project}" raised to ${most} or more, or leave some out.`;
}
