import { isObject, type CloudReply, type JsonObject } from '../http/exchange.ts';
import { isTruthy, pythonText } from '../neutron/values/python.ts';
import { findImage, refuseStrangers } from './access.ts';
import { objectBody } from './body.ts';
import type { Context } from './context.ts';
import { withData } from './data.ts';
import { badRequest, conflict, internalError, notAuthorized } from './errors.ts';
import { IMPORT_METHODS } from './info.ts';
import type { Image } from './rows.ts';
import { timeOf, type ImageState } from './state.ts';
import { addTask, endTask } from './tasks.ts';
import { STORE } from './view.ts';

type Method = (typeof IMPORT_METHODS)[number];

/** `POST /v2/images/{image}/import`: accepts, and goes on later. */
export function importImage(id: string, context: Context): CloudReply {
  const body = objectBody(context.request);
  const method = methodOf(body);
  const image = findImage(id, context);
  refuseWrongStatus(image, method.name);
  for (const name of ['container_format', 'disk_format'] as const) {
    if (!image[name]) throw conflict(`'${name}' needs to be set before import`);
  }
  if (method.name === 'copy-image') return copyImage(body, context);
  refuseStrangers(image, context);
  refuseStrangeStores(body);
  if (method.name === 'web-download') throw unreachable(method.uri);
  const taskId = addTask(image, body, context);
  const { state } = context;
  state.images.replace({
    ...image,
    properties: { ...image.properties, os_glance_import_task: taskId },
    updated_at: timeOf(state),
  });
  const { later } = state;
  later.after(1, () => {
    begin(state, image.id);
  });
  later.after(2, () => {
    complete(state, image.id, taskId);
  });
  return { status: 202 };
}

function methodOf(body: JsonObject): { readonly name: Method; readonly uri: unknown } {
  if (!('method' in body)) throw badRequest("Import request requires a 'method' field.");
  const { method } = body;
  // Glance looks for a key in a text, and breaks.
  if (!isObject(method)) throw internalError();
  if (!('name' in method)) throw badRequest("Import request requires a 'name' field.");
  const name = IMPORT_METHODS.find((each) => each === method['name']);
  if (name === undefined) throw badRequest(`Unknown import method name '${pythonText(method['name'])}'.`);
  for (const flag of ['all_stores_must_succeed', 'all_stores']) {
    if (flag in body && typeof body[flag] !== 'boolean')
      throw badRequest(`'${flag}' must be boolean value only`);
  }
  return { name, uri: method['uri'] };
}

function refuseWrongStatus({ status }: Image, method: Method): void {
  if (status === 'active' && method !== 'copy-image') {
    throw conflict('Image with status active cannot be target for import');
  }
  if (status !== 'active' && method === 'copy-image') {
    throw conflict('Only images with status active can be targeted for copying');
  }
  if (status !== 'queued' && method === 'web-download') {
    throw conflict("Image needs to be in 'queued' state to use 'web-download' method");
  }
  if (status !== 'uploading' && method === 'glance-direct') {
    throw conflict("Image needs to be staged before 'glance-direct' method can be used");
  }
}

function refuseStrangeStores(body: JsonObject): void {
  const stores: readonly unknown[] = Array.isArray(body['stores']) ? body['stores'] : [];
  const strange = stores.find((store) => store !== STORE);
  if (strange !== undefined) throw conflict(`Store for identifier ${pythonText(strange)} not found`);
}

/** There is one store, and every image with bytes is in it. */
function copyImage(body: JsonObject, { who }: Context): CloudReply {
  if (!who.isAdmin) throw notAuthorized('copy_image');
  if (isTruthy(body['all_stores'])) return { status: 202 };
  refuseStrangeStores(body);
  throw badRequest(`Image is already present at store '${STORE}'`);
}

/** The usual filter lets ports 80 and 443 of public hosts through: a cloud on loopback reaches none. */
function unreachable(uri: unknown): Error {
  return badRequest(`URI for web-download does not pass filtering: ${pythonText(uri)}`);
}

function begin(state: ImageState, id: string): void {
  const image = state.images.get(id);
  if (image) state.images.replace({ ...image, status: 'importing' });
}

function complete(state: ImageState, id: string, taskId: string): void {
  const image = state.images.get(id);
  if (!image) return;
  const { os_glance_import_task: _lock, ...properties } = image.properties;
  const done = withData(image, image.staged ?? [], timeOf(state));
  const words = { os_glance_importing_to_stores: '', os_glance_failed_import: '' };
  state.images.replace({ ...done, properties: { ...words, ...properties } });
  endTask(state, taskId);
}
