import { get, ok, post, put, remove, type ComputeRoute } from '../route.ts';
import { actOnServer } from '../servers/actions.ts';
import { createServer } from '../servers/create.ts';
import { findServer } from '../servers/find.ts';
import { interfaceRoutes } from '../servers/interfaces.ts';
import { listServers } from '../servers/list.ts';
import { lookRoutes } from '../servers/looks.ts';
import { metadataRoutes } from '../servers/metadata.ts';
import { removeServer } from '../servers/remove.ts';
import { tagRoutes } from '../servers/tags.ts';
import { updateServer } from '../servers/update.ts';
import { groupsOf, viewServer } from '../servers/view.ts';
import { attachmentRoutes } from '../servers/volume-attachments.ts';

const ONE = '/servers/:id';

/** Servers, and everything below one. */
export const serverRoutes: readonly ComputeRoute[] = [
  get('/servers', (context) => listServers(context, 'index')),
  get('/servers/detail', (context) => listServers(context, 'detail')),
  post('/servers', createServer),
  get(ONE, (context, { id = '' }) => {
    const server = findServer(context, id, 'servers:show');
    return ok({ server: { ...viewServer(server, context), ...groupsOf(server, context) } });
  }),
  put(ONE, (context, { id = '' }) => updateServer(context, id)),
  remove(ONE, (context, { id = '' }) => removeServer(context, id)),
  post(`${ONE}/action`, (context, { id = '' }) => actOnServer(context, id)),
  ...attachmentRoutes,
  ...interfaceRoutes,
  ...metadataRoutes,
  ...tagRoutes,
  ...lookRoutes,
];
