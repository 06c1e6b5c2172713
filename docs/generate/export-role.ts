import { filterOf } from '../../modules/openstack/kind/filters-of-kind.ts';
import { isOwned } from '../../modules/openstack/kind/owners.ts';
import { connectionLines, connectionVariables } from './connection-variables.ts';
import {
  argumentsOf,
  argumentVariables,
  dataDirVariable,
  filterVariables,
  titleOf,
  type KindContext,
} from './kind-variables.ts';
import type { Role, Variable } from './role.ts';
import { isOfProjects, orOfSeveral, projectsVariable } from './several-projects.ts';
import { indented, quoted } from './task-text.ts';

/** What exports can be told of files that are there. */
export const refreshVariables: readonly Variable[] = [
  {
    name: 'os_migrate_refresh',
    schema: {
      type: 'boolean',
      description: 'Whether the source counts where the file was edited by hand.',
      default: false,
    },
  },
  {
    name: 'os_migrate_version',
    schema: {
      type: 'string',
      description:
        'The version that the file says it is of: OS-Migrate reads its own only. Without it 1.0.5.',
      nullable: true,
    },
  },
];

/** The role that exports a kind into its file. */
export function exportRole(context: KindContext): Role {
  const { kind } = context;
  const given = argumentsOf(context, 'export');
  const title = titleOf(kind);
  const where = isOwned(kind) ? 'of the source project' : 'of the source';
  const tasks = [
    `- name: Export ${title}`,
    `  ${context.modules.export}:`,
    indented(
      [
        `path: '{{ os_migrate_data_dir }}/${kind.file}'`,
        `filter: '{{ ${filterOf(kind, context.kinds, 'export')} }}'`,
        ...(isOwned(kind) ? ["filters: '{{ prelude_src_filters }}'"] : []),
        ...given.map(({ name, value }) => `${name}: ${quoted(value)}`),
        "refresh: '{{ os_migrate_refresh }}'",
        "os_migrate_version: '{{ os_migrate_version | default(omit) }}'",
        ...connectionLines('src'),
      ],
      4,
    ),
    '',
  ].join('\n');
  return {
    name: `export_${kind.plural}`,
    title: `Exports ${title} ${where}`,
    playTitle: `Export ${title}`,
    description: [
      `Exports the ${title} ${where} into \`${kind.file}\` of the data directory.`,
      'What was edited by hand in the file stays; conflicts and resources that are gone from the source are reported.',
      ...filterNote(context),
    ].join(' '),
    variables: [
      dataDirVariable,
      ...(isOfProjects(kind) ? [projectsVariable] : []),
      ...filterVariables(context, 'export'),
      ...argumentVariables(given),
      ...refreshVariables,
      ...connectionVariables('src'),
    ],
    tasks: isOfProjects(kind) ? orOfSeveral('export', kind, title, tasks) : tasks,
    dependencies: 'dependencies:\n  - role: prelude_src\n',
    from: `the table of ${kind.plural}`,
  };
}

/** What the filter names, where it is not what the file is of. */
export function filterNote({ kind }: KindContext): readonly string[] {
  const { parent } = kind;
  return parent === undefined
    ? []
    : [`The filter names the ${titleOf({ ...kind, collection: parent.collection })}.`];
}
