import { isObject, type JsonObject } from '../http/exchange.ts';
import { pythonRepr } from '../neutron/values/python.ts';
import { missing, refuse } from './refusals.ts';

interface Shape {
  readonly path: string;
  readonly type: 'object' | 'array' | 'string';
  readonly isRequired?: true;
}

/** What `auth` in the body of `POST /v3/auth/tokens` may look like. Keystone's own schema says the same. */
const SHAPES: readonly Shape[] = [
  { path: 'identity', type: 'object', isRequired: true },
  { path: 'identity/methods', type: 'array', isRequired: true },
  { path: 'identity/password', type: 'object' },
  { path: 'identity/password/user', type: 'object' },
  { path: 'identity/password/user/id', type: 'string' },
  { path: 'identity/password/user/name', type: 'string' },
  { path: 'identity/password/user/password', type: 'string' },
  { path: 'identity/token', type: 'object' },
  { path: 'identity/token/id', type: 'string', isRequired: true },
  { path: 'identity/application_credential', type: 'object' },
];

/** The parts that name somebody or something, which need a name or an id. */
const NAMED = ['identity/password/user', 'scope/project', 'scope/domain'];

/** The part `auth` of a body, with the shape that it must have. Refuses with 400 and Keystone's words. */
export function authOf(body: JsonObject): JsonObject {
  const auth = body['auth'];
  if (auth === undefined) throw missing('auth', 'request body');
  if (!isObject(auth)) throw refuse(400, `${pythonRepr(auth)} is not of type 'object'`);
  for (const shape of SHAPES) checkShape(auth, shape);
  for (const path of NAMED) {
    const part = valueAt(auth, path);
    if (isObject(part) && part['id'] === undefined && part['name'] === undefined) {
      throw refuse(400, `Invalid input for field ${path}: id or name must be present.`);
    }
  }
  return auth;
}

function checkShape(auth: JsonObject, { path, type, isRequired }: Shape): void {
  const slash = path.lastIndexOf('/');
  const above = path.slice(0, Math.max(slash, 0));
  const parent = above === '' ? auth : valueAt(auth, above);
  if (!isObject(parent)) return;
  const name = path.slice(slash + 1);
  const value = parent[name];
  if (value === undefined) {
    if (isRequired) throw refuse(400, `${inField(above)}'${name}' is a required property`);
  } else if (!IS[type](value)) {
    throw refuse(400, `${inField(path)}${pythonRepr(value)} is not of type '${type}'`);
  }
}

const inField = (path: string): string => (path === '' ? '' : `Invalid input for field '${path}': `);

const IS: Readonly<Record<Shape['type'], (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
};

function valueAt(auth: JsonObject, path: string): unknown {
  return path.split('/').reduce<unknown>((value, key) => (isObject(value) ? value[key] : undefined), auth);
}
