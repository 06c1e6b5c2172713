import type { CloudReply, CloudRequest, CloudService, JsonObject } from '../http/exchange.ts';
import { replyOf } from '../http/refusal.ts';
import { createRouter } from '../http/routes.ts';
import type { Caller } from '../keystone/rows.ts';
import type { Context, Who } from './context.ts';
import { badRequest, httpNotFound, unauthorized } from './errors.ts';
import { HIGHEST, versionHeaders, versionOf } from './microversion.ts';
import { ROUTES } from './routes.ts';
import type { VolumeState } from './state.ts';

/** Tells who holds a token. */
export type Verify = (token: string | undefined) => Caller | undefined;

/** Cinder v3 on this state. */
export function createVolumeService(state: VolumeState, verify: Verify): CloudService {
  const route = createRouter<Context>(ROUTES);
  const kept = [state.types, state.qosSpecs, state.volumes, state.snapshots, state.quotaSets, state.later];
  return {
    type: 'block-storage',
    name: 'cinder',
    aliases: [{ type: 'volumev3', name: 'cinderv3' }],
    mount: '/volume',
    endpoint: '/volume/v3/%(project_id)s',
    save() {
      const restores = kept.map((each) => each.save());
      return () => {
        for (const restore of restores) restore();
      };
    },
    answer(request) {
      state.later.tick();
      const reply = replyOf(() => dispatch(state, request, verify, route));
      const requestId = `req-${state.ids.uuid()}`;
      const headers = { 'X-Compute-Request-Id': requestId, 'X-Openstack-Request-Id': requestId };
      return { ...reply, headers: { ...headers, ...reply.headers } };
    },
  };
}

type Find = ReturnType<typeof createRouter<Context>>;

function dispatch(state: VolumeState, request: CloudRequest, verify: Verify, route: Find): CloudReply {
  const [, first = '', rest = ''] = /^\/([^/]*)(\/.*)?$/.exec(request.path) ?? [];
  if (first === '') return { status: 300, headers: versionHeaders(0), body: versions(request) };
  if (first !== 'v3') throw httpNotFound();
  const token = request.headers['x-auth-token'];
  const caller = verify(typeof token === 'string' ? token : undefined);
  if (!caller) throw unauthorized(`${request.origin}${state.identityPath}`);
  if (rest === '' || rest === '/')
    return { status: 200, headers: versionHeaders(0), body: versions(request) };
  const { project, path } = splitProject(rest);
  // Neither a path without a list at its end nor one of a strange method leads anywhere.
  const match = path.endsWith('/') ? 'no such path' : findRoute(route, request.method, path);
  if (typeof match === 'string') throw httpNotFound();
  const who = whoIs(caller);
  if (project !== undefined && project !== who.projectId) throw badRequest('Malformed request url');
  const version = versionOf(request.headers);
  const context = { state, request, who, version };
  const reply = replyOf(() => state.journal.run(() => match.route.handle(context, match.parameters)));
  return { ...reply, headers: { ...versionHeaders(version), ...reply.headers } };
}

function findRoute(route: Find, method: string, path: string): ReturnType<Find> {
  const match = route({ method, path });
  return match === 'no such method' && method === 'HEAD' ? route({ method: 'GET', path }) : match;
}

/** A project may stand before everything else; it looks like an identifier. */
function splitProject(path: string): { readonly project: string | undefined; readonly path: string } {
  const match = /^\/([0-9a-f-]+)(\/.*)$/.exec(path);
  return match ? { project: match[1], path: match[2]! } : { project: undefined, path };
}

function whoIs(caller: Caller): Who {
  return {
    userId: caller.userId,
    projectId: caller.projectId ?? '',
    isAdmin: caller.roles.has('admin'),
  };
}

function versions({ base }: CloudRequest): JsonObject {
  const version = {
    id: 'v3.0',
    status: 'CURRENT',
    version: `3.${HIGHEST}`,
    min_version: '3.0',
    updated: '2022-08-31T00:00:00Z',
    links: [
      { rel: 'describedby', type: 'text/html', href: 'https://docs.openstack.org/' },
      { rel: 'self', href: `${base}/v3/` },
    ],
    'media-types': [{ base: 'application/json', type: 'application/vnd.openstack.volume+json;version=3' }],
  };
  return { versions: [version] };
}
