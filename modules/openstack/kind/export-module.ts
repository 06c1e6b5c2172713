import { defineModule, type AnyConvergingModule } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { locksOf } from '../files/locks.ts';
import { applyExport, gatherExport, planExport, type ExportClients } from './export.ts';
import type { Arguments, Kind } from './kind.ts';
import { pluralOf } from './labels.ts';
import type { Schema } from '../../../engine/schema/types.ts';

/** Whether things that are selected by whose they are can be selected by their own names, too. */
function hasNamesOfItsOwn({ parent, fields }: Kind): boolean {
  return parent !== undefined && fields.some(({ name, extra }) => name === 'name' && extra !== true);
}

function itemFilter(kind: Kind): Readonly<Record<string, Schema>> {
  if (!hasNamesOfItsOwn(kind)) return {};
  return {
    item_filter: {
      type: 'array',
      items: { description: 'A name, or {regex: ...}, found anywhere in the name.' },
      description: `Which ${pluralOf(kind.collection.title)} of these, by their own names.`,
      nullable: true,
    },
  };
}

const ABOUT_PROJECTS: Readonly<Record<string, Schema>> = {
  about_projects: {
    type: 'array',
    items: { type: 'string', description: 'The id of a project.' },
    description: 'Only what is about these projects. Without it, all.',
    nullable: true,
  },
};

function listIn(args: Readonly<Record<string, unknown>>, name: string): readonly unknown[] | undefined {
  const list = args[name];
  return Array.isArray(list) ? list : undefined;
}

function textsIn(args: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  return listIn(args, name)?.filter((item) => typeof item === 'string');
}

function pick(args: Arguments, names: readonly string[]): Arguments {
  return Object.fromEntries(names.map((name) => [name, args[name]]));
}

/** The module that exports resources of a kind into a file. */
export function exportModule(kind: Kind): AnyConvergingModule {
  const { collection, parent, plural } = kind;
  const name = `export_${parent === undefined ? collection.name : plural}`;
  const names = [name, ...(kind.alias === undefined ? [] : [`export_${kind.alias}`])];
  const what =
    parent === undefined
      ? pluralOf(collection.title)
      : `${pluralOf(collection.title)} of ${pluralOf(parent.collection.title)}`;
  const named = (parent?.collection ?? collection).title;
  return defineModule({
    name: `openstack.${name}`,
    aliases: [...names, ...names.map((one) => `os_migrate.os_migrate.${one}`)],
    summary: `Exports ${what} into ${kind.file}.`,
    description:
      'Records of resources that are new are added, and those of others brought up to date. What was edited by hand stays, as do comments, and a record that was taken out stays out. A field that was edited and has changed at the source, too, is reported, and so are records whose resources are gone.',
    args: {
      type: 'object',
      properties: {
        path: { type: 'string', format: 'path', description: `The export file: DATA_DIR/${kind.file}.` },
        name: {
          type: 'string',
          description: `The name or id of one ${named}. Without it, all that pass the filters.`,
          nullable: true,
        },
        filter: {
          type: 'array',
          items: { description: 'A name, or {regex: ...}, found anywhere in the name.' },
          description: `Which ${named}s, by name: one of the items has to fit.`,
          nullable: true,
        },
        filters: {
          type: 'object',
          description:
            'Which, by keys of the API: {project_id: ...}. Without it, those of the project of the credentials.',
          properties: {},
          additionalProperties: true,
          nullable: true,
        },
        refresh: {
          type: 'boolean',
          description:
            'Whether the source counts where the file was edited by hand. Records that were taken out come back.',
          default: false,
        },
        os_migrate_version: {
          type: 'string',
          description:
            "The version that the file says it is of. OS-Migrate reads its own only. Default: '1.0.5'.",
          nullable: true,
        },
        ...itemFilter(kind),
        ...(kind.isAbout === undefined ? {} : ABOUT_PROJECTS),
        ...kind.exportArguments,
        ...authArguments,
      },
      required: ['path'],
    },
    examples: [
      {
        title: `Export the ${what} whose ${named} begins with "prod-"`,
        playbook: [
          `- openstack.${name}:`,
          '    auth: "{{ os_migrate_src_auth }}"',
          `    path: "{{ os_migrate_data_dir }}/${kind.file}"`,
          "    filter: [{regex: '^prod-'}]",
          '',
        ].join('\n'),
      },
    ],
    returns: {
      path: { type: 'string', description: 'The export file.' },
      added: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description: 'Whose records are new.',
      },
      updated: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description: 'Whose records changed.',
      },
      conflicts: {
        type: 'array',
        items: {
          type: 'object',
          description:
            'A field that was edited by hand and has changed at the source: the file keeps the edit.',
          properties: {
            resource: { type: 'string', description: 'The resource.' },
            place: { type: 'string', description: 'File, line and column.' },
            field: { type: 'string', description: 'The field.' },
            file: { description: 'What the file has.' },
            source: { description: 'What the source has.' },
          },
        },
        description: 'What has to be decided by a person.',
      },
      removed: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description:
          'What the last export wrote and a person has taken out of the file. It stays out, unless `refresh` is true.',
      },
      gone: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description: 'Records whose resources the source does not have any more. They stay.',
      },
    },
    connect: async (args, context): Promise<ExportClients> => {
      const index = await cloudOfTask(args, context, 'source');
      const payload = kind.payloadFor?.(args, context, index);
      return {
        index,
        files: context.controller.files,
        locks: await locksOf(context.pool),
        ...(payload === undefined ? {} : { payload }),
      };
    },
    gather: (args, clients) =>
      gatherExport(
        kind,
        {
          path: args.path,
          name: args.name ?? undefined,
          filter: args.filter ?? undefined,
          filters: args.filters ?? undefined,
          itemFilter: listIn(args, 'item_filter'),
          aboutProjects: textsIn(args, 'about_projects'),
          refresh: args.refresh,
          version: args.os_migrate_version ?? undefined,
          further: pick(args, Object.keys(kind.exportArguments ?? {})),
        },
        clients,
      ),
    plan: (_args, facts) => planExport(facts),
    apply: (plan, clients) => applyExport(plan, clients),
  });
}
