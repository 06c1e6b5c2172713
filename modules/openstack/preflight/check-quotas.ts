import { defineAction, type AnyActingModule } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import type { FolderItem } from '../bulk/chosen-folders.ts';
import { allKinds } from '../kind-list.ts';
import { nameMapsArgument, nameMapsIn } from '../kind/name-maps.ts';
import { projectOfTask } from '../project/project-of-task.ts';
import { quotaShortages, type QuotaShortage } from './quota-shortages.ts';

export const checkQuotas: AnyActingModule = defineAction({
  name: 'openstack.check_quotas',
  aliases: ['check_quotas'],
  summary:
    'Compares what the imports of a plan would make with the quotas of the project, or of each of several.',
  description: 'It stands after the imports, and has something to say in check mode only.',
  args: {
    type: 'object',
    properties: {
      folders: {
        type: 'array',
        items: { type: 'object', description: 'A folder.', properties: {}, additionalProperties: true },
        description:
          'The folders of several projects, as choose_kinds gives them. Without it, the project of the credentials is looked at.',
        nullable: true,
      },
      ...nameMapsArgument,
      ...authArguments,
    },
  },
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
    const kinds = await allKinds();
    // Boundary: the folders come from choose_kinds.
    const folders = (args.folders ?? []) as unknown as readonly FolderItem[];
    const several = folders.flatMap(({ project }) => (project === undefined ? [] : [project]));
    const told: string[] = [];
    const all: QuotaShortage[] = [];
    for (const project of several.length === 0 ? [undefined] : several) {
      const index = await projectOfTask({ ...args, project }, nameMapsIn(args.name_maps), context);
      const shortages = await quotaShortages(index, kinds, (message) => {
        context.warn(message);
      });
      const name = (await index.identity()).projectName ?? 'PROJECT';
      all.push(...shortages);
      told.push(...shortages.map((shortage) => textOf(shortage, name)));
    }
    return {
      changed: false,
      failed: all.length > 0,
      shortages: all.map((shortage) => ({ ...shortage })),
      msg: all.length === 0 ? 'The quotas have room for all that would be made.' : told.join('\n'),
    };
  },
});

function textOf({ service, resource, limit, used, needed }: QuotaShortage, project: string): string {
  const most = used + needed;
  return `The ${service} quota of ${resource} is ${limit}, of which ${used} are used; ${needed} more would be made. Have the quota of project "${project}" raised to ${most} or more, or leave some out.`;
}
