/** Git over HTTP as servers have it: `git http-backend` behind a small server on the loopback. */
import { execFileSync, spawn } from 'node:child_process';
import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface GitServer {
  readonly url: string;
  /** All that was asked, in order. */
  readonly calls: {
    readonly path: string;
    readonly authorization: string | undefined;
    /** When, in milliseconds. */
    readonly at: number;
  }[];
  close(): Promise<void>;
}

export interface GitServerOptions {
  /** The folder that holds the repositories. */
  readonly root: string;
  /** What has to stand in the Authorization header. */
  readonly authorization?: string;
  /** Paths that are answered with a redirect, by how they begin. */
  readonly redirects?: Readonly<Record<string, string>>;
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Never answers. */
  readonly isSilent?: boolean;
}

export async function startGitServer(options: GitServerOptions): Promise<GitServer> {
  const calls: GitServer['calls'] = [];
  const listener: RequestListener = (request, response) => {
    calls.push({ path: request.url ?? '', authorization: request.headers.authorization, at: Date.now() });
    if (options.isSilent === true) return;
    const redirect = Object.entries(options.redirects ?? {}).find(([from]) => request.url?.startsWith(from));
    if (redirect !== undefined) {
      const [from, to] = redirect;
      response.writeHead(302, { location: to + (request.url ?? '').slice(from.length) }).end();
      return;
    }
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('no');
      return;
    }
    backend(options.root, request, response);
  };
  const server = options.tls === undefined ? createHttp(listener) : createHttps(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Boundary: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    calls,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

const program = execFileSync('git', ['--exec-path'], { encoding: 'utf8' }).trim();

/** The Common Gateway Interface, as far as git-http-backend(1) needs it. */
function backend(root: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://localhost');
  const child = spawn(`${program}/git-http-backend`, {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      HTTP_GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  let head: Buffer | undefined = Buffer.alloc(0);
  child.stdout.on('data', (part: Buffer) => {
    if (head === undefined) {
      response.write(part);
      return;
    }
    head = Buffer.concat([head, part]);
    const end = head.indexOf('\r\n\r\n');
    if (end === -1) return;
    const headers = head
      .subarray(0, end)
      .toString()
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(
      Number(status.slice(0, 3)),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    );
    response.write(head.subarray(end + 4));
    head = undefined;
  });
  child.on('close', () => {
    response.end();
  });
}
