import { isObject, type CloudReply, type CloudService, type JsonObject } from './http/exchange.ts';

/** A resource as Neutron shows it. */
export type Resource = JsonObject & { readonly id: string };

/** Somebody who works with the cloud without HTTP. Calls are neither counted nor broken. */
export interface Tenant {
  readonly projectId: string;
  /**
   * Any call; `path` as in `/v2.0/networks?name=a`, a body of bytes is sent as it is. Does not throw on a refusal.
   */
  readonly call: (
    method: string,
    path: string,
    body?: unknown,
    service?: string,
    headers?: Readonly<Record<string, string>>,
  ) => CloudReply;
  /** Makes one resource of a collection such as `security-groups`. Throws if that is refused. */
  readonly create: (collection: string, values: JsonObject) => Resource;
  readonly update: (collection: string, id: string, values: JsonObject) => Resource;
  readonly remove: (collection: string, id: string) => void;
  /** An action of a resource, such as `add_router_interface`. */
  readonly act: (collection: string, id: string, action: string, body: JsonObject) => JsonObject;
  readonly list: (collection: string, query?: string) => Resource[];
  readonly setTags: (collection: string, id: string, tags: readonly string[]) => void;
}

/** A tenant of these services. `token` is asked before every call, for tokens may be expired meanwhile. */
export function createTenant(
  services: readonly CloudService[],
  origin: string,
  projectId: string,
  token: () => string,
): Tenant {
  const call: Tenant['call'] = (method, path, body, type = 'network', headers = {}) => {
    const service = services.find((each) => each.type === type);
    if (!service) throw new Error(`This cloud has no service of type '${type}'.`);
    const [plain = '/', query = ''] = path.split('?');
    const content = contentOf(body);
    return service.answer({
      method,
      path: plain,
      query: new URLSearchParams(query),
      headers: {
        'x-auth-token': token(),
        accept: 'application/json',
        'content-length': String(content.length),
        ...headers,
      },
      body: content,
      chunks: [content],
      origin,
      base: `${origin}${service.mount}`,
    });
  };
  const must = (method: string, path: string, body?: unknown): JsonObject => {
    const reply = call(method, path, body);
    if (reply.status >= 400) {
      throw new Error(`${method} ${path} was refused with ${reply.status}: ${JSON.stringify(reply.body)}`);
    }
    return isObject(reply.body) ? reply.body : {};
  };
  // Boundary: a resource that Neutron shows has an id.
  const one = (body: JsonObject): Resource => Object.values(body)[0] as Resource;
  return {
    projectId,
    call,
    create: (collection, values) =>
      one(must('POST', `/v2.0/${collection}`, { [memberOf(collection)]: values })),
    update: (collection, id, values) =>
      one(must('PUT', `/v2.0/${collection}/${id}`, { [memberOf(collection)]: values })),
    remove: (collection, id) => {
      must('DELETE', `/v2.0/${collection}/${id}`);
    },
    act: (collection, id, action, body) => must('PUT', `/v2.0/${collection}/${id}/${action}`, body),
    list: (collection, query = '') =>
      Object.values(must('GET', `/v2.0/${collection}${query === '' ? '' : `?${query}`}`))[0] as Resource[],
    setTags: (collection, id, tags) => {
      must('PUT', `/v2.0/${collection}/${id}/tags`, { tags });
    },
  };
}

function contentOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(body === undefined ? '' : JSON.stringify(body));
}

/** `security_group` of `security-groups`, `policy` of `qos/policies`. */
function memberOf(collection: string): string {
  const last = collection.split('/').at(-1)!.replace(/-/g, '_');
  return last.endsWith('ies') ? `${last.slice(0, -3)}y` : last.replace(/s$/, '');
}
