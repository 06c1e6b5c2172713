/**
 * A Galaxy server on the loopback, with the answers of galaxy_ng: roles by its first API, collections by its third (or
 * the second, as older servers have it).
 */
import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFiles, type Files } from './repository.ts';

export interface GalaxyContent {
  /** Versions of collections by `ns.name`, each with what it needs. */
  readonly collections?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>>;
  /** Versions of roles by `ns.name`. */
  readonly roles?: Readonly<Record<string, Readonly<Record<string, Files>>>>;
}

export interface GalaxyOptions extends GalaxyContent {
  readonly api?: 'v2' | 'v3';
  readonly authorization?: string;
  /** Answers with another archive than it says. */
  readonly isLying?: boolean;
  readonly pageSize?: number;
}

export interface FakeGalaxy {
  readonly url: string;
  readonly calls: string[];
  close(): Promise<void>;
}

export async function startGalaxy(options: GalaxyOptions): Promise<FakeGalaxy> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    calls.push(request.url ?? '');
    if (options.authorization !== undefined && request.headers.authorization !== options.authorization) {
      response.writeHead(401).end('{"errors":[{"status":"401","code":"not_authenticated"}]}');
      return;
    }
    const answer = route(url, options, `http://${request.headers.host ?? ''}`);
    if (Buffer.isBuffer(answer)) response.writeHead(200, { 'content-type': 'application/gzip' }).end(answer);
    else if (answer === undefined)
      response.writeHead(404).end('{"errors":[{"status":"404","code":"not_found"}]}');
    else if (typeof answer === 'string') response.writeHead(200, { 'content-type': 'text/html' }).end(answer);
    else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Boundary: a server that listens on a port has such an address.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
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

type Answer = Buffer | string | Readonly<Record<string, unknown>> | undefined;

function route(url: URL, options: GalaxyOptions, origin: string): Answer {
  const { pathname } = url;
  const { api = 'v3' } = options;
  // The page for people, as at galaxy.ansible.com.
  if (pathname === '/') return '<!doctype html><title>Galaxy</title>';
  if (pathname === '/api/') {
    const versions =
      api === 'v3' ? { v3: 'v3/', 'pulp-v3': 'pulp/api/v3/', v1: 'v1/' } : { v2: 'v2/', v1: 'v1/' };
    return { available_versions: versions, server_version: '4.11.0dev', galaxy_ng_version: '4.11.0dev' };
  }
  if (pathname.startsWith('/api/v1/roles/')) return roles(url, options, origin);
  const collections = `/api/${api}/collections/`;
  // The third API answers with links to where it really keeps them.
  const index = '/api/v3/plugin/ansible/content/published/collections/index/';
  for (const base of [collections, index])
    if (pathname.startsWith(base))
      return collection(url, pathname.slice(base.length).split('/'), options, origin, index);
  if (pathname.startsWith('/download/')) {
    const [, , namespace = '', name = '', version = ''] = pathname.replace(/\.tar\.gz$/, '').split('/');
    return archiveOf(
      namespace,
      name,
      version,
      options.collections?.[`${namespace}.${name}`]?.[version] ?? {},
    );
  }
  if (pathname.startsWith('/roles/')) {
    const [, , name = '', version = ''] = pathname.replace(/\.tar\.gz$/, '').split('/');
    return packed(`${name}-${version}`, options.roles?.[name]?.[version] ?? {});
  }
  return undefined;
}

