import { basename, join } from 'node:path';
import { defineAction, type Files } from '../../../engine/module.ts';
import { placesOf, type Places } from '../files/places.ts';
import { chooseKinds } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import type { Kind } from '../kind/kind.ts';
import { isOwned } from '../kind/owners.ts';
import type { FolderItem } from './chosen-folders.ts';
import { lateFields } from './late-fields.ts';
import type { Item } from './item.ts';
import { roleItems } from './role-items.ts';
import { selectedRecords, type FilterValues } from './read-records.ts';

export const readDataDir = defineAction({
  name: 'openstack.read_data_dir',
  aliases: ['read_data_dir'],
  summary: 'Reads the records of many export files, in the order of their import.',
  description:
    'Each record comes after those that it refers to; fields that can be set only once others are there come in the end.',
  args: {
    type: 'object',
    properties: {
      folders: {
        type: 'array',
        items: {
          type: 'object',
          description: 'A folder: {folder: ..., kinds: [networks]}. All of the kinds have a file in it.',
          properties: {},
          additionalProperties: true,
        },
        description: 'The folders, as choose_kinds gives them.',
      },
      project_role: {
        type: 'string',
        description:
          'The role that the user of the credentials is to have in the project of each folder: the first records assign it.',
        nullable: true,
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
    required: ['folders'],
  },
  examples: [
    {
      title: 'Networks and subnets of a data directory',
      playbook:
        '- openstack.read_data_dir:\n    folders:\n      - folder: "{{ os_migrate_data_dir }}"\n        kinds: [networks, subnets]\n  register: read\n',
    },
  ],
  returns: {
    records: {
      type: 'array',
      description:
        'Arguments of import_resource: `kind`, `data`, `project` where it is one of several, and `fields` where only some are to be set; and `label` and `folder`.',
      items: { type: 'object', description: 'An item.', properties: {}, additionalProperties: true },
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    // Boundary: the folders come from choose_kinds, or from a person who writes as it does.
    const folders = args.folders as unknown as readonly FolderItem[];
    const reader: Reader = {
      all: await allKinds(),
      filters: args.filters,
      places: await placesOf(context.pool),
      files: context.controller.files,
    };
    const chosen = folders.map((given) => ({ given, kinds: chooseKinds(given.kinds, reader.all) }));
    const read = async (kinds: readonly Kind[]): Promise<Read> => {
      const parts: Read[] = [];
      for (const kind of kinds)
        for (const { given, kinds: there } of chosen)
          if (there.includes(kind)) parts.push(await itemsOf(kind, given, there, reader));
      return { items: parts.flatMap(({ items }) => items), late: parts.flatMap(({ late }) => late) };
    };
    const isSeveral = folders.some(({ project }) => project !== undefined);
    if (!isSeveral) {
      const { items, late } = await read(reader.all);
      return { changed: false, records: [...items, ...late] };
    }
    // To work in a project takes the project and a role there: what no project owns comes first.
    const common = await read(reader.all.filter((kind) => !isOwned(kind)));
    const roles = args.project_role == null ? [] : roleItems(folders, args.project_role);
    const owned = await read(reader.all.filter(isOwned));
    const records = [...common.items, ...roles, ...owned.items, ...common.late, ...owned.late];
    return { changed: false, records };
  },
});

interface Read {
  readonly items: readonly Item[];
  /** What is set in the end. */
  readonly late: readonly Item[];
}

interface Reader {
  readonly all: readonly Kind[];
  readonly filters: FilterValues;
  readonly places: Places;
  readonly files: Files;
}

/** The records of a file, and what is to be set of them in the end. */
async function itemsOf(
  kind: Kind,
  { folder, of = '', project, describes = [] }: FolderItem,
  chosen: readonly Kind[],
  { all, filters, places, files }: Reader,
): Promise<Read> {
  const settled = await settledKinds(kind, chosen, all, folder, files);
  const items: Item[] = [];
  const late: Item[] = [];
  for (const record of await selectedRecords(kind, all, { folder, filters }, files, places)) {
    const item = {
      kind: kind.plural,
      label: `${kind.label(record.params)}${of}`,
      data: { ...record },
      folder,
      ...(project === undefined ? {} : { project }),
    };
    items.push(describes.includes(kind.plural) ? { ...item, fields: changeable(kind) } : item);
    const fields = lateFields(kind, record)
      .filter(({ after }) => settled.some((one) => one.collection === after))
      .map(({ name }) => name);
    if (fields.length > 0) late.push({ ...item, label: `${fields.join(', ')} of ${item.label}`, fields });
  }
  return { items, late };
}

/** The fields that can be changed of what is there. */
function changeable({ fields }: Kind): readonly string[] {
  return fields.filter(({ set }) => set === 'always' || set === 'update').map(({ name }) => name);
}

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
