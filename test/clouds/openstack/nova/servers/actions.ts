import { isObject, type CloudReply, type JsonObject } from '../../http/exchange.ts';
import { actionOf } from '../body.ts';
import type { Context } from '../context.ts';
import { badRequest } from '../errors.ts';
import { checkBody } from '../schema/check.ts';
import type { Schema } from '../schema/types.ts';
import {
  CONSOLE_OUTPUT,
  CREATE_IMAGE,
  lockSchema,
  REBOOT,
  RESET_STATE,
  RESIZE,
} from '../schemas/server-actions.ts';
import { consoleOutput } from './console.ts';
import { addGroup, removeGroup } from './groups.ts';
import { createServerImage } from './image.ts';
import { lock, unlock } from './lock.ts';
import { forceDelete, resetState } from './administration.ts';
import { confirmResize, resize, revertResize } from './resize.ts';
import { moveServer, MOVES } from './moves.ts';

/** What an action does, given the server's id and what stands behind the action's name. */
export interface Action {
  readonly schema?: (version: number) => Schema;
  readonly run: (context: Context, id: string, values: JsonObject) => CloudReply;
}

const ACTIONS: Readonly<Record<string, Action>> = {
  ...Object.fromEntries(
    Object.keys(MOVES).map((name): [string, Action] => [
      name,
      {
        ...(name === 'reboot' ? { schema: () => REBOOT } : {}),
        run: (context, id, values) => moveServer(context, id, name, values),
      },
    ]),
  ),
  lock: { schema: lockSchema, run: lock },
  unlock: { run: unlock },
  createImage: { schema: () => CREATE_IMAGE, run: createServerImage },
  'os-getConsoleOutput': { schema: () => CONSOLE_OUTPUT, run: consoleOutput },
  addSecurityGroup: { run: addGroup },
  removeSecurityGroup: { run: removeGroup },
  resize: { schema: () => RESIZE, run: resize },
  confirmResize: { run: confirmResize },
  revertResize: { run: revertResize },
  'os-resetState': { schema: () => RESET_STATE, run: resetState },
  forceDelete: { run: forceDelete },
};

/** `POST /servers/{server}/action` */
export function actOnServer(context: Context, id: string): CloudReply {
  const { body, request, version } = context;
  const name = actionOf(body, request.body.length);
  const action = ACTIONS[name];
  if (!action) throw badRequest(`There is no such action: ${name}`);
  if (action.schema) checkBody(action.schema(version), body);
  // Boundary: it is an object that has this key.
  const values = (body as JsonObject)[name];
  return action.run(context, id, isObject(values) ? values : {});
}
