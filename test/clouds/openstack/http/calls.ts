/** One call that the cloud has answered, or broken off. */
export interface Call {
  /** The type of the service in the catalogue, such as `network`. */
  readonly service: string;
  readonly method: string;
  /** As the service sees it, with the query: `/v2.0/networks?limit=1`. */
  readonly path: string;
  /** 0 if a fault ended the connection. */
  readonly status: number;
}

/** The calls since the cloud started or `resetCalls`. */
export interface Calls {
  readonly total: number;
  /** Calls other than GET and HEAD; asking for a token is none. */
  readonly writes: number;
  /** Calls a method and path, with identifiers as `{id}` and without the query: `GET /v2.0/networks/{id}`. */
  readonly byRoute: Readonly<Record<string, number>>;
  readonly list: readonly Call[];
}

export interface CallLog {
  readonly calls: Calls;
  readonly add: (call: Call) => void;
  readonly reset: () => void;
}

const IDENTIFIER = /^([0-9a-f]{32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/** An empty log; its `calls` is a live view. */
export function createCallLog(): CallLog {
  let list: Call[] = [];
  return {
    calls: {
      get total() {
        return list.length;
      },
      get writes() {
        return list.filter(isWrite).length;
      },
      get byRoute() {
        const counts: Record<string, number> = {};
        for (const call of list) counts[routeOf(call)] = (counts[routeOf(call)] ?? 0) + 1;
        return counts;
      },
      get list() {
        return list;
      },
    },
    add(call) {
      list.push(call);
    },
    reset() {
      list = [];
    },
  };
}

function isWrite(call: Call): boolean {
  if (call.method === 'GET' || call.method === 'HEAD') return false;
  return !call.path.startsWith('/v3/auth/tokens');
}

function routeOf(call: Call): string {
  const [path = ''] = call.path.split('?');
  const parts = path.split('/').map((part) => (IDENTIFIER.test(part) ? '{id}' : part));
  return `${call.method} ${parts.join('/')}`;
}
