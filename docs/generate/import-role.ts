import { importFilters } from '../../modules/openstack/kind/filters-of-kind.ts';
import type { Field, Kind } from '../../modules/openstack/kind/kind.ts';
import { connectionLines, connectionVariables } from './connection-variables.ts';
import { filterNote } from './export-role.ts';
import {
  argumentsOf,
  argumentVariables,
  dataDirVariable,
  filterVariables,
  labelOf,
  titleOf,
  type KindContext,
} from './kind-variables.ts';
import type { Role } from './role.ts';
import { isOfProjects, orOfSeveral, projectRoleVariable, projectsVariable } from './several-projects.ts';
import { indented, quoted } from './task-text.ts';

/** A kind some of whose fields can be set once those of another are there. */
interface Late {
  readonly context: KindContext;
  readonly fields: readonly Field[];
}

/** The role that brings the records of a kind to the destination. `contextOf` gives the context of another kind. */
export function importRole(context: KindContext, contextOf: (kind: Kind) => KindContext): Role {
  const { kind } = context;
  const title = titleOf(kind);
  const late = lateFields(context, contextOf);
  const tasks = withHooks(context, importTasks(context));
  const all = [readTask(context), late.length === 0 ? tasks : withLate(context, tasks, late)].join('\n');
  return {
    name: `import_${kind.plural}`,
    title: `Imports ${title} into the destination${kind.collection.owned ? ' project' : ''}`,
    playTitle: `Import ${title}`,
    description: [
      `Brings the ${title} of \`${kind.file}\` to the destination.`,
      'What is there already is changed where it differs; what only a new one could have is reported.',
      ...late.map(
        (one) =>
          `The ${fieldNames(one)} of ${titleOf(one.context.kind)} (\`${one.context.kind.file}\`) are set afterwards, as a cloud takes them only then.`,
      ),
      ...filterNote(context),
    ].join(' '),
    variables: [
      dataDirVariable,
      ...(isOfProjects(kind) ? [projectsVariable, projectRoleVariable] : []),
      ...filterVariables(context, 'import'),
      ...argumentVariables(argumentsOf(context, 'import')),
      ...connectionVariables('dst'),
    ],
    tasks: isOfProjects(kind) ? orOfSeveral('import', kind, title, all) : all,
    dependencies: [
      'dependencies:',
      '  - role: prelude_dst',
      '  - role: validate_resource_files',
      '    vars:',
      '      validate_resource_files_paths:',
      `        - '{{ os_migrate_data_dir }}/${kind.file}'`,
      ...(isOfProjects(kind) ? ['    when: os_migrate_src_projects is not defined'] : []),
      '',
    ].join('\n'),
    from: `the table of ${kind.plural}`,
  };
}

function lateFields({ kind, kinds }: KindContext, contextOf: (kind: Kind) => KindContext): readonly Late[] {
  return kinds
    .map((other) => ({
      context: contextOf(other),
      fields: other.fields.filter(({ after }) => after === kind.collection),
    }))
    .filter(({ fields }) => fields.length > 0);
}

function fieldNames({ fields }: Late): string {
  return fields.map(({ name }) => name).join(', ');
}

function readTask({ kind }: KindContext): string {
  return [
    `- name: Read ${titleOf(kind)}`,
    '  openstack.read_resources:',
    `    path: '{{ os_migrate_data_dir }}/${kind.file}'`,
    `  register: import_${kind.plural}_read`,
    '',
  ].join('\n');
}

/** The loop over the records. */
function importTasks(context: KindContext): string {
  const { kind, modules } = context;
  return [
    `- name: Import ${titleOf(kind)}`,
    `  ${modules.import}:`,
    indented(importArguments(context), 4),
    '  loop: >-',
    `    {{ import_${kind.plural}_read.resources`,
    indented(selections(context), 7) + ' }}',
    '  loop_control:',
    `    label: ${quoted(labelOf(kind))}`,
    '',
  ].join('\n');
}

