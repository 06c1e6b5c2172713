import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Body } from '../../../modules/openstack/api/session.types.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../../clouds/openstack/cloud.ts';
import { runModule, testRun } from './support/run-module.ts';
import { moduleNamed } from './support/two-clouds.ts';

/*
 * The law of every import: what was made of a record is what the record says, so that a second import finds nothing
 * to do and makes no call that writes. It holds for records of all sorts, on top of whatever an earlier record made.
 */

const text = fc.oneof(fc.string({ maxLength: 12 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });
const tags = orNull(
  fc.uniqueArray(
    fc.string({ minLength: 1, maxLength: 8 }).filter((tag) => !tag.includes(',') && tag.trim() === tag),
    { maxLength: 3 },
  ),
);
const own = (name: string): Body => ({ name, project_name: '%auth%', domain_name: '%auth%' });
const part = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(model, { requiredKeys: [] });

const networkParams = part({
  description: orNull(text),
  is_admin_state_up: orNull(fc.boolean()),
  is_shared: orNull(fc.constant(false)),
  mtu: orNull(fc.integer({ min: 1280, max: 1450 })),
  is_port_security_enabled: orNull(fc.boolean()),
  dns_domain: orNull(fc.constantFrom('', 'a.example.', 'b.example.')),
  tags,
});

const lastByte = fc.integer({ min: 2, max: 254 });
const subnetParams = part({
  description: orNull(text),
  gateway_ip: orNull(fc.constantFrom('10.0.0.1', '10.0.0.254')),
  dns_nameservers: orNull(
    fc.uniqueArray(
      lastByte.map((byte) => `192.0.2.${byte}`),
      { maxLength: 3 },
    ),
  ),
  host_routes: orNull(
    fc.uniqueArray(
      lastByte.map((byte) => ({ destination: `10.${byte}.0.0/16`, nexthop: '10.0.0.9' })),
      { maxLength: 3, selector: ({ destination }) => destination },
    ),
  ),
  allocation_pools: orNull(
    fc.constantFrom([{ start: '10.0.0.10', end: '10.0.0.20' }], [{ start: '10.0.0.2', end: '10.0.0.253' }]),
  ),
  is_dhcp_enabled: orNull(fc.boolean()),
  tags,
});

const routerParams = part({
  description: orNull(text),
  is_admin_state_up: orNull(fc.boolean()),
  external_gateway_refinfo: orNull(
    fc.constant({ network_ref: { name: 'public', project_name: null, domain_name: null } }),
  ),
  enable_snat: orNull(fc.boolean()),
  is_ha: orNull(fc.boolean()),
  routes: orNull(fc.constant([{ destination: '10.9.0.0/16', nexthop: '10.0.0.9' }])),
  tags,
});

const groupParams = part({ description: orNull(text), stateful: orNull(fc.boolean()), tags });

const ruleParams = fc
  .record({
    direction: fc.constantFrom('ingress', 'egress'),
    ether_type: fc.constantFrom('IPv4', 'IPv6'),
    protocol: orNull(fc.constantFrom('tcp', 'udp', '6', 'sctp', '47', 'icmp')),
    ports: orNull(fc.tuple(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 0, max: 55 }))),
    remote: fc.constantFrom('none', 'everywhere', 'prefix', 'group'),
    description: orNull(text),
  })
  .map(({ ports, remote, ...rule }) => {
    const hasPorts = ports !== null && rule.protocol !== null && rule.protocol !== '47';
    const [from, more] = hasPorts ? ports : [null, 0];
    const six = rule.ether_type === 'IPv6';
    const prefixes: Record<string, string> = {
      everywhere: six ? '::/0' : '0.0.0.0/0',
      prefix: six ? 'fd00::/16' : '10.0.0.0/8',
    };
    return {
      security_group_ref: own('fixed'),
      ...rule,
      port_range_min: from,
      port_range_max: from === null ? null : from + more,
      remote_ip_prefix: prefixes[remote] ?? null,
      remote_group_ref: remote === 'group' ? own('fixed') : null,
    };
  });

interface Law {
  readonly kind: string;
  readonly type: string;
  readonly params: fc.Arbitrary<Body>;
  /** What every record of the kind has. */
  readonly base: Body;
  /** Only administrators may make and change such. */
  readonly asAdmin?: true;
}

const word = fc.string({
  minLength: 1,
  maxLength: 6,
  unit: fc.constantFrom('a', 'b', 'c', ':', '_', '-', '1'),
});
const specs = orNull(
  fc.dictionary(word, fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom('x', 'y', '7') }), {
    maxKeys: 4,
  }),
);
const limitOf = orNull(fc.integer({ min: -1, max: 500 }));
const project = { name: 'dst', project_name: null, domain_name: 'Default' };
const accessRefs = orNull(fc.constantFrom([], [project], [{ ...project, name: 'nowhere' }]));

