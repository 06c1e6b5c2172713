import { beginPlanTask, endPlanTask } from './import-role.ts';
import { filterOf, importFilters, type Phase } from '../../modules/openstack/kind/filters-of-kind.ts';
import { connectionLines, connectionVariables } from './connection-variables.ts';
import { refreshVariables } from './export-role.ts';
import {
  argumentsOf,
  argumentVariables,
  dataDirVariable,
  filterVariables,
  type KindContext,
} from './kind-variables.ts';
import type { Role, Variable } from './role.ts';
import { projectRoleVariable, projectsVariable } from './several-projects.ts';
import { indented, quoted } from './task-text.ts';

const kindsVariable: Variable = {
  name: 'os_migrate_kinds',
  schema: {
    type: 'array',
    items: { type: 'string', description: 'A kind, by its plural.' },
    description:
      'The kinds, by their plurals: [networks, subnets]. Without it all that the credentials may read or make, and for an import those that have a file.',
    nullable: true,
  },
};

const validateVariable: Variable = {
  name: 'os_migrate_validate_files',
  schema: {
    type: 'boolean',
    description: 'False: import without a look at the files first.',
    default: true,
  },
};

const FROM = 'the tables of all kinds';

/** The role that exports all kinds, or those that are asked for. */
export function exportAllRole(contexts: readonly KindContext[]): Role {
  const aboutProjects = contexts.filter(({ kind }) => kind.isAbout !== undefined);
  return {
    name: 'export_all',
    title: 'Exports all kinds from the source',
    playTitle: 'Export all kinds',
    description:
      'Exports all kinds into the data directory, or those in `os_migrate_kinds`: a file each, side by side. With `os_migrate_src_projects`, an administrator exports several projects, each into a folder of its own below the data directory. What only administrators may read is left out for others. What was edited by hand in the files stays; conflicts and resources that are gone from the source are reported.',
    variables: [
      dataDirVariable,
      kindsVariable,
      projectsVariable,
      ...variablesOf(contexts, 'export'),
      ...refreshVariables,
      ...connectionVariables('src'),
    ],
    tasks: [
      ...chooseTasks('export'),
      '- name: Export them',
      '  openstack.export_resources:',
      indented(
        [
          "kind: '{{ item.1 }}'",
          "path: '{{ item.0.folder }}/{{ item.1 }}.yml'",
          `filter: '{{ export_all_filters[item.1] | default(omit) }}'`,
          'filters: >-',
          "  {{ prelude_src_filters | combine({'project_id': item.0.project_id} if item.0.project_id is defined else {}) }}",
          ...argumentLines(contexts, 'export', 'item.1'),
          "about_projects: '{{ export_all_chosen.project_ids if item.1 in export_all_about_projects else omit }}'",
          "refresh: '{{ os_migrate_refresh }}'",
          "os_migrate_version: '{{ os_migrate_version | default(omit) }}'",
          ...connectionLines('src'),
        ],
        4,
      ),
      '  loop: "{{ export_all_chosen.folders | subelements(\'kinds\') }}"',
      '  loop_control:',
      "    label: '{{ item.1 }}{{ item.0.of }}'",
      '  vars:',
      `    export_all_about_projects: [${aboutProjects.map(({ kind }) => kind.plural).join(', ')}]`,
      '    export_all_filters:',
      indented(
        contexts.map(({ kind, kinds }) => `${kind.plural}: '{{ ${filterOf(kind, kinds, 'export')} }}'`),
        6,
      ),
      indented(argumentVars(contexts, 'export'), 4),
      '',
    ].join('\n'),
    dependencies: 'dependencies:\n  - role: prelude_src\n',
    from: FROM,
  };
}

const adoptVariable: Variable = {
  name: 'os_migrate_adopt',
  schema: {
    type: 'boolean',
    description:
      'Whether to make and change nothing, and only note which resources of the destination the records stand for.',
    default: false,
  },
};

/** Tells hooks of the records of the kinds that they run around. */
function beginPlan(contexts: readonly KindContext[]): readonly string[] {
  const kinds = contexts.flatMap(({ kind }) => (kind.roles?.hasHooks === true ? [`'${kind.plural}'`] : []));
  if (kinds.length === 0) return [];
  const records = [
    'import_all_read.records',
    `| selectattr('kind', 'in', [${kinds.join(', ')}])`,
    "| map(attribute='data')",
  ];
  return [indented(beginPlanTask(records), 4), ''];
}

