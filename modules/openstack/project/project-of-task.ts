import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Schema } from '../../../engine/schema/types.ts';
import { sessionFor } from '../api/session-for.ts';
import type { Body, Identity, Session } from '../api/session.types.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import type { ExportRecord } from '../files/record.ts';
import { domains, projects } from '../identity/collections.ts';
import { commonIdMap } from '../kind/id-map.ts';
import { idsOf } from '../kind/ids.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { NameMaps } from '../kind/name-maps.ts';
import { OWN } from '../kind/names.ts';
import { textOf } from '../kind/wire.ts';
import { indexOfProject } from './index-of-project.ts';
import { sessionOfProject } from './session-of-project.ts';

/** The argument of modules by which an administrator works in another project. */
export const projectArgument = {
  project: {
    type: 'object',
    description:
      'The project to work in, where it is another one than that of the credentials: {name: web, domain: Default}. Only an administrator can do so. Without `domain`, it is that of the project of the credentials.',
    properties: {
      name: { type: 'string', description: 'The name of the project at the source.' },
      domain: { type: 'string', description: 'The name of its domain at the source.', nullable: true },
    },
    required: ['name'],
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

interface ProjectArguments extends Readonly<Record<string, unknown>> {
  readonly project?:
    { readonly name: string; readonly domain?: string | null | undefined } | null | undefined;
}

/**
 * What the run knows of the destination that a task's arguments lead to, seen from the project that they name. Throws
 * where the destination does not have that project, or only another user may see it.
 */
export async function projectOfTask(
  args: ProjectArguments,
  nameMaps: NameMaps,
  context: TaskContext,
): Promise<IndexOfCloud> {
  const base = await cloudOfTask(args, context, 'destination');
  if (args.project == null) return base;
  const body = await findProject(base, args.project, nameMaps, context);
  const own = await base.identity();
  const id = textOf(body, 'id') ?? '';
  if (id === own.projectId) return base;
  const known = await context.pool.get('openstack:projects', () =>
    Promise.resolve(new Map<IndexOfCloud, Map<string, IndexOfCloud>>()),
  );
  const ofBase = known.get(base) ?? new Map<string, IndexOfCloud>();
  known.set(base, ofBase);
  const identity = await identityIn(base, own, body);
  const index = ofBase.get(id) ?? openProject(base, identity, args, context);
  ofBase.set(id, index);
  return index;
}

function openProject(
  base: IndexOfCloud,
  identity: Identity,
  args: ProjectArguments,
  context: TaskContext,
): IndexOfCloud {
  const projectId = identity.projectId ?? '';
  const open = async (): Promise<Session> => {
    const session = await sessionFor(args, context, { label: 'destination', projectId });
    try {
      await session.identity();
      return session;
    } catch (error) {
      throw error instanceof DroverError && error.code === 'openstack-auth'
        ? noRole(base, identity, error)
        : error;
    }
  };
  return indexOfProject(base, sessionOfProject(base.session, identity, open));
}

function noRole(
  { session }: IndexOfCloud,
  { userName, projectName = '' }: Identity,
  cause: DroverError,
): DroverError {
  return new DroverError('openstack-auth', {
    detail: `User "${userName}" cannot work in project "${projectName}" of ${session.label}: it has no role there.`,
    help: `Set os_migrate_dst_project_role to a role that it may give itself, such as admin, or have it given one: openstack role add --user ${userName} --project ${projectName} admin`,
    cause,
  });
}

async function findProject(
  base: IndexOfCloud,
  { name, domain }: NonNullable<ProjectArguments['project']>,
  nameMaps: NameMaps,
  context: TaskContext,
): Promise<Body> {
  const idMap = await commonIdMap(base, context);
  const referrer = { label: 'The import', field: 'project', record: NO_RECORD, idMap, nameMaps };
  const reference = { name, project_name: null, domain_name: domain ?? OWN };
  const id = await idsOf(base, referrer, {}).id(projects, reference);
  return (await base.load(projects)).byId(id) ?? { id };
}

const NO_RECORD: ExportRecord = { type: '', params: {}, _info: {}, _migration_params: {} };

/** The administrator, in the project. */
async function identityIn(base: IndexOfCloud, own: Identity, project: Body): Promise<Identity> {
  const domainId = textOf(project, 'domain_id');
  const isOwn = domainId === own.projectDomainId;
  const domain = isOwn || domainId === undefined ? undefined : (await base.load(domains)).byId(domainId);
  return {
    ...own,
    projectId: textOf(project, 'id'),
    projectName: textOf(project, 'name'),
    projectDomainId: domainId,
    projectDomainName: isOwn ? own.projectDomainName : textOf(domain ?? {}, 'name'),
    domainId: undefined,
    domainName: undefined,
  };
}
