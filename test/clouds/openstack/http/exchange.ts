import type { IncomingHttpHeaders } from 'node:http';

/** One request as a service sees it. */
export interface CloudRequest {
  readonly method: string;
  /** Below the place where the service is mounted, without the query, still encoded: `/v2.0/networks`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  /** The whole body in one piece, which is made when it is asked for. */
  readonly body: Buffer;
  /** The body in the pieces in which it came: what is large is kept so. */
  readonly chunks: readonly Buffer[];
  /** Where the client found the server: `http://127.0.0.1:40123`. */
  readonly origin: string;
  /** Where the client found the service: the origin and the mount. */
  readonly base: string;
}

/** What a service answers. An object is sent as JSON, bytes and text as they are. */
export interface CloudReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Bytes in pieces, in place of a body. */
  readonly chunks?: readonly Buffer[];
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is a JSON object, rather than a list, a text or null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of a request as a word: a text as it is, anything else as JSON. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined ? '' : JSON.stringify(value);
}

/** The segments of a path, decoded: `/v2.0/networks/a%20b` is `['v2.0', 'networks', 'a b']`. */
export function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}

/** One service of the cloud: a name in the catalogue, a place on the server, and its answers. */
export interface CloudService {
  readonly type: string;
  readonly name: string;
  /** Further entries of the catalogue that lead to the same place. */
  readonly aliases?: readonly { readonly type: string; readonly name: string }[];
  /** Where it stands on the server: `/network`; empty for the identity service. */
  readonly mount: string;
  /** What follows the mount in the catalogue's address; may hold `%(project_id)s`. */
  readonly endpoint: string;
  readonly answer: (request: CloudRequest) => CloudReply;
  /** Every row as it is now; the function puts it back. */
  readonly save: () => () => void;
}
