import type { Phase } from '../../modules/openstack/kind/filters-of-kind.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import { isOwned } from '../../modules/openstack/kind/owners.ts';
import type { Variable } from './role.ts';
import { indented } from './task-text.ts';

/** Which projects an administrator moves. */
export const projectsVariable: Variable = {
  name: 'os_migrate_src_projects',
  schema: {
    type: 'array',
    items: { description: 'A name, name@domain, or {regex: ...}, found anywhere in the name.' },
    description:
      'The projects of the source that an administrator moves in one run, by name; the files of each are in a folder of its own below the data directory. Without it, the project of the credentials.',
    nullable: true,
  },
};

/** How the administrator gets into them. */
export const projectRoleVariable: Variable = {
  name: 'os_migrate_dst_project_role',
  schema: {
    type: 'string',
    description:
      'A role that the import of several projects gives the user of the credentials in each of them, as to work in a project takes one: admin. Without it, the user has to have one.',
    nullable: true,
  },
};

/** Whether a run about several projects does other things of a kind than one about the project of the credentials. */
export function isOfProjects(kind: Kind): boolean {
  return isOwned(kind) || kind.isAbout !== undefined;
}

/**
 * The tasks of the role of one kind, and in their place, where the run is about several projects, the role that brings
 * many kinds.
 */
export function orOfSeveral(
  phase: Phase,
  { plural }: Pick<Kind, 'plural'>,
  title: string,
  tasks: string,
): string {
  const verb = phase === 'export' ? 'Export' : 'Import';
  return [
    `- name: ${verb} ${title} of several projects`,
    '  ansible.builtin.include_role:',
    `    name: ${phase}_all`,
    '  vars:',
    `    ${phase}_all_kinds: [${plural}]`,
    '  when: os_migrate_src_projects is defined',
    '',
    `- name: ${verb} ${title} of one project`,
    '  when: os_migrate_src_projects is not defined',
    '  block:',
    indented(tasks.trimEnd().split('\n'), 4),
    '',
  ].join('\n');
}
