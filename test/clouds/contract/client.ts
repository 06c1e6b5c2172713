import { Agent, request as plainRequest } from 'node:http';

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON if it is JSON, else the text; undefined if there was none. */
  readonly body: unknown;
}

export interface Request {
  readonly method: string;
  readonly url: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly raw?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A client of the plainest kind, so that what is checked is the cloud. */
export interface Client {
  readonly send: (request: Request) => Promise<Answer>;
  readonly close: () => void;
}

export function createClient(): Client {
  const agent = new Agent({ keepAlive: true });
  return {
    close: () => {
      agent.destroy();
    },
    send: (request) =>
      new Promise((resolve, reject) => {
        const content = request.raw ?? (request.body === undefined ? '' : JSON.stringify(request.body));
        const outgoing = plainRequest(request.url, {
          agent,
          method: request.method,
          headers: {
            accept: 'application/json',
            ...(content === ''
              ? {}
              : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
            ...(request.token === undefined ? {} : { 'x-auth-token': request.token }),
            ...request.headers,
          },
        });
        outgoing.on('error', reject);
        // A Keystone that breaks over a request may never end its answer.
        outgoing.setTimeout(60_000, () => {
          outgoing.destroy(new Error(`${request.method} ${request.url} was not answered for a minute.`));
        });
        outgoing.on('response', (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(
                Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: parse(Buffer.concat(chunks).toString('utf8')),
            });
          });
        });
        outgoing.end(content);
      }),
  };
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
