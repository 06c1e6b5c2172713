import { joinPath } from '../language/files-path.ts';
import { loadRole } from '../language/role/load-role.ts';
import type { Role } from '../language/role/role.ts';
import type { RoleCall } from './plan-role.ts';
import type { NodeContext } from './planned.ts';
import type { Planner } from './planner.ts';

/** The role of a call with all of its files, read once; undefined, and reported, where it is missing. */
export function readRole(call: RoleCall, context: NodeContext, planner: Planner): Role | undefined {
  const { tasksFrom, varsFrom, defaultsFrom, handlersFrom } = call;
  const searchPath = roleFolders(context, planner);
  const key = [call.name, tasksFrom, varsFrom, defaultsFrom, handlersFrom, ...searchPath].join('\n');
  if (planner.loadedRoles.has(key)) return planner.loadedRoles.get(key);
  const role = loadRole(
    {
      name: call.name,
      span: call.written.span,
      searchPath,
      collections: context.keywords.collections,
      collectionsPath: planner.roles.collections,
      tasksFrom,
      varsFrom,
      defaultsFrom,
      handlersFrom,
    },
    planner.reading,
  );
  planner.loadedRoles.set(key, role);
  return role;
}

/** Those of a lock, then beside the playbook, then the configured folders, beside the roles that led here, the playbook's own, drover's. */
function roleFolders(context: NodeContext, planner: Planner): readonly string[] {
  const { playFolder, role } = context;
  const beside =
    role === undefined ? [] : [role, ...role.parents].map((instance) => joinPath(instance.role.path, '..'));
  const folders = [
    ...(planner.roles.locked ?? []),
    joinPath(playFolder, 'roles'),
    ...planner.roles.configured,
    ...beside,
    playFolder,
    ...planner.roles.packaged,
  ];
  return [...new Set(folders)];
}
