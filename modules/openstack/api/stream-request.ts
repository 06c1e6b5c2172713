import type { ClientRequest, IncomingMessage } from 'node:http';
import { abortReason } from './clock.ts';
import { faultOf, TransportFault } from './transport-fault.ts';

/** Bytes in order; whoever reads them says how fast. */
export type Bytes = AsyncIterable<Uint8Array>;

/** Milliseconds. There is no limit for the whole: large data take hours. */
export interface StreamTimeouts {
  /** Until there is a connection. */
  readonly connectMs: number;
  /** From the request being sent to the answer's head, where no data are sent. */
  readonly responseMs: number;
  /** How long no byte may move while data are on their way. */
  readonly stallMs: number;
  /** From the last byte that is sent to the answer: a service puts the data into its store. */
  readonly finishMs: number;
  /** How long a server may take to say whether it wants the data, before they are sent unasked (RFC 9110, 10.1.1). */
  readonly continueMs: number;
}

export interface StreamRequest {
  readonly method: 'GET' | 'PUT';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Opens the data to send. It is called once the server wants them, and not at all if it refuses the request first. */
  readonly open?: () => Bytes;
  readonly timeouts: StreamTimeouts;
  readonly signal?: AbortSignal;
}

export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** To be read to its end, or left with `discard`. Throws a TransportFault where it breaks off. */
  readonly bytes: Bytes;
  /** Ends the connection. */
  discard(): void;
}

/**
 * Sends a request whose body, or whose answer's body, is read as it comes. Any status is an answer. Throws a
 * TransportFault, the signal's reason, or what reading the data to send threw.
 */
export function streamRequest(
  request: ClientRequest,
  { open, timeouts, signal }: Pick<StreamRequest, 'open' | 'timeouts' | 'signal'>,
): Promise<StreamAnswer> {
  const limit = timeLimit();
  return new Promise((resolve, reject) => {
    let answer: IncomingMessage | undefined;
    const fail = (thrown: unknown): void => {
      limit.clear();
      request.destroy();
      reject(thrown instanceof Error ? thrown : new Error(String(thrown)));
    };
    const stop = (): void => {
      if (signal === undefined) return;
      answer?.destroy(abortReason(signal));
      fail(abortReason(signal));
    };
    const late = (kind: 'connect-timeout' | 'timeout', what: string) => (): void => {
      fail(new TransportFault(kind, what, 'ETIMEDOUT'));
    };

    signal?.addEventListener('abort', stop, { once: true });
    request.once('close', () => signal?.removeEventListener('abort', stop));
    request.once('response', (response) => {
      answer = response;
      limit.clear();
      resolve(answerOf(request, response, timeouts.stallMs));
    });
    request.on('error', (error) => {
      if (answer === undefined) fail(faultOf(error));
    });

    limit.set(timeouts.connectMs, late('connect-timeout', 'No connection came about in time.'));
    onceConnected(request, () => {
      if (answer !== undefined) return;
      limit.set(timeouts.responseMs, late('timeout', 'No answer came in time.'));
      if (open === undefined) return;
      whenWanted(request, timeouts.continueMs, () => {
        limit.clear();
        sendBody(request, open(), timeouts.stallMs, () => answer !== undefined).then(() => {
          if (answer === undefined)
            limit.set(timeouts.finishMs, late('timeout', 'No answer came after the data were sent.'));
        }, fail);
      });
    });
    if (open === undefined) request.end();
    else request.flushHeaders();
  });
}

interface TimeLimit {
  /** Sets it anew: what was set before does not hold any more. */
  set(ms: number, late: () => void): void;
  clear(): void;
}

function timeLimit(): TimeLimit {
  let timer: NodeJS.Timeout | undefined;
  return {
    set(ms, late) {
      clearTimeout(timer);
      timer = setTimeout(late, ms);
    },
    clear: () => {
      clearTimeout(timer);
    },
  };
}

function onceConnected(request: ClientRequest, then: () => void): void {
  request.once('socket', (socket) => {
    if (!socket.connecting) {
      then();
      return;
    }
    socket.once('encrypted' in socket ? 'secureConnect' : 'connect', then);
  });
}

/** Waits until the server asks for the data, or has had its time to refuse them. */
function whenWanted(request: ClientRequest, ms: number, then: () => void): void {
  const done = (): void => {
    clearTimeout(timer);
    for (const event of ['response', 'close'] as const) request.removeListener(event, leave);
    request.removeListener('continue', begin);
  };
  const begin = (): void => {
    done();
    then();
  };
  const leave = (): void => {
    done();
  };
  const timer = setTimeout(begin, ms);
  request.once('continue', begin);
  request.once('response', leave);
  request.once('close', leave);
}

/** Sends the data as fast as the server takes them. An answer that comes before they are over ends it. */
async function sendBody(
  request: ClientRequest,
  bytes: Bytes,
  stallMs: number,
  isAnswered: () => boolean,
): Promise<void> {
  for await (const chunk of bytes) {
    if (isAnswered() || request.destroyed) return;
    if (!request.write(chunk)) await drained(request, stallMs);
  }
  if (!isAnswered() && !request.destroyed) request.end();
}

function drained(request: ClientRequest, stallMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const events = ['drain', 'response', 'close'] as const;
    const done = (): void => {
      clearTimeout(timer);
      for (const event of events) request.removeListener(event, done);
      resolve();
    };
    const timer = setTimeout(() => {
      for (const event of events) request.removeListener(event, done);
      reject(stalled('The server takes no more data.'));
    }, stallMs);
    for (const event of events) request.once(event, done);
  });
}

function stalled(what: string): TransportFault {
  return new TransportFault('timeout', what, 'ETIMEDOUT');
}

function answerOf(request: ClientRequest, response: IncomingMessage, stallMs: number): StreamAnswer {
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    bytes: readBody(request, response, stallMs),
    discard: () => {
      response.destroy();
      request.destroy();
    },
  };
}

async function* readBody(request: ClientRequest, response: IncomingMessage, stallMs: number): Bytes {
  // The time limit runs while bytes are waited for, not while whoever reads them is busy.
  const limit = timeLimit();
  const reading: AsyncIterator<unknown> = response[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      limit.set(stallMs, () => response.destroy(stalled('No more data came.')));
      const next = await reading.next();
      limit.clear();
      if (next.done === true) break;
      if (next.value instanceof Uint8Array) yield next.value;
    }
    isOver = response.complete;
    if (!isOver) throw new TransportFault('truncated', 'The data break off.');
  } catch (thrown) {
    throw faultOfBody(thrown);
  } finally {
    limit.clear();
    if (!isOver) {
      response.destroy();
      request.destroy();
    }
  }
}

/** An answer that began and was cut off, whatever cut it off; the signal's reason stays what it is. */
function faultOfBody(thrown: unknown): unknown {
  if (thrown instanceof TransportFault) return thrown;
  const fault = faultOf(thrown);
  return fault.kind === 'reset' ? new TransportFault('truncated', fault.message, fault.code) : thrown;
}