/** The role that imports all kinds, or those that are asked for, in one loop. */
export function importAllRole(contexts: readonly KindContext[]): Role {
  return {
    name: 'import_all',
    title: 'Imports all kinds into the destination',
    playTitle: 'Import all kinds',
    description:
      'Brings what is in the files of the data directory to the destination: all kinds, or those in `os_migrate_kinds`. Records of all files run through one loop, side by side; one that refers to another waits until that is there. What only administrators may make is left out for others. What is there already is changed where it differs; what only a new one could have is reported.',
    variables: [
      dataDirVariable,
      kindsVariable,
      projectsVariable,
      projectRoleVariable,
      ...variablesOf(contexts, 'import'),
      validateVariable,
      adoptVariable,
      ...connectionVariables('dst'),
    ],
    tasks: [
      ...chooseTasks('import'),
      '- name: Look for mistakes in the export files',
      '  openstack.validate_resource_files:',
      "    paths: '{{ import_all_chosen.paths }}'",
      '  register: import_all_validated',
      '  failed_when: not import_all_validated.ok',
      '  when: os_migrate_validate_files | bool',
      '',
      '- name: Read them',
      '  openstack.read_data_dir:',
      "    folders: '{{ import_all_chosen.folders }}'",
      "    project_role: '{{ os_migrate_dst_project_role | default(omit) }}'",
      '    filters:',
      indented(
        filterNames(contexts).map((name) => `${name}: '{{ ${name} }}'`),
        6,
      ),
      '  register: import_all_read',
      '',
      '- name: Import them, and see whether the quotas have room',
      '  block:',
      ...beginPlan(contexts),
      '    - name: Import them',
      '      openstack.import_resource:',
      indented(
        [
          "kind: '{{ import_all_item.kind }}'",
          "data: '{{ import_all_item.data }}'",
          "fields: '{{ [] if os_migrate_adopt | bool else (import_all_item.fields | default(omit)) }}'",
          "filters: '{{ prelude_dst_filters }}'",
          "name_maps: '{{ prelude_dst_name_maps }}'",
          ...argumentLines(contexts, 'import', 'import_all_item.kind'),
          "project: '{{ import_all_item.project | default(omit) }}'",
          ...connectionLines('dst'),
        ],
        8,
      ),
      "      loop: '{{ import_all_read.records }}'",
      '      loop_control:',
      "        label: '{{ import_all_item.label }}'",
      '        loop_var: import_all_item',
      '      vars:',
      indented(
        // What the kinds' tables say of `item` is about the record.
        ["item: '{{ import_all_item.data }}'", ...argumentVars(contexts, 'import')],
        8,
      ),
      '  always:',
      ...endPlanTask.map((line) => `    ${line}`),
      '',
      '    - name: See whether the quotas have room for what would be made',
      '      openstack.check_quotas:',
      indented(
        [
          "folders: '{{ import_all_chosen.folders }}'",
          "name_maps: '{{ prelude_dst_name_maps }}'",
          ...connectionLines('dst'),
        ],
        8,
      ),
      '      when: ansible_check_mode',
      '',
    ].join('\n'),
    dependencies: 'dependencies:\n  - role: prelude_dst\n',
    from: FROM,
  };
}

function chooseTasks(phase: Phase): readonly string[] {
  const name = `${phase}_all_chosen`;
  return [
    `- name: Choose what to ${phase}`,
    '  openstack.choose_kinds:',
    `    phase: ${phase}`,
    `    kinds: '{{ ${phase}_all_kinds | default(os_migrate_kinds | default(omit)) }}'`,
    "    projects: '{{ os_migrate_src_projects | default(omit) }}'",
    "    data_dir: '{{ os_migrate_data_dir }}'",
    indented(connectionLines(phase === 'export' ? 'src' : 'dst'), 4),
    `  register: ${name}`,
    '',
    '- name: Say what is left out',
    '  ansible.builtin.debug:',
    `    msg: '{{ ${name}.notes | join(" ") }}'`,
    `  when: ${name}.notes | length > 0`,
    '',
  ];
}

/** The filters and further variables of all kinds, each once. */
function variablesOf(contexts: readonly KindContext[], phase: Phase): readonly Variable[] {
  const all = contexts.flatMap((context) => [
    ...filterVariables(context, phase),
    ...argumentVariables(argumentsOf(context, phase)),
  ]);
  const byName = new Map<string, Variable>();
  for (const variable of all) if (!byName.has(variable.name)) byName.set(variable.name, variable);
  return [...byName.values()];
}

function filterNames(contexts: readonly KindContext[]): readonly string[] {
  return [...new Set(contexts.flatMap(({ kind, kinds }) => Object.keys(importFilters(kind, kinds))))];
}

/** An argument of some kinds' modules, and the kinds whose roles give it. */
interface GivenArgument {
  readonly name: string;
  readonly by: readonly { readonly plural: string; readonly value: string }[];
}

function givenArguments(contexts: readonly KindContext[], phase: Phase): readonly GivenArgument[] {
  const given = new Map<string, GivenArgument['by']>();
  for (const context of contexts)
    for (const { name, value } of argumentsOf(context, phase))
      given.set(name, [...(given.get(name) ?? []), { plural: context.kind.plural, value }]);
  return [...given].map(([name, by]) => ({ name, by }));
}

/** Arguments that only some kinds' modules take, each from the task's variable for the kind: others are not looked at. */
function argumentLines(contexts: readonly KindContext[], phase: Phase, kind: string): readonly string[] {
  return givenArguments(contexts, phase).map(({ name, by }) => {
    const choices = by.map(
      ({ plural }) => `${argumentVar(phase, plural, name)} if ${kind} == "${plural}" else`,
    );
    return `${name}: '{{ ${choices.join(' ')} omit }}'`;
  });
}

function argumentVars(contexts: readonly KindContext[], phase: Phase): readonly string[] {
  return givenArguments(contexts, phase).flatMap(({ name, by }) =>
    by.map(({ plural, value }) => `${argumentVar(phase, plural, name)}: ${quoted(inFolder(value, phase))}`),
  );
}

/** Files beside that of the records are those of their project. */
function inFolder(value: string, phase: Phase): string {
  return phase === 'import'
    ? value.replaceAll('{{ os_migrate_data_dir }}', '{{ import_all_item.folder }}')
    : value;
}

function argumentVar(phase: Phase, plural: string, name: string): string {
  return `${phase}_all_${plural}_${name}`;
}
