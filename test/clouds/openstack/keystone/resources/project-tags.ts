import { isObject, type CloudReply } from '../../http/exchange.ts';
import type { Route } from '../../http/routes.ts';
import { pythonRepr } from '../../neutron/values/python.ts';
import { bodyOf, type IdentityContext } from '../entity.ts';
import { enforce } from '../policy.ts';
import { notFound, refuse } from '../refusals.ts';
import type { Project } from '../rows.ts';

const ALL = '/v3/projects/:project/tags';
const ONE = `${ALL}/:tag`;

/** Tags of a project, all at once and one by one. */
export const projectTagRoutes: readonly Route<IdentityContext>[] = [
  tagRoute('GET', ALL, 'list_project_tags', (context, project) => reply(context, project.tags)),
  tagRoute('PUT', ALL, 'update_project_tags', (context, project) =>
    reply(context, setTags(context, project, tagsIn(context))),
  ),
  tagRoute('DELETE', ALL, 'delete_project_tags', (context, project) => {
    setTags(context, project, []);
    return { status: 204 };
  }),
  tagRoute('GET', ONE, 'get_project_tag', (_context, project, tag) => {
    refuseMissing(project, tag);
    return { status: 204 };
  }),
  tagRoute('PUT', ONE, 'create_project_tag', (context, project, tag) => {
    setTags(context, project, [...new Set([...project.tags, tag])]);
    return { status: 201 };
  }),
  tagRoute('DELETE', ONE, 'delete_project_tag', (context, project, tag) => {
    refuseMissing(project, tag);
    setTags(
      context,
      project,
      project.tags.filter((each) => each !== tag),
    );
    return { status: 204 };
  }),
];

function tagRoute(
  method: string,
  path: string,
  action: string,
  work: (context: IdentityContext, project: Project, tag: string) => CloudReply,
): Route<IdentityContext> {
  return {
    method,
    path,
    handle(context, { project: id = '', tag = '' }) {
      const project = context.state.projects.get(id);
      enforce(action, context.caller, { projectId: id, domainId: project?.domain_id });
      if (!project) throw notFound('project', id);
      return work(context, project, tag);
    },
  };
}

function tagsIn({ request }: IdentityContext): string[] {
  const { tags } = bodyOf(request);
  if (!Array.isArray(tags)) throw refuse(400, `${pythonRepr(tags)} is not of type 'array'`);
  if (tags.some(isObject) || new Set(tags).size < tags.length) {
    throw refuse(400, `${pythonRepr(tags)} has non-unique elements`);
  }
  return tags.map(String);
}

function setTags({ state }: IdentityContext, project: Project, tags: readonly string[]): readonly string[] {
  return state.projects.replace({ ...project, tags }).tags;
}

function refuseMissing(project: Project, tag: string): void {
  if (!project.tags.includes(tag)) throw notFound('project tag', tag);
}

function reply({ request }: IdentityContext, tags: readonly string[]): CloudReply {
  return { status: 200, body: { links: { self: `${request.origin}/v3` }, tags } };
}
