import type { CloudReply, CloudRequest, CloudService } from '../http/exchange.ts';
import { replyOf } from '../http/refusal.ts';
import { createRouter, type Route } from '../http/routes.ts';
import type { Caller } from '../keystone/rows.ts';
import { actOnImage, deleteFromStore } from './actions.ts';
import { refuseBody } from './body.ts';
import type { Context, Who } from './context.ts';
import { downloadImage, stageImage, uploadImage } from './data.ts';
import { asPage, httpNotFound, methodNotAllowed, notAuthorized, unauthorized } from './errors.ts';
import { createImage, deleteImage, showImage } from './images.ts';
import { importImage } from './import.ts';
import { importInfo, storesDetail, storesInfo, usageInfo } from './info.ts';
import { listImages } from './listing.ts';
import { addMember, listMembers, removeMember, showMember, updateMember } from './members.ts';
import { patchImage } from './patch.ts';
import type { ImageState } from './state.ts';
import { addTag, removeTag } from './tags.ts';
import { listImageTasks, listTasks, showTask } from './tasks.ts';
import { isVersion, versionsOf } from './versions.ts';

/** Tells who holds a token. */
export type Verify = (token: string | undefined) => Caller | undefined;

type ImageRoute = Route<Context>;

/** In the order of Glance, which is the order in which a 405 names what is allowed. */
const ROUTES: readonly ImageRoute[] = [
  { method: 'GET', path: '/schemas/:name', handle: (context, { name }) => showSchema(name!, context) },
  { method: 'GET', path: '/images', handle: listImages },
  { method: 'POST', path: '/images', handle: createImage },
  { method: 'GET', path: '/images/:id', handle: (context, { id }) => showImage(id!, context) },
  { method: 'PATCH', path: '/images/:id', handle: (context, { id }) => patchImage(id!, context) },
  { method: 'DELETE', path: '/images/:id', handle: (context, { id }) => deleteImage(id!, context) },
  { method: 'GET', path: '/images/:id/tasks', handle: (context, { id }) => listImageTasks(id!, context) },
  { method: 'POST', path: '/images/:id/import', handle: (context, { id }) => importImage(id!, context) },
  {
    method: 'DELETE',
    path: '/stores/:store/:id',
    handle: (context, { store, id }) => deleteFromStore(store!, id!, context),
  },
  {
    method: 'POST',
    path: '/images/:id/actions/deactivate',
    handle: (context, { id }) => actOnImage(id!, 'deactivate', context),
  },
  {
    method: 'POST',
    path: '/images/:id/actions/reactivate',
    handle: (context, { id }) => actOnImage(id!, 'reactivate', context),
  },
  { method: 'GET', path: '/images/:id/file', handle: (context, { id }) => downloadImage(id!, context) },
  { method: 'PUT', path: '/images/:id/file', handle: (context, { id }) => uploadImage(id!, context) },
  { method: 'PUT', path: '/images/:id/stage', handle: (context, { id }) => stageImage(id!, context) },
  {
    method: 'PUT',
    path: '/images/:id/tags/:tag',
    handle: (context, { id, tag }) => addTag(id!, tag!, context),
  },
  {
    method: 'DELETE',
    path: '/images/:id/tags/:tag',
    handle: (context, { id, tag }) => removeTag(id!, tag!, context),
  },
  { method: 'GET', path: '/images/:id/members', handle: (context, { id }) => listMembers(id!, context) },
  { method: 'POST', path: '/images/:id/members', handle: (context, { id }) => addMember(id!, context) },
  {
    method: 'GET',
    path: '/images/:id/members/:member',
    handle: (context, { id, member }) => showMember(id!, member!, context),
  },
  {
    method: 'PUT',
    path: '/images/:id/members/:member',
    handle: (context, { id, member }) => updateMember(id!, member!, context),
  },
  {
    method: 'DELETE',
    path: '/images/:id/members/:member',
    handle: (context, { id, member }) => removeMember(id!, member!, context),
  },
  { method: 'GET', path: '/tasks', handle: listTasks },
  { method: 'GET', path: '/tasks/:id', handle: (context, { id }) => showTask(id!, context) },
  { method: 'GET', path: '/info/import', handle: importInfo },
  { method: 'GET', path: '/info/stores', handle: storesInfo },
  { method: 'GET', path: '/info/stores/detail', handle: storesDetail },
  { method: 'GET', path: '/info/usage', handle: usageInfo },
  {
    method: 'GET',
    path: '/cache',
    handle: ({ who }) => {
      throw who.isAdmin ? httpNotFound() : notAuthorized('cache_list');
    },
  },
];

/** Glance v2 on this state. */
export function createImageService(state: ImageState, verify: Verify): CloudService {
  const route = createRouter<Context>(ROUTES);
  const kept = [state.images, state.spentIds, state.members, state.tasks, state.later];
  return {
    type: 'image',
    name: 'glance',
    mount: '/image',
    endpoint: '/image',
    save() {
      const restores = kept.map((each) => each.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    answer(request) {
      const requestId = `req-${state.ids.uuid()}`;
      state.later.tick();
      const reply = replyOf(() =>
        state.journal.run(() => dispatch(state, request, requestId, verify, route)),
      );
      return shownTo(request, {
        ...reply,
        headers: { 'X-Openstack-Request-Id': requestId, ...reply.headers },
      });
    },
  };
}

type Find = ReturnType<typeof createRouter<Context>>;

function dispatch(
  state: ImageState,
  request: CloudRequest,
  requestId: string,
  verify: Verify,
  route: Find,
): CloudReply {
  const [, version = '', path] = /^\/([^/]*)(\/.*)?$/.exec(request.path) ?? [];
  if (!isVersion(version)) {
    return { status: version === 'versions' ? 200 : 300, body: versionsOf(request) };
  }
  const token = request.headers['x-auth-token'];
  const caller = verify(typeof token === 'string' ? token : undefined);
  if (!caller) throw unauthorized(`${request.origin}${state.identityPath}`);
  if (path === undefined) {
    return { status: 302, headers: { Location: `${request.base}/${version}/` }, body: '' };
  }
  const match = path.endsWith('/') ? 'no such path' : route({ method: request.method, path });
  if (match === 'no such path') throw httpNotFound();
  if (match === 'no such method') throw methodNotAllowed(request.method, allowedAt(path, route));
  return match.route.handle({ state, request, requestId, who: whoIs(caller) }, match.parameters);
}

const METHODS = ['GET', 'PATCH', 'POST', 'PUT', 'DELETE'] as const;

function allowedAt(path: string, route: Find): string {
  return METHODS.filter((method) => typeof route({ method, path }) === 'object').join(', ');
}

function whoIs(caller: Caller): Who {
  return {
    userId: caller.userId,
    projectId: caller.projectId ?? null,
    isAdmin: caller.roles.has('admin'),
  };
}

function showSchema(name: string, { state, request }: Context): CloudReply {
  refuseBody(request);
  const schema = state.schemas[name];
  if (!schema) throw httpNotFound();
  return { status: 200, body: schema };
}

/** Errors are pages for those who do not ask for JSON. */
function shownTo(request: CloudRequest, reply: CloudReply): CloudReply {
  const accept = request.headers.accept ?? '*/*';
  if (reply.status < 400 || accept.includes('application/json')) return reply;
  return asPage(reply);
}
