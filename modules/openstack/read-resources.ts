import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { formatPlace } from '../../engine/diagnostics/span.ts';
import { defineAction } from '../../engine/module.ts';
import { placesOf } from './files/places.ts';
import { readExportFile } from './files/read-export-file.ts';
import { isBody } from './kind/wire.ts';

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
      description: 'The records, in the order of the file.',
      items: { type: 'object', description: 'A record.', properties: {}, additionalProperties: true },
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const file = await readExportFile(args.path, context.controller.files);
    const places = await placesOf(context.pool);
    const records = new Map(file.records.map((record) => [record.index, record]));
    const resources = file.items.map((item) => {
      const read = records.get(item.index);
      if (read === undefined) {
        const what = isBody(item.value) ? 'it lacks type or params' : 'it is no mapping';
        throw new DroverError('record-type', {
          detail: `${formatPlace(item.spanAt([]))}: This is no record: ${what}.`,
          help: 'A record has type, params, _info and _migration_params.',
          span: item.spanAt([]),
        });
      }
      places.note(read.record, read.place);
      return { ...read.record };
    });
    return { changed: false, resources };
  },
});
