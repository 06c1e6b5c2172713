import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { ok } from '../route.ts';
import type { Server } from '../rows.ts';
import { checkBody } from '../schema/check.ts';
import { changedServer } from '../schemas/server-create.ts';
import { changeServer, findServer } from './find.ts';
import { viewChangedServer } from './view.ts';

/** `PUT /servers/{server}` */
export function updateServer(context: Context, id: string): CloudReply {
  checkBody(changedServer(context.version), context.body);
  // Boundary: its shape was checked.
  const { server: given } = context.body as { readonly server: JsonObject };
  const server = findServer(context, id, 'servers:update');
  const values = Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const field = FIELDS[name];
      return field ? [[field, name === 'name' ? String(value).trim() : value]] : [];
    }),
  ) as Partial<Server>;
  const disk = given['OS-DCF:diskConfig'];
  const isAutoDisk = disk === undefined ? server.isAutoDisk : disk === 'AUTO';
  const changed = changeServer(context.state, server.id, { ...values, isAutoDisk });
  return ok({ server: viewChangedServer(changed!, context) });
}

const FIELDS: Readonly<Record<string, keyof Server>> = {
  name: 'name',
  description: 'description',
  hostname: 'hostname',
  accessIPv4: 'access_ip_v4',
  accessIPv6: 'access_ip_v6',
};
