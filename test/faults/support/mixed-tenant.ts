import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { LoopbackCloud, Tenant } from '../../clouds/openstack/cloud.ts';
import type { JsonObject } from '../../clouds/openstack/http/exchange.ts';
import { seedTenant, type SeedOptions } from '../../clouds/openstack/seed-tenant.ts';

/** How much a tenant gets of what the seed of networks and groups does not make. */
export interface MixedOptions extends SeedOptions {
  readonly keypairs: number;
}

/** Some 200 resources of nearly every kind that a tenant makes. */
export const ABOUT_200: MixedOptions = {
  networks: 20,
  routers: 5,
  securityGroups: 10,
  rulesPerGroup: 7,
  keypairs: 8,
};

/** Some of everything, for tests that are about single calls. */
export const SMALL: MixedOptions = {
  networks: 4,
  routers: 2,
  securityGroups: 3,
  rulesPerGroup: 3,
  keypairs: 2,
};

/**
 * Fills a tenant with resources of many kinds that refer to each other; two networks have one name, and so have their
 * subnets.
 */
export async function seedMixed(cloud: LoopbackCloud, options: MixedOptions): Promise<void> {
  await seedTenant(cloud, options);
  const tenant = cloud.tenant(options.user ?? 'src', options.project ?? 'src');
  const twins = seedTwins(tenant);
  seedPools(tenant);
  seedAddressGroups(tenant);
  seedPorts(tenant, twins);
  seedFloatingIps(tenant);
  seedCompute(tenant, options.keypairs);
  seedImages(tenant);
}

/** Of one name, and not of one content: `twin-of-1` and so on in their descriptions. */
function seedTwins(tenant: Tenant): readonly string[] {
  return [1, 2].map((number) => {
    const { id } = tenant.create('networks', { name: 'twin', description: `twin ${number}` });
    tenant.create('subnets', {
      name: 'twin',
      network_id: id,
      ip_version: 4,
      cidr: `172.${19 + number}.0.0/24`,
      description: `of twin ${number}`,
    });
    return id;
  });
}

function seedPools(tenant: Tenant): void {
  const { id: scope } = tenant.create('address-scopes', { name: 'scope', ip_version: 4 });
  for (const number of [1, 2]) {
    const { id } = tenant.create('subnetpools', {
      name: `pool-${number}`,
      prefixes: [`10.${200 + number}.0.0/16`],
      default_prefixlen: 24,
      ...(number === 1 ? { address_scope_id: scope } : {}),
    });
    const { id: network } = tenant.create('networks', { name: `pooled-${number}` });
    tenant.create('subnets', {
      name: `pooled-${number}`,
      network_id: network,
      ip_version: 4,
      subnetpool_id: id,
      cidr: `10.${200 + number}.7.0/24`,
    });
  }
}

function seedAddressGroups(tenant: Tenant): void {
  const { id } = tenant.create('address-groups', {
    name: 'offices',
    addresses: ['192.0.2.0/24', '198.51.100.0/24'],
  });
  const { id: group } = tenant.create('security-groups', { name: 'offices-only' });
  tenant.create('security-group-rules', {
    security_group_id: group,
    direction: 'ingress',
    protocol: 'tcp',
    port_range_min: 443,
    port_range_max: 443,
    remote_address_group_id: id,
  });
}

function seedPorts(tenant: Tenant, networks: readonly string[]): void {
  const groups = tenant.list('security-groups', 'name=group-0000').map(({ id }) => id);
  const ports = networks.map((network, index) =>
    tenant.create('ports', {
      name: `port-${index}`,
      network_id: network,
      security_groups: groups,
      fixed_ips: [{ ip_address: `172.${20 + index}.0.50` }],
      allowed_address_pairs: [{ ip_address: `172.${20 + index}.0.60` }],
    }),
  );
  const { id: parent } = ports[0] ?? { id: '' };
  const { id: child } = ports[1] ?? { id: '' };
  tenant.create('trunks', {
    name: 'trunk',
    port_id: parent,
    sub_ports: [{ port_id: child, segmentation_type: 'vlan', segmentation_id: 100 }],
  });
}

function seedFloatingIps(tenant: Tenant): void {
  const [external] = tenant.list('networks', 'router:external=true');
  if (external === undefined) return;
  for (const number of [1, 2])
    tenant.create('floatingips', { floating_network_id: external.id, description: `address ${number}` });
}

function seedCompute(tenant: Tenant, count: number): void {
  for (let index = 0; index < count; index += 1) {
    must(tenant, 'compute', '/os-keypairs', {
      keypair: { name: `key-${index}`, public_key: publicKey(index) },
    });
  }
  for (const policy of ['affinity', 'anti-affinity'])
    must(tenant, 'compute', '/os-server-groups', { server_group: { name: policy, policies: [policy] } });
}

function publicKey(index: number): string {
  // Written out at once: Node 20 may wait for itself for ever while a key object of this function is exported.
  const { publicKey: key } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return `ssh-rsa ${wireForm(createPublicKey(key)).toString('base64')} key-${index}`;
}

/** RFC 4253, 6.6: three strings, each after its length. */
function wireForm(key: KeyObject): Buffer {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const modulus = Buffer.from(n, 'base64url');
  const parts = [
    Buffer.from('ssh-rsa'),
    Buffer.from(e, 'base64url'),
    Buffer.concat([Buffer.from([0]), modulus]),
  ];
  return Buffer.concat(
    parts.flatMap((part) => {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(part.length);
      return [length, part];
    }),
  );
}

const IMAGE_BYTES = 200_000;

function seedImages(tenant: Tenant): void {
  for (const name of ['kernel', 'system']) {
    const { id } = must(tenant, 'image', '/images', {
      name,
      disk_format: 'raw',
      container_format: 'bare',
      tags: ['seeded'],
    });
    const reply = tenant.call(
      'PUT',
      `/v2/images/${String(id)}/file`,
      Buffer.alloc(IMAGE_BYTES, name),
      'image',
      {
        'content-type': 'application/octet-stream',
      },
    );
    if (reply.status >= 300) throw new Error(`The data of ${name} were refused with ${reply.status}.`);
  }
}

const VERSIONS: Readonly<Record<string, string>> = { compute: '/v2.1', image: '/v2' };

function must(tenant: Tenant, service: string, path: string, body: JsonObject): JsonObject {
  const reply = tenant.call('POST', `${VERSIONS[service] ?? ''}${path}`, body, service, {
    'content-type': 'application/json',
  });
  if (reply.status >= 300)
    throw new Error(`POST ${path} was refused with ${reply.status}: ${JSON.stringify(reply.body)}`);
  // Boundary: what was made is an object.
  return reply.body as JsonObject;
}
