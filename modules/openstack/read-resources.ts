import { defineAction } from '../../engine/module.ts';
import { readRecords } from './bulk/read-records.ts';
import { placesOf } from './files/places.ts';
import { kindsOfFile } from './kind-list.ts';

export const readResources = defineAction({
  name: 'openstack.read_resources',
  aliases: ['read_resources', 'os_migrate.os_migrate.read_resources'],
  summary: 'Reads the records of an export file.',
  description:
    'Files of all versions 0.x and 1.x of OS-Migrate are read; records of old ones come in their present form.',
  args: {
    type: 'object',
    properties: { path: { type: 'string', format: 'path', description: 'The export file.' } },
    required: ['path'],
  },
  examples: [
    {
      title: 'The records of networks.yml',
      playbook:
        '- openstack.read_resources:\n    path: "{{ os_migrate_data_dir }}/networks.yml"\n  register: read\n',
    },
  ],
  returns: {
    resources: {
      type: 'array',
      description:
        'The records, in the order of the file, but for what others of them refer to: that comes first.',
      items: { type: 'object', description: 'A record.', properties: {}, additionalProperties: true },
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const { files } = context.controller;
    const places = await placesOf(context.pool);
    const records = await readRecords(args.path, await kindsOfFile(args.path), files, places);
    return { changed: false, resources: records.map((record) => ({ ...record })) };
  },
});
