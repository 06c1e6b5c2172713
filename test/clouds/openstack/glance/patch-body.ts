import { isObject, type JsonObject } from '../http/exchange.ts';
import { pythonText } from '../neutron/values/python.ts';
import { badRequest } from './errors.ts';

export type Operation = 'add' | 'remove' | 'replace';

/** One change that a client asks for. */
export interface Change {
  readonly op: Operation;
  readonly path: readonly string[];
  readonly value: unknown;
  /** The draft of JSON Patch that the client speaks. */
  readonly draft: number;
}

/** Types of a body that Glance takes, and the draft of JSON Patch behind each. */
export const PATCH_TYPES: Readonly<Record<string, number>> = {
  'application/openstack-images-v2.0-json-patch': 4,
  'application/openstack-images-v2.1-json-patch': 10,
};

const OPERATIONS: readonly Operation[] = ['add', 'remove', 'replace'];
const AVAILABLE = `It must be one of the following: ${OPERATIONS.join(', ')}.`;

/** The changes of a body, each of which `check` has seen; the first that is none is refused with 400. */
export function changesOf(
  body: JsonObject | readonly unknown[],
  draft: number,
  check: (change: Change) => void,
): Change[] {
  if (!Array.isArray(body)) throw badRequest('Request body must be a JSON array of operation objects.');
  return (body as readonly unknown[]).map((each) => {
    if (!isObject(each)) throw badRequest('Operations must be JSON objects.');
    const change = changeOf(each, draft);
    check(change);
    return change;
  });
}

function changeOf(each: JsonObject, draft: number): Change {
  const op = draft === 4 ? keyedOperation(each) : namedOperation(each);
  if (draft !== 4 && !('path' in each)) throw badRequest("Unable to find 'path' in JSON Schema change");
  const path = decodePointer(String(draft === 4 ? each[op] : each['path']));
  if (path.length !== depthOf(path[0]!, op)) {
    throw badRequest(`Invalid JSON pointer for this resource: '/${path.join('/')}'`);
  }
  if (op !== 'remove' && !('value' in each)) {
    throw badRequest(`Operation "${op}" requires a member named "value".`);
  }
  return { op, path, value: each['value'], draft };
}

function namedOperation({ op }: JsonObject): Operation {
  if (op === undefined || op === null)
    throw badRequest(`Unable to find \`op\` in JSON Schema change. ${AVAILABLE}`);
  const known = OPERATIONS.find((each) => each === op);
  if (known === undefined) throw badRequest(`Invalid operation: \`${pythonText(op)}\`. ${AVAILABLE}`);
  return known;
}

function keyedOperation(each: JsonObject): Operation {
  const [op, ...others] = OPERATIONS.filter((name) => name in each);
  if (op !== undefined && others.length === 0) return op;
  const count = op === undefined ? 'exactly' : 'only';
  throw badRequest(`Operation objects must contain ${count} one member named "add", "remove", or "replace".`);
}

/** Only locations are a list whose items have a place. */
function depthOf(name: string, op: Operation): number {
  return name === 'locations' && op !== 'replace' ? 2 : 1;
}

function decodePointer(pointer: string): string[] {
  const wrong = (words: string): Error => badRequest(`Pointer \`${pointer}\` ${words}`);
  if (!pointer.startsWith('/')) throw wrong('does not start with "/".');
  if (/\/\s*?\//.test(pointer.slice(1))) throw wrong('contains adjacent "/".');
  if (pointer.length > 1 && pointer.endsWith('/')) throw wrong('end with "/".');
  if (/~[^01]/.test(pointer) || pointer.endsWith('~')) {
    throw wrong('contains "~" not part of a recognized escape sequence.');
  }
  return pointer
    .replace(/^\/+/, '')
    .split('/')
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~').trim());
}
