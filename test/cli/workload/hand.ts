import type { LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import type { JsonObject } from '../../clouds/openstack/http/exchange.ts';

export type HandService = 'compute' | 'volume' | 'image' | 'network';

/** Somebody who works with a loopback cloud from inside, and waits for what he begins. */
export interface Hand {
  readonly projectId: string;
  /** A call below the version (and the project): `('volume', 'POST', '/volumes', …)`. Throws if it is refused. */
  readonly call: (service: HandService, method: string, path: string, body?: unknown) => JsonObject;
}

const TYPES = { compute: 'compute', volume: 'block-storage', image: 'image', network: 'network' } as const;

/** What this user does in this project; with the highest versions of the APIs. */
export function handOf(cloud: LoopbackCloud, user: string, project: string): Hand {
  const tenant = cloud.tenant(user, project);
  const bases = { compute: '/v2.1', volume: `/v3/${tenant.projectId}`, image: '/v2', network: '/v2.0' };
  return {
    projectId: tenant.projectId,
    call(service, method, path, body) {
      const reply = tenant.call(method, `${bases[service]}${path}`, body, TYPES[service], {
        'x-openstack-nova-api-version': '2.90',
        'openstack-api-version': 'volume 3.70',
        ...(Buffer.isBuffer(body) ? { 'content-type': 'application/octet-stream' } : {}),
      });
      if (reply.status >= 400) {
        throw new Error(`${method} ${path} was refused with ${reply.status}: ${JSON.stringify(reply.body)}`);
      }
      settle(cloud);
      // Boundary: what is not empty is an object.
      return (reply.body ?? {}) as JsonObject;
    },
  };
}

/** Lets a cloud end what it has begun. */
export function settle({ state }: LoopbackCloud): void {
  for (let look = 0; look < 4; look += 1) {
    state.compute.later.tick();
    state.volume.later.tick();
    state.image.later.tick();
  }
}