function collection(
  url: URL,
  [namespace = '', name = '', , version = '']: readonly string[],
  { collections = {}, api = 'v3', isLying = false, pageSize = 100 }: GalaxyOptions,
  origin: string,
  index: string,
): Answer {
  const versions = collections[`${namespace}.${name}`];
  if (versions === undefined) return undefined;
  if (version === '') {
    const all = Object.keys(versions);
    const offset = Number(url.searchParams.get('offset') ?? url.searchParams.get('page') ?? '0');
    const items = all
      .slice(offset, offset + pageSize)
      .map((one) => ({ version: one, href: `${url.pathname}${one}/`, marks: [] }));
    const next = offset + pageSize < all.length ? offset + pageSize : undefined;
    if (api === 'v3') {
      const link =
        next === undefined ? null : `${index}${namespace}/${name}/versions/?limit=${pageSize}&offset=${next}`;
      return {
        meta: { count: all.length },
        links: { first: url.pathname, previous: null, next: link, last: url.pathname },
        data: items,
      };
    }
    return {
      count: all.length,
      next: next === undefined ? null : `${origin}${url.pathname}?page=${next}`,
      previous: null,
      results: items,
    };
  }
  const needs = versions[version];
  if (needs === undefined) return undefined;
  const archive = archiveOf(namespace, name, isLying ? '0.0.0' : version, needs);
  return {
    version,
    href: url.pathname,
    created_at: '2026-01-01T00:00:00Z',
    requires_ansible: '>=2.14.0',
    artifact: {
      filename: `${namespace}-${name}-${version}.tar.gz`,
      sha256: createHash('sha256').update(archive).digest('hex'),
      size: archive.length,
    },
    collection: { id: `${namespace}.${name}`, name, href: `${index}${namespace}/${name}/` },
    download_url: `${origin}/download/${namespace}/${name}/${version}.tar.gz`,
    name,
    namespace: { name: namespace, metadata_sha256: null },
    signatures: [],
    metadata: { authors: ['A'], dependencies: needs, description: '', tags: [] },
    git_url: null,
    git_commit_sha: null,
  };
}

function roles(url: URL, { roles: all = {}, pageSize = 50 }: GalaxyOptions, origin: string): Answer {
  const names = Object.keys(all);
  const id = /^\/api\/v1\/roles\/(\d+)\/versions\/$/.exec(url.pathname)?.[1];
  if (id !== undefined) {
    const name = names[Number(id)] ?? '';
    const versions = Object.keys(all[name] ?? {});
    const offset = Number(url.searchParams.get('page') ?? '0');
    const next = offset + pageSize < versions.length ? offset + pageSize : undefined;
    return {
      count: versions.length,
      next: next === undefined ? null : `${origin}${url.pathname}?page=${next}`,
      next_link: next === undefined ? null : `${url.pathname}?page=${next}`,
      previous: null,
      results: versions.slice(offset, offset + pageSize).map((version, at) => ({
        id: at,
        name: version,
        version,
        commit_date: '2026-01-01T00:00:00Z',
        commit_sha: null,
        download_url: `${origin}/roles/${name}/${version}.tar.gz`,
      })),
    };
  }
  const wanted = `${url.searchParams.get('owner__username') ?? ''}.${url.searchParams.get('name') ?? ''}`;
  const at = names.indexOf(wanted);
  const [user, repo] = wanted.split('.');
  const found = {
    id: at,
    upstream_id: null,
    name: repo,
    username: user,
    github_user: user,
    github_repo: repo,
    github_branch: 'main',
    summary_fields: { dependencies: [], versions: [] },
  };
  return { count: at === -1 ? 0 : 1, next: null, previous: null, results: at === -1 ? [] : [found] };
}

/** The archive of a collection as `ansible-galaxy collection build` makes it, as far as it is read. */
function archiveOf(
  namespace: string,
  name: string,
  version: string,
  dependencies: Readonly<Record<string, string>>,
): Buffer {
  return packed('', {
    'MANIFEST.json': JSON.stringify({
      collection_info: { namespace, name, version, dependencies },
      format: 1,
    }),
    'roles/hello/tasks/main.yml': `- debug: {msg: "${namespace}.${name} ${version}"}\n`,
  });
}

const made = new Map<string, Buffer>();

export function packed(top: string, files: Files): Buffer {
  const key = JSON.stringify([top, files]);
  const known = made.get(key);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'drover-packed-'));
  try {
    writeFiles(join(folder, 'in', top), files);
    const names = top === '' ? Object.keys(files).map((path) => path.split('/')[0] ?? '') : [top];
    execFileSync('tar', [
      '--sort=name',
      '--mtime=@0',
      '-czf',
      join(folder, 'out.tar.gz'),
      '-C',
      join(folder, 'in'),
      ...new Set(names),
    ]);
    const archive = readFileSync(join(folder, 'out.tar.gz'));
    made.set(key, archive);
    return archive;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
