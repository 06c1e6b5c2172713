import { Buffer } from 'node:buffer';
import { readLogin, type Body } from '../cloud.ts';

/** The services of a cloud by short names, as steps call them. */
export const SERVICES = {
  identity: { types: ['identity'], below: '' },
  compute: { types: ['compute'], below: '', microversion: { 'OpenStack-API-Version': 'compute 2.72' } },
  image: { types: ['image'], below: '/v2' },
  volume: {
    types: ['volumev3', 'block-storage'],
    below: '',
    microversion: { 'OpenStack-API-Version': 'volume 3.59' },
  },
  network: { types: ['network'], below: '/v2.0' },
} as const;
export type ServiceName = keyof typeof SERVICES;

/** An administrator in a project, at all services. It shares nothing with drover's own session. */
export interface Clients {
  readonly projectId: string;
  readonly userId: string;
  /** Throws on any status that is not a success, but for those that are accepted. */
  call(
    service: ServiceName,
    method: string,
    path: string,
    content?: Body | Buffer,
    accepted?: readonly number[],
  ): Promise<Body>;
}

interface Token {
  readonly project: { readonly id: string };
  readonly user: { readonly id: string };
  readonly catalog: readonly {
    readonly type: string;
    readonly endpoints: readonly { readonly interface: string; readonly url: string }[];
  }[];
}

/** Logs the administrator of a cloud in to a project of it, in the domain `Default` unless another one is named. */
export async function clientsOf(
  side: 'source' | 'destination',
  project: string,
  domainOfProject = 'Default',
): Promise<Clients> {
  const { auth_url, username: name, password } = await readLogin(`${side}-admin`);
  const domain = { name: 'Default' };
  const answer = await fetch(`${auth_url}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      auth: {
        identity: { methods: ['password'], password: { user: { name, password, domain } } },
        scope: { project: { name: project, domain: { name: domainOfProject } } },
      },
    }),
  });
  if (!answer.ok) throw new Error(`Login at ${auth_url} failed: ${answer.status} ${await answer.text()}`);
  const secret = answer.headers.get('X-Subject-Token') ?? '';
  // Boundary: Keystone's answer.
  const { token } = (await answer.json()) as { token: Token };
  const urlOf = (service: ServiceName): string => {
    if (service === 'identity') return auth_url;
    const { types, below } = SERVICES[service];
    const entry = token.catalog.find(({ type }) => (types as readonly string[]).includes(type));
    const url = entry?.endpoints.find((endpoint) => endpoint.interface === 'public')?.url;
    if (url === undefined) throw new Error(`${side} has no ${service} service.`);
    return `${url.replace(/\/$/, '')}${below}`;
  };
  return {
    projectId: token.project.id,
    userId: token.user.id,
    async call(service, method, path, content, accepted = []) {
      const shape = SERVICES[service];
      const isBytes = Buffer.isBuffer(content);
      const reply = await fetch(`${urlOf(service)}${path}`, {
        method,
        headers: {
          'X-Auth-Token': secret,
          'Content-Type': isBytes ? 'application/octet-stream' : 'application/json',
          ...('microversion' in shape ? shape.microversion : {}),
        },
        ...(content === undefined ? {} : { body: isBytes ? content : Buffer.from(JSON.stringify(content)) }),
      });
      const text = await reply.text();
      if (!reply.ok && !accepted.includes(reply.status))
        throw new Error(`${service} ${method} ${path}: ${reply.status} ${text}`);
      // Boundary: services answer with an object, or with nothing.
      return text.startsWith('{') ? (JSON.parse(text) as Body) : {};
    },
  };
}
