import { userProjectRoleAssignment } from '../identity/user-project-role-assignment.ts';
import { OWN } from '../kind/names.ts';
import type { FolderItem } from './chosen-folders.ts';
import type { Item } from './item.ts';

/** Records that give the user of the credentials a role in the projects that an import is about to work in. */
export function roleItems(folders: readonly FolderItem[], role: string): readonly Item[] {
  const { plural, type, label } = userProjectRoleAssignment;
  return folders.flatMap(({ folder, project }) => {
    if (project === undefined) return [];
    const { name, domain } = project;
    const params = {
      project_ref: { name, project_name: null, domain_name: domain ?? OWN },
      user_ref: { name: OWN, project_name: null, domain_name: OWN },
      role_ref: { name: role, project_name: null, domain_name: null },
    };
    const data = { type, params, _info: {}, _migration_params: {} };
    return [{ kind: plural, label: label(params), data, folder }];
  });
}