const flavorParams = part({
  description: orNull(fc.string({ maxLength: 12, unit: fc.constantFrom('d', 'e', ' ', 'ü') })),
  ram: fc.integer({ min: 64, max: 512 }),
  swap: orNull(fc.constantFrom<number | string>(0, '', 64)),
  ephemeral: orNull(fc.integer({ min: 0, max: 3 })),
  is_public: orNull(fc.boolean()),
  extra_specs: specs,
  access_refs: accessRefs,
});

const volumeTypeParams = part({
  description: orNull(text),
  is_public: orNull(fc.boolean()),
  extra_specs: specs,
  access_refs: accessRefs,
  encryption: orNull(
    fc.record({ provider: fc.constantFrom('luks', 'plain'), key_size: orNull(fc.constantFrom(256, 512)) }),
  ),
});

const qosParams = part({ consumer: orNull(fc.constantFrom('front-end', 'back-end', 'both')), specs });

const serverGroupParams = fc.constantFrom<Body>(
  { policy: 'affinity' },
  { policy: 'anti-affinity', rules: { max_server_per_host: 2 } },
  { policy: 'soft-affinity', rules: {} },
);

const ownProject = { project_ref: { name: '%auth%', project_name: null, domain_name: '%auth%' } };

const laws: readonly Law[] = [
  { kind: 'network', type: 'openstack.network.Network', params: networkParams, base: { name: 'n' } },
  {
    kind: 'subnet',
    type: 'openstack.subnet.Subnet',
    params: subnetParams,
    base: { name: 's', network_ref: own('fixed'), ip_version: 4, cidr: '10.0.0.0/24' },
  },
  { kind: 'router', type: 'openstack.network.Router', params: routerParams, base: { name: 'r' } },
  {
    kind: 'security_group',
    type: 'openstack.network.SecurityGroup',
    params: groupParams,
    base: { name: 'g' },
  },
  { kind: 'security_group_rule', type: 'openstack.network.SecurityGroupRule', params: ruleParams, base: {} },
  {
    kind: 'flavor',
    type: 'openstack.compute.Flavor',
    params: flavorParams,
    base: { name: 'f', vcpus: 1, ram: 64, disk: 1 },
    asAdmin: true,
  },
  {
    kind: 'server_group',
    type: 'openstack.compute.ServerGroup',
    params: serverGroupParams,
    base: { name: 'g' },
  },
  {
    kind: 'compute_quota',
    type: 'openstack.compute.Quota',
    params: part({ cores: limitOf, ram: limitOf, key_pairs: limitOf }),
    base: ownProject,
    asAdmin: true,
  },
  {
    kind: 'network_quota',
    type: 'openstack.network.Quota',
    params: part({ networks: limitOf, ports: limitOf, listeners: limitOf }),
    base: ownProject,
    asAdmin: true,
  },
  {
    kind: 'volume_quota',
    type: 'openstack.volume.Quota',
    params: part({ volumes: limitOf, gigabytes: limitOf }),
    base: ownProject,
    asAdmin: true,
  },
  {
    kind: 'volume_qos_specs',
    type: 'openstack.volume.QosSpecs',
    params: qosParams,
    base: { name: 'q' },
    asAdmin: true,
  },
  {
    kind: 'volume_type',
    type: 'openstack.volume.VolumeType',
    params: volumeTypeParams,
    base: { name: 't' },
    asAdmin: true,
  },
];

describe('an import of any record', function () {
  this.timeout(60_000);
  let cloud: LoopbackCloud;
  let restore: () => void;

  before(async () => {
    cloud = await startOpenStackCloud();
    const tenant = cloud.tenant('dst', 'dst');
    tenant.create('networks', { name: 'fixed' });
    tenant.create('security-groups', { name: 'fixed' });
    restore = cloud.snapshot();
  });
  after(() => cloud.close());
  beforeEach(() => {
    restore();
  });

  for (const { kind, type, params, base, asAdmin } of laws) {
    it(`of a ${kind.replaceAll('_', ' ')} leaves nothing to do`, async () => {
      const module = await moduleNamed(`import_${kind}`);
      const put = async (given: Body): Promise<string> => {
        const run = testRun();
        try {
          const data = { type, params: { ...base, ...given }, _info: {}, _migration_params: {} };
          const auth = asAdmin === true ? cloud.auth('admin', 'admin') : cloud.auth('dst', 'dst');
          const { plan } = await runModule(module, { data, auth }, run);
          return plan?.action ?? '';
        } catch (error) {
          // What the cloud refuses for good reasons of its own says nothing about the law.
          fc.pre(!isConflict(error));
          throw error;
        } finally {
          await run.close();
        }
      };
      await fc.assert(
        fc.asyncProperty(params, params, async (first, second) => {
          restore();
          for (const given of [first, second]) {
            await put(given);
            cloud.resetCalls();
            assert.equal(await put(given), 'unchanged');
            assert.equal(cloud.calls.writes, 0);
          }
        }),
        { numRuns: asAdmin === true ? 10 : 20 },
      );
    });
  }
});

function isConflict(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'openstack-conflict';
}
