/** Which calls a fault hits. What is left out matches everything. */
export interface FaultMatch {
  /** The type of the service in the catalogue, such as `network`. */
  readonly service?: string;
  readonly method?: string;
  /** Tested against the service's path with its query, such as `/v2.0/networks?limit=1`. */
  readonly path?: RegExp;
  /** From 1: the fault begins with this one of the matching calls. */
  readonly nth?: number;
  /** From there on, only every so-manieth of the matching calls: 20 for one in twenty. */
  readonly every?: number;
}

interface FaultBasics {
  readonly match?: FaultMatch;
  /** How many matching calls it hits; 1 if not said, Infinity for all. */
  readonly times?: number;
}

/**
 * What goes wrong:
 * - `status`: this answer in place of the real one;
 * - `reset`: the connection is reset without an answer;
 * - `silence`: no answer ever;
 * - `truncate`: the head and half of the body, then the connection ends;
 * - `half-json`: a complete answer whose body is half of the JSON text;
 * - `latency`: the answer comes so much later;
 * - `expire-token`: the token of the call is no longer valid.
 *
 * `after` lets the call do its work first: a create that succeeded, though its client cannot know.
 */
export type Fault = FaultBasics &
  (
    | {
        readonly kind: 'status';
        readonly status: number;
        readonly headers?: Readonly<Record<string, string>>;
        readonly body?: unknown;
        readonly after?: boolean;
      }
    | { readonly kind: 'reset' | 'silence'; readonly after?: boolean }
    | { readonly kind: 'truncate' | 'half-json' | 'expire-token' }
    | { readonly kind: 'latency'; readonly ms: number }
  );

export interface Faults {
  /** From now on; the function takes it away again. */
  readonly add: (fault: Fault) => () => void;
  readonly clear: () => void;
  /** Faults that have calls left to hit. */
  readonly pending: () => number;
}

export interface FaultTarget {
  readonly service: string;
  readonly method: string;
  readonly path: string;
}

export interface FaultBox extends Faults {
  /** The faults that this call meets, oldest first. Counts the call. */
  readonly take: (target: FaultTarget) => Fault[];
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  left: number;
}

/** No faults at first. */
export function createFaults(): FaultBox {
  let armed: Armed[] = [];
  return {
    add(fault) {
      const entry: Armed = { fault, seen: 0, left: fault.times ?? 1 };
      armed.push(entry);
      return () => {
        armed = armed.filter((each) => each !== entry);
      };
    },
    clear() {
      armed = [];
    },
    pending: () => armed.filter((each) => each.left > 0).length,
    take(target) {
      return armed.filter((each) => strikes(each, target)).map((each) => each.fault);
    },
  };
}

function strikes(entry: Armed, target: FaultTarget): boolean {
  const match = entry.fault.match ?? {};
  if (match.service !== undefined && match.service !== target.service) return false;
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false;
  if (match.path !== undefined && target.path.search(match.path) < 0) return false;
  entry.seen += 1;
  const past = entry.seen - (match.nth ?? 1);
  if (entry.left <= 0 || past < 0 || past % (match.every ?? 1) !== 0) return false;
  entry.left -= 1;
  return true;
}
