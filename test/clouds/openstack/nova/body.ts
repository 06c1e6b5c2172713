import { isObject, type CloudRequest } from '../http/exchange.ts';
import { badRequest, notFound } from './errors.ts';

/** The body of a POST or PUT; null if it is empty, or if the method takes none. */
export function parseBody({ method, body }: CloudRequest): unknown {
  if ((method !== 'POST' && method !== 'PUT') || body.length === 0) return null;
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    throw malformed();
  }
}

/** The one key of the body of an action. What has no keys is taken for a path that is not there. */
export function actionOf(body: unknown, bytes: number): string {
  const length = typeof body === 'string' || Array.isArray(body) ? body.length : undefined;
  if (bytes === 0 || (length !== undefined && length !== 1)) throw malformed();
  if (!isObject(body)) throw notFound();
  const [name, ...others] = Object.keys(body);
  if (name === undefined || others.length > 0) throw malformed();
  return name;
}

const malformed = (): Error => badRequest('Malformed request body');
