import { basename, join } from 'node:path';
import { defineAction, type Files } from '../../../engine/module.ts';
import { placesOf } from '../files/places.ts';
import { chooseKinds } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import type { Kind } from '../kind/kind.ts';
import { lateFields } from './late-fields.ts';
import { selectedRecords } from './read-records.ts';

/** An item of the loop that imports records of many kinds. */
interface Item {
  readonly kind: string;
  readonly label: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Only these fields, in the end. */
  readonly fields?: readonly string[];
}

export const readDataDir = defineAction({
  name: 'openstack.read_data_dir',
  aliases: ['read_data_dir'],
  summary: 'Reads the records of many export files, in the order of their import.',
  description:
    'Each record comes after those that it refers to; fields that can be set only once others are there come in the end.',
  args: {
    type: 'object',
    properties: {
      data_dir: { type: 'string', format: 'path', description: 'The data directory.' },
      kinds: {
        type: 'array',
        items: { type: 'string', description: 'A kind, by its plural: networks.' },
        description: 'The kinds, as choose_kinds gives them. All of them have a file.',
      },
      filters: {
        type: 'object',
        description:
          'The variables that select records, by their names: {os_migrate_networks_filter: [web]}. What is not there lets everything pass.',
        properties: {},
        additionalProperties: true,
        default: {},
      },
    },
    required: ['data_dir', 'kinds'],
  },
  examples: [
    {
      title: 'Networks and subnets of a data directory',
      playbook:
        '- openstack.read_data_dir:\n    data_dir: "{{ os_migrate_data_dir }}"\n    kinds: [networks, subnets]\n  register: read\n',
    },
  ],
  returns: {
    items: {
      type: 'array',
      description:
        'Arguments of import_resource: `kind`, `label`, `data`, and `fields` where only some are to be set.',
      items: { type: 'object', description: 'An item.', properties: {}, additionalProperties: true },
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const { files } = context.controller;
    const places = await placesOf(context.pool);
    const all = await allKinds();
    const kinds = chooseKinds(args.kinds, all);
    const from = { folder: args.data_dir, filters: args.filters };
    const items: Item[] = [];
    const late: Item[] = [];
    for (const kind of kinds) {
      const settled = await settledKinds(kind, kinds, all, from.folder, files);
      for (const record of await selectedRecords(kind, all, from, files, places)) {
        const label = kind.label(record.params);
        items.push({ kind: kind.plural, label, data: { ...record } });
        const fields = lateFields(kind, record).filter(({ after }) =>
          settled.some((one) => one.collection === after),
        );
        const names = fields.map(({ name }) => name);
        if (names.length > 0)
          late.push({
            kind: kind.plural,
            label: `${names.join(', ')} of ${label}`,
            data: { ...record },
            fields: names,
          });
      }
    }
    return { changed: false, records: [...items, ...late] };
  },
});

/** The kinds that fields of a kind wait for, which this run brings or which have nothing to bring. */
async function settledKinds(
  kind: Kind,
  chosen: readonly Kind[],
  all: readonly Kind[],
  folder: string,
  files: Pick<Files, 'status'>,
): Promise<readonly Kind[]> {
  const awaited = all.filter(({ collection }) => kind.fields.some(({ after }) => after === collection));
  const settled: Kind[] = [];
  for (const other of awaited) {
    const path = join(folder, basename(other.file));
    if (chosen.includes(other) || (await files.status(path, { follow: true })) === undefined)
      settled.push(other);
  }
  return settled;
}
