import * as fs from 'node:fs';
import type {
  GitHttpRequest,
  GitHttpResponse,
  HttpClient as GitHttpClient,
  PromiseFsClient,
} from 'isomorphic-git';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { statusError, unreachable, type HttpAnswer, type HttpClient } from '../http/request.ts';
import { safeUrl } from '../safe-url.ts';
import { checkPack } from './check-pack.ts';
import { isomorphicGit } from './isomorphic.ts';
import type { RemoteRefs, Wanted } from './remote-refs.ts';

/** A repository over HTTP, one conversation. */
export interface HttpRepository {
  refs(): Promise<RemoteRefs>;
  /** Fetches one commit, without its history, into a bare repository. What the server refuses is told by what is missing. */
  fetch(wanted: Wanted, gitFolder: string): Promise<void>;
}

export function httpRepository(url: string, client: HttpClient): HttpRepository {
  const http = gitHttp(client, safeUrl(url));
  const plain = plainUrl(url);
  return {
    async refs() {
      const git = await isomorphicGit();
      const info = await told(url, () => git.getRemoteInfo2({ http, url: plain, protocolVersion: 1 }));
      if (info.protocolVersion !== 1) throw unreachable(url, 'it speaks a protocol that was not asked for');
      const refs = info.refs ?? [];
      const head = refs.find(({ ref }) => ref === 'HEAD');
      const others = refs.filter(({ ref }) => ref !== 'HEAD');
      return {
        head: head?.target,
        headOid: head?.oid,
        refs: new Map(others.map(({ ref, oid }) => [ref, oid])),
        peeled: new Map(
          others.flatMap(({ ref, peeled }) => (peeled === undefined ? [] : [[ref, peeled] as const])),
        ),
      };
    },
    async fetch(wanted, gitFolder) {
      const git = await isomorphicGit();
      await git.init({ fs, dir: gitFolder, gitdir: gitFolder, bare: true });
      // The package wants to know where references would be kept.
      await git.addRemote({ fs, gitdir: gitFolder, remote: 'origin', url: plain });
      const ref = wanted.ref ?? wanted.oid;
      await told(url, () =>
        git.fetch({
          fs: filesWithCheck(safeUrl(url)),
          http,
          gitdir: gitFolder,
          url: plain,
          ref,
          remoteRef: ref,
          depth: 1,
          singleBranch: true,
          tags: false,
        }),
      );
    },
  };
}

/** The package writes a pack before it inflates what is in it: there it is looked at. */
function filesWithCheck(name: string): PromiseFsClient {
  const { promises } = fs;
  const writeFile: typeof promises.writeFile = async (path, content, options) => {
    if (typeof path === 'string' && path.endsWith('.pack') && content instanceof Uint8Array)
      checkPack(
        Buffer.from(content.buffer, content.byteOffset, content.byteLength),
        `The repository ${name}`,
      );
    await promises.writeFile(path, content, options);
  };
  return { promises: { ...promises, writeFile } };
}

function plainUrl(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  return url.toString().replace(/\/$/, '');
}

/** What the package throws of itself, as an error of ours. */
async function told<T>(url: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DroverError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code === 'SmartHttpError')
      throw unreachable(
        url,
        'what answers is no Git server',
        'Check the address: it may be that of a page about the repository.',
      );
    throw unreachable(url, messageOf(error));
  }
}

/** The package asks for the references each time; one conversation sees them once, so that nothing moves in it. */
function gitHttp(client: HttpClient, what: string): GitHttpClient {
  const advertised = new Map<string, HttpAnswer>();
  let moved: { readonly from: string; readonly to: string } | undefined;
  return {
    async request({ url, method = 'GET', headers = {}, body }: GitHttpRequest): Promise<GitHttpResponse> {
      const known = method === 'GET' ? advertised.get(url) : undefined;
      const asked =
        moved !== undefined && url.startsWith(moved.from) ? moved.to + url.slice(moved.from.length) : url;
      const answer =
        known ??
        (await client.call({ method, url: asked, headers: lowerCase(headers), body: await collected(body) }));
      if (answer.status >= 400) throw statusError(answer, what);
      if (method === 'GET') {
        advertised.set(url, answer);
        moved ??= movedBase(url, answer.url);
      }
      return {
        url: answer.url,
        method,
        headers: { ...answer.headers },
        statusCode: answer.status,
        statusMessage: answer.statusText,
        body: once(answer.body),
      };
    },
  };
}

/** As Git does: a repository that redirects where its references are is spoken to there. */
function movedBase(asked: string, answered: string) {
  const tail = asked.slice(asked.indexOf('/info/refs'));
  if (asked === answered || !answered.endsWith(tail)) return undefined;
  return { from: asked.slice(0, -tail.length), to: answered.slice(0, -tail.length) };
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

async function collected(body: GitHttpRequest['body']): Promise<Buffer | undefined> {
  if (body === undefined) return undefined;
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

// eslint-disable-next-line @typescript-eslint/require-await
async function* once(content: Uint8Array): AsyncIterableIterator<Uint8Array> {
  yield content;
}
