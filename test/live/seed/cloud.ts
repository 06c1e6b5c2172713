import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { parse } from 'yaml';

/** A JSON object as Neutron sends and takes it. */
export type Body = Readonly<Record<string, unknown>>;

/** A resource that exists: whatever Neutron says of it, and its id. */
export type Resource = Body & { readonly id: string };

/**
 * A logged-in cloud, with just enough to fill and empty a tenant. It shares nothing with drover's own session, so that
 * a mistake there cannot hide in the seed.
 */
export interface Cloud {
  readonly entry: string;
  readonly projectId: string;
  /** Calls that changed something, so far. */
  readonly writes: () => number;
  /** All resources of a collection that belong to the project of the login. */
  readonly own: (collection: string, query?: string) => Promise<Resource[]>;
  /** All resources of a collection that the login can see. */
  readonly visible: (collection: string, query?: string) => Promise<Resource[]>;
  /** Sends a write and answers with the body, or an empty one. Throws on any status that is not a success. */
  readonly write: (method: 'POST' | 'PUT' | 'DELETE', path: string, body?: Body) => Promise<Body>;
}

/** Who logs in where: the `auth` of an entry of clouds.yaml. Everything is in the domain `Default`. */
export interface Login {
  readonly auth_url: string;
  readonly username: string;
  readonly password: string;
  readonly project_name: string;
}

/** Calls to one cloud that are under way at a time: more than the bed has workers does not help it. */
const CALLS_AT_ONCE = 8;

const cloudsFile = (): string =>
  process.env['OS_CLIENT_CONFIG_FILE'] ??
  join(process.env['DROVER_BED_DIR'] ?? join(tmpdir(), 'drover-bed'), 'clouds.yaml');

/** The login of an entry of clouds.yaml. The file is the bed's, or the one that OS_CLIENT_CONFIG_FILE names. */
export async function readLogin(entry: string): Promise<Login> {
  const file = cloudsFile();
  // Boundary: the file is the bed's own.
  const { clouds } = parse(await readFile(file, 'utf8')) as {
    clouds: Partial<Record<string, { auth: Login }>>;
  };
  const found = clouds[entry];
  if (!found) throw new Error(`${file} has no cloud '${entry}'; it has ${Object.keys(clouds).join(', ')}.`);
  return found.auth;
}

async function logIn(login: Login): Promise<{ token: string; projectId: string; network: string }> {
  const domain = { name: 'Default' };
  const { username: name, password } = login;
  const auth = {
    identity: { methods: ['password'], password: { user: { name, password, domain } } },
    scope: { project: { name: login.project_name, domain } },
  };
  const answer = await fetch(`${login.auth_url}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth }),
  });
  if (!answer.ok)
    throw new Error(`Login at ${login.auth_url} failed with ${answer.status}: ${await answer.text()}`);
  // Boundary: Keystone's answer, API reference "Password authentication with scoped authorization".
  const { token } = (await answer.json()) as {
    token: {
      project: { id: string };
      catalog: { type: string; endpoints: { interface: string; url: string }[] }[];
    };
  };
  const endpoints = token.catalog.find((service) => service.type === 'network')?.endpoints;
  const network = endpoints?.find((endpoint) => endpoint.interface === 'public')?.url;
  const id = answer.headers.get('X-Subject-Token');
  if (network === undefined || id === null) throw new Error(`${login.auth_url} offers no network service.`);
  return { token: id, projectId: token.project.id, network: `${network}/v2.0` };
}

/** Logs in to an entry of clouds.yaml. */
export async function connect(entry: string): Promise<Cloud> {
  return connectAs(entry, await readLogin(entry));
}

/** Logs in to the cloud of an entry, as somebody whom clouds.yaml need not know. */
export async function connectAs(entry: string, login: Login): Promise<Cloud> {
  const { token, projectId, network } = await logIn(login);
  const limit = pLimit(CALLS_AT_ONCE);
  let writes = 0;

  const call = (method: string, path: string, body?: Body): Promise<Body> =>
    limit(async () => {
      const answer = await fetch(`${network}/${path}`, {
        method,
        headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
        ...(body && { body: Buffer.from(JSON.stringify(body)) }),
      });
      const text = await answer.text();
      const sent = body ? ` ${JSON.stringify(body)}` : '';
      if (!answer.ok) throw new Error(`${method} ${path}${sent}: ${answer.status} ${text}`);
      // Boundary: Neutron answers with an object, or with nothing.
      return text === '' ? {} : (JSON.parse(text) as Body);
    });

  const visible = async (collection: string, query = ''): Promise<Resource[]> => {
    const answer = await call('GET', `${collection}?${query}`);
    // Boundary: a list is wrapped in the last word of its path, with underscores.
    return answer[collection.replace(/^.*\//, '').replaceAll('-', '_')] as Resource[];
  };

  return {
    entry,
    projectId,
    writes: () => writes,
    visible,
    own: (collection, query = '') => visible(collection, `project_id=${projectId}&${query}`),
    write: (method, path, body) => {
      writes += 1;
      return call(method, path, body);
    },
  };
}

/** The administrator's entry beside any entry of the same cloud: `source-bench` -> `source-admin`. */
export const adminEntry = (entry: string): string => `${entry.split('-')[0] ?? entry}-admin`;