function importArguments(context: KindContext, fields: readonly Field[] = []): readonly string[] {
  return [
    "data: '{{ item }}'",
    ...(fields.length === 0 ? [] : [`fields: [${fields.map(({ name }) => name).join(', ')}]`]),
    ...(context.kind.collection.owned ? ["filters: '{{ prelude_dst_filters }}'"] : []),
    "name_maps: '{{ prelude_dst_name_maps }}'",
    ...(fields.length === 0 ? argumentsOf(context, 'import') : []).map(
      ({ name, value }) => `${name}: ${quoted(value)}`,
    ),
    ...connectionLines('dst'),
  ];
}

/** The filters that records pass, each a line of a template. */
function selections({ kind, kinds }: KindContext): readonly string[] {
  return Object.entries(importFilters(kind, kinds)).map(
    ([variable, attribute]) => `| os_migrate.os_migrate.stringfilter(${variable}, attribute='${attribute}')`,
  );
}

/** Ends the plan in any case: where an import has failed, too. */
function withHooks(context: KindContext, tasks: string): string {
  const { kind } = context;
  if (kind.roles?.hasHooks !== true) return tasks;
  return [
    `- name: Import ${titleOf(kind)}, with the hooks of the plan`,
    '  block:',
    indented(beginPlanTask([`import_${kind.plural}_read.resources`, ...selections(context)]), 4),
    '',
    indented(tasks.trimEnd().split('\n'), 4),
    '',
    '  always:',
    ...endPlanTask.map((line) => `    ${line}`),
    '',
  ].join('\n');
}

/** Tells hooks of all that is to be migrated. The lines: an expression that gives the records. */
export const beginPlanTask = (records: readonly string[]): readonly string[] => [
  '- name: Say what the plan migrates',
  '  hooks.begin_plan:',
  '    records: >-',
  ...records.map(
    (line, index, all) =>
      `      ${index === 0 ? '{{ ' : '   '}${line}${index === all.length - 1 ? ' }}' : ''}`,
  ),
];

/** Runs the hooks of plan_end, where there are some and the plan had something to do. */
export const endPlanTask = ['- name: Run the hooks of plan_end', '  hooks.end_plan:'];

/** Sets fields of other kinds in the end, whether or not all went well: some of them may be ready for it. */
function withLate({ kind }: KindContext, tasks: string, late: readonly Late[]): string {
  return [
    `- name: Import ${titleOf(kind)}, then set ${late.map((one) => `${fieldNames(one)} of ${titleOf(one.context.kind)}`).join(', ')}`,
    '  block:',
    indented(tasks.trimEnd().split('\n'), 4),
    '',
    '  # What is there by now takes these even if another one could not be made.',
    '  always:',
    ...late.map((one) => indented(lateTasks(kind, one), 4)),
    '',
  ].join('\n');
}

function lateTasks(kind: Kind, { context, fields }: Late): readonly string[] {
  const other = context.kind;
  const register = `import_${kind.plural}_${other.plural}`;
  const title = titleOf(other);
  return [
    `- name: Look for the records of ${title}`,
    '  ansible.builtin.stat:',
    `    path: '{{ os_migrate_data_dir }}/${other.file}'`,
    `  register: ${register}_file`,
    '',
    `- name: Read the records of ${title}`,
    '  openstack.read_resources:',
    `    path: '{{ os_migrate_data_dir }}/${other.file}'`,
    `  register: ${register}`,
    `  when: ${register}_file.stat.exists`,
    '',
    ...fields.flatMap((field) => lateTask(kind, context, field, register)),
  ];
}

function lateTask(kind: Kind, context: KindContext, field: Field, register: string): readonly string[] {
  return [
    `- name: Set ${field.name} of ${titleOf(context.kind)}, now that ${titleOf(kind)} are there`,
    `  ${context.modules.import}:`,
    ...importArguments(context, [field]).map((line) => `    ${line}`),
    '  loop: >-',
    `    {{ ${register}.resources | default([])`,
    `       | selectattr('params.${field.name}', 'defined')`,
    `       | selectattr('params.${field.name}')`,
    ...selections(context).map(
      (line, index, all) => `       ${line}${index === all.length - 1 ? ' }}' : ''}`,
    ),
    '  loop_control:',
    `    label: ${quoted(labelOf(context.kind))}`,
    '',
  ];
}
