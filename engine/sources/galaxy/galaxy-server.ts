import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { statusError, type HttpClient } from '../http/request.ts';
import { safeUrl } from '../safe-url.ts';

/** A Galaxy server that was found to be one. */
export interface GalaxyServer {
  /** Its API: `https://galaxy.ansible.com/api/`. */
  readonly api: string;
  /** Paths below the API by version: `v3` is at `v3/`. */
  readonly versions: Readonly<Partial<Record<string, string>>>;
  /** The answer to a GET, of a path below the API or of a whole address. Undefined for 404. */
  get(path: string): Promise<unknown>;
  download(url: string): Promise<Buffer>;
}

/** Finds the API of a server: at the address that was given, else at `/api/` below it. Throws `source-unreachable`. */
export async function openGalaxy(address: string, client: HttpClient): Promise<GalaxyServer> {
  const given = withSlash(address);
  const isApi = /\/api\/$/.test(given);
  // The public server answers with a page at its own address.
  const tries = isApi ? [given] : [given, `${given}api/`];
  let problem: unknown;
  for (const api of tries) {
    const root = await read(api, client).catch((error: unknown) => {
      problem ??= error;
      return undefined;
    });
    const versions = field(root, 'available_versions');
    if (typeof versions === 'object' && versions !== null) return serverAt(api, texts(versions), client);
  }
  if (problem instanceof DroverError && problem.code === 'source-credentials') throw problem;
  if (problem instanceof DroverError && problem.code === 'source-unreachable') throw problem;
  throw new DroverError('source-unreachable', {
    detail: `${safeUrl(address)} is no Galaxy server: it does not say which versions of its API it has.`,
    help: 'Name one with --server, or `server` under [galaxy] in ansible.cfg: https://galaxy.ansible.com, or https://host/api/galaxy/.',
  });
}

function serverAt(api: string, versions: GalaxyServer['versions'], client: HttpClient): GalaxyServer {
  return {
    api,
    // Servers that have only the first version say so by leaving the second out.
    versions: 'v1' in versions && Object.keys(versions).length === 1 ? { ...versions, v2: 'v2/' } : versions,
    get: (path) => read(new URL(path, api).toString(), client),
    async download(url) {
      const answer = await client.call({ method: 'GET', url: new URL(url, api).toString() });
      if (answer.status !== 200) throw statusError(answer, `The archive ${safeUrl(url)}`);
      return answer.body;
    },
  };
}

async function read(url: string, client: HttpClient): Promise<unknown> {
  const answer = await client.call({ method: 'GET', url, headers: { accept: 'application/json' } });
  if (answer.status === 404) return undefined;
  if (answer.status !== 200) throw statusError(answer, `The Galaxy server at ${safeUrl(url)}`);
  try {
    return JSON.parse(answer.body.toString('utf8')) as unknown;
  } catch (error) {
    throw new DroverError('source-unreachable', {
      detail: `${safeUrl(url)} answers with something that is no JSON: ${messageOf(error)}`,
      help: 'Check the address: it may be that of a page for people.',
      cause: error,
    });
  }
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

function texts(value: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, path]) => (typeof path === 'string' ? [[name, path]] : [])),
  );
}

/** A field of something that a server sent; undefined where there is none. */
export function field(value: unknown, ...names: readonly string[]): unknown {
  let at = value;
  for (const name of names) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[name];
  }
  return at;
}

export function textField(value: unknown, ...names: readonly string[]): string | undefined {
  const found = field(value, ...names);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function listField(value: unknown, name: string): readonly unknown[] {
  const found = field(value, name);
  return Array.isArray(found) ? found : [];
}
