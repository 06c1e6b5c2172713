import type { CloudReply, JsonObject } from '../http/exchange.ts';
import { findImage } from './access.ts';
import { refuseBody } from './body.ts';
import type { Context } from './context.ts';
import { notAuthorized, refuse } from './errors.ts';
import type { Image, ImageTask } from './rows.ts';
import { timeOf, type ImageState } from './state.ts';
import { STORE } from './view.ts';

const TWO_DAYS_MS = 48 * 3600 * 1000;

/** Writes down that an import begins; gives the id of its task. */
export function addTask(image: Image, importRequest: JsonObject, context: Context): string {
  const { state, who } = context;
  const now = timeOf(state);
  const task = state.tasks.insert({
    id: state.ids.uuid(),
    image_id: image.id,
    owner: who.projectId,
    user_id: who.userId,
    request_id: context.requestId,
    status: 'processing',
    input: { image_id: image.id, import_req: importRequest, backend: [STORE] },
    message: '',
    created_at: now,
    updated_at: now,
    expires_at: null,
  });
  return task.id;
}

/** Writes down that an import has succeeded. */
export function endTask(state: ImageState, id: string): void {
  const task = state.tasks.get(id);
  if (!task) return;
  const expires = new Date(state.now() + TWO_DAYS_MS).toISOString().replace(/\.\d{3}Z$/, 'Z');
  state.tasks.replace({
    ...task,
    status: 'success',
    message: 'Copied 0 MiB',
    updated_at: timeOf(state),
    expires_at: expires,
  });
}

/** `GET /v2/images/{image}/tasks` */
export function listImageTasks(id: string, context: Context): CloudReply {
  refuseBody(context.request);
  const image = findImage(id, context);
  return { status: 200, body: { tasks: context.state.tasks.by('image', image.id).map(rawTask) } };
}

/** As the database has it. */
function rawTask(task: ImageTask): JsonObject {
  const raw = (time: string | null): string | null => time && time.replace(/Z$/, '.000000');
  return {
    id: task.id,
    type: 'api_image_import',
    status: task.status,
    owner: task.owner,
    expires_at: raw(task.expires_at),
    created_at: raw(task.created_at),
    updated_at: raw(task.updated_at),
    deleted_at: null,
    deleted: false,
    image_id: task.image_id,
    request_id: task.request_id,
    user_id: task.user_id,
    input: task.input,
    result: task.status === 'success' ? { image_id: task.image_id } : null,
    message: task.message,
  };
}

/** `GET /v2/tasks` */
export function listTasks({ state, who }: Context): CloudReply {
  if (!who.isAdmin) throw notAuthorized('tasks_api_access');
  const tasks = state.tasks.all().reverse().map(viewTask);
  return { status: 200, body: { tasks, first: '/v2/tasks', schema: '/v2/schemas/tasks' } };
}

/** `GET /v2/tasks/{task}` */
export function showTask(id: string, { state, who }: Context): CloudReply {
  if (!who.isAdmin) throw notAuthorized('tasks_api_access');
  const task = state.tasks.get(id);
  if (!task) throw refuse(404, `Failed to find task ${id}`);
  const result = task.status === 'success' ? { image_id: task.image_id } : null;
  return { status: 200, body: { ...viewTask(task), message: task.message, input: task.input, result } };
}

function viewTask(task: ImageTask): JsonObject {
  return {
    id: task.id,
    type: 'api_image_import',
    status: task.status,
    owner: task.owner,
    created_at: task.created_at,
    updated_at: task.updated_at,
    self: `/v2/tasks/${task.id}`,
    schema: '/v2/schemas/task',
    ...(task.expires_at === null ? {} : { expires_at: task.expires_at }),
  };
}
