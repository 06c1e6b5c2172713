import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { compareMicroversions } from '../../../../modules/openstack/api/discovery.ts';
import type { Answer, Body, Identity, Session } from '../../../../modules/openstack/api/session.types.ts';

import { identityList, identityRead, identityWrite } from './canned-identity.ts';
import { imageList, imageRead, imageWrite } from './canned-images.ts';
import { BORN_OF_NETWORK, networkRead, networkWrite } from './canned-network.ts';
import { cannedList, cannedRead, cannedWrite, isTie, type Shelf } from './canned-services.ts';

/** A cloud of a few lines: what is listed is what the case says, and what is written is noted and kept. */
export interface CannedCloud {
  readonly session: Session;
  /** `POST /networks {"network":{...}}`, in the order of the calls. */
  readonly writes: readonly string[];
  /** `GET /networks`. */
  readonly reads: readonly string[];
}

export interface CannedParts {
  readonly admin?: boolean;
  readonly extensions?: readonly string[];
  /** Further extensions on top of the usual ones. */
  readonly with?: readonly string[];
  readonly without?: readonly string[];
  /** Bodies by the path of their collection: `/networks`. */
  readonly have?: Readonly<Record<string, readonly Body[]>>;
  /** Keystone has a directory for each domain: it lists users of Default unless it is asked for another domain. */
  readonly byDomain?: boolean;
  /** Paths that answer 403. */
  readonly forbidden?: readonly string[];
  /** What Nova and Cinder speak at most; null: they have no microversions. */
  readonly speaks?: string | null;
}

export const PROJECT = 'p-dst';

const EXTENSIONS = [
  'address-group',
  'address-scope',
  'allowed-address-pairs',
  'auto-allocated-topology',
  'binding',
  'default-subnetpools',
  'dns-integration',
  'dvr',
  'ext-gw-mode',
  'external-net',
  'extra_dhcp_opt',
  'extraroute',
  'flavors',
  'floating-ip-port-forwarding',
  'l3-flavors',
  'l3-ha',
  'multi-provider',
  'net-mtu-writable',
  'network_availability_zone',
  'port-numa-affinity-policy',
  'port-security',
  'provider',
  'qos',
  'qos-default',
  'qos-fip',
  'qos-pps',
  'rbac-address-group',
  'rbac-address-scope',
  'rbac-policies',
  'rbac-security-groups',
  'rbac-subnetpool',
  'router',
  'router_availability_zone',
  'security-group',
  'security-groups-remote-address-group',
  'standard-attr-tag',
  'stateful-security-group',
  'subnet-service-types',
  'subnet_allocation',
  'subnetpool-prefix-ops',
  'trunk',
];

/** What a new resource has where nobody says otherwise. */
const BORN: Readonly<Record<string, (given: Body) => Body>> = {
  '/networks': () => ({
    description: '',
    admin_state_up: true,
    shared: false,
    'router:external': false,
    mtu: 1450,
    port_security_enabled: true,
    dns_domain: '',
    qos_policy_id: null,
    availability_zone_hints: [],
    tags: [],
  }),
  '/subnets': (given) => ({
    description: '',
    gateway_ip: given['gateway_ip'] ?? null,
    allocation_pools: [{ start: '10.0.0.2', end: '10.0.0.254' }],
    dns_nameservers: [],
    host_routes: [],
    enable_dhcp: true,
    ipv6_address_mode: null,
    ipv6_ra_mode: null,
    subnetpool_id: null,
    service_types: [],
    tags: [],
  }),
  '/routers': () => ({
    description: '',
    admin_state_up: true,
    external_gateway_info: null,
    routes: [],
    flavor_id: null,
    availability_zone_hints: [],
    tags: [],
  }),
  '/security-groups': (given) => ({
    description: '',
    stateful: true,
    tags: [],
    security_group_rules: ['IPv4', 'IPv6'].map((ethertype) => ({
      id: `born-${ethertype}`,
      security_group_id: given['id'],
      direction: 'egress',
      ethertype,
      protocol: null,
      port_range_min: null,
      port_range_max: null,
      remote_ip_prefix: null,
      remote_group_id: null,
      description: null,
      tags: [],
    })),
  }),
  '/security-group-rules': () => ({
    description: '',
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
  }),
  ...BORN_OF_NETWORK,
};

export function cannedCloud(parts: CannedParts = {}): CannedCloud {
  const { admin = false, have = {}, forbidden = [] } = parts;
  const store = new Map<string, Body[]>(Object.entries(have).map(([path, bodies]) => [path, [...bodies]]));
  const writes: string[] = [];
  const reads: string[] = [];
  let made = 0;
  const extensions = new Set(
    [...(parts.extensions ?? EXTENSIONS), ...(parts.with ?? [])].filter(
      (name) => parts.without?.includes(name) !== true,
    ),
  );

  const change = (collection: string, id: string, body: Body): Body => {
    const all = store.get(collection) ?? [];
    const index = all.findIndex((one) => one['id'] === id);
    const next = { ...all[index], ...body, id };
    if (index === -1) all.push(next);
    else all[index] = next;
    store.set(collection, all);
    return next;
  };

  const create = (collection: string, body: Body): Body => {
    made += 1;
    const id = `new-${made}`;
    const gateway = body['external_gateway_info'];
    const given = isObject(gateway)
      ? {
          ...body,
          external_gateway_info: {
            enable_snat: true,
            external_fixed_ips: [{ subnet_id: 'sub-public', ip_address: '172.24.4.9' }],
            ...gateway,
          },
        }
      : body;
    return change(collection, id, { project_id: PROJECT, ...BORN[collection]?.({ ...given, id }), ...given });
  };

  const connect = (router: string, { port_id: port, subnet_id: id }: Body): unknown => {
    const owned = { device_id: router, device_owner: 'network:router_interface' };
    if (typeof port === 'string') return change('/ports', port, owned)['id'];
    const subnet = (store.get('/subnets') ?? []).find((one) => one['id'] === id);
    const ip = { subnet_id: id, ip_address: subnet?.['gateway_ip'] };
    const known = (store.get('/ports') ?? []).find(
      (one) =>
        one['device_id'] === router &&
        one['network_id'] === subnet?.['network_id'] &&
        subnet?.['ip_version'] === 6,
    );
    if (known !== undefined) {
      return change('/ports', String(known['id']), { fixed_ips: [...(known['fixed_ips'] as Body[]), ip] })[
        'id'
      ];
    }
    return create('/ports', { network_id: subnet?.['network_id'], fixed_ips: [ip], ...owned })['id'];
  };

  /** Groups show their rules, which are written by themselves. */
  const withRules = (group: Body): Body => {
    const born = (group['security_group_rules'] ?? []) as readonly Body[];
    const own = (store.get('/security-group-rules') ?? []).filter(
      (rule) => rule['security_group_id'] === group['id'],
    );
    const gone = (rule: Body): boolean =>
      writes.includes(`DELETE /security-group-rules/${String(rule['id'])}`);
    return { ...group, security_group_rules: [...born.filter((rule) => !gone(rule)), ...own] };
  };

  const shelf: Shelf = {
    all: (collection) => store.get(collection) ?? [],
    change,
    create: (collection, body) => {
      const { id, ...given } = body;
      return typeof id === 'string' ? change(collection, id, given) : create(collection, body);
    },
    remove: (collection, id) =>
      store.set(
        collection,
        (store.get(collection) ?? []).filter((one) => one['id'] !== id),
      ),
  };

  const write = (method: string, path: string, body: unknown): Body => {
    writes.push(`${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`);
    const written =
      identityWrite(shelf, method, path, body) ??
      imageWrite(shelf, method, path, body) ??
      networkWrite(shelf, method, path, body) ??
      cannedWrite(shelf, method, path, body);
    if (written !== undefined) return written;
    const [, collection = '', id = '', action] = /^(\/[^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(path) ?? [];
    if (action === 'tags') return { tags: change(collection, id, asBody(body))['tags'] };
    if (action === 'add_router_interface') return { port_id: connect(id, asBody(body)) };
    if (method === 'DELETE') {
      store.set(
        collection,
        (store.get(collection) ?? []).filter((one) => one['id'] !== id),
      );
      return {};
    }
    const [[key, given] = ['', {}]] = Object.entries(asBody(body));
    return {
      [key]: method === 'POST' ? create(collection, asBody(given)) : change(collection, id, asBody(given)),
    };
  };

  const session: Session = {
    label: 'destination',
    cloud: 'cloud.test:5000',
    region: 'RegionOne',
    identity: () => Promise.resolve(identity(admin)),
    call: (_service, method, path, options = {}) => {
      if (method === 'GET' && !isTie(path)) {
        reads.push(`GET ${path}`);
        if (forbidden.includes(path)) return Promise.reject(forbiddenError(path));
        const answer =
          identityRead(shelf, path) ??
          imageRead(shelf, path) ??
          networkRead(shelf, path) ??
          cannedRead(shelf, path);
        if (answer === undefined) throw new Error(`a case reads ${path} by itself`);
        return Promise.resolve<Answer>({ status: 200, headers: {}, body: answer });
      }
      return Promise.resolve<Answer>({ status: 200, headers: {}, body: write(method, path, options.body) });
    },
    list: (_service, path, _key, options = {}) => {
      const query = options.query?.['device_owner'] === undefined ? '' : ' (router interfaces)';
      reads.push(`GET ${path}${query}`);
      if (forbidden.includes(path)) return Promise.reject(forbiddenError(path));
      const asked = options.query ?? {};
      const listed =
        identityList(
          shelf,
          path,
          parts.byDomain === true && path === '/users' ? { domain_id: 'default', ...asked } : asked,
        ) ??
        imageList(shelf, path, asked) ??
        cannedList(shelf, path, asked);
      if (listed !== undefined) return Promise.resolve(listed);
      const kept = store.get(path) ?? [];
      const all = path === '/security-groups' ? kept.map(withRules) : kept;
      const owners = options.query?.['device_owner'];
      return Promise.resolve(
        Array.isArray(owners)
          ? all.filter((body) => owners.includes(String(body['device_owner'])))
          : [...all],
      );
    },
    download: () => Promise.reject(new Error('a case has no data')),
    upload: () => Promise.reject(new Error('a case has no data')),
    hasService: () => Promise.resolve(true),
    extensions: () => Promise.resolve(extensions),
    microversion: (_service, { max }) => {
      if (parts.speaks === null) return Promise.resolve(undefined);
      const spoken = parts.speaks ?? max;
      return Promise.resolve(compareMicroversions(spoken, max) < 0 ? spoken : max);
    },
    counts: { total: 0, writes: 0, retries: 0 },
    close: () => Promise.resolve(),
  };
  return { session, writes, reads };
}

function identity(isAdmin: boolean): Identity {
  return {
    userId: 'u-dst',
    userName: 'dst',
    userDomainId: 'default',
    userDomainName: 'Default',
    projectId: PROJECT,
    projectName: 'dst',
    projectDomainId: 'default',
    projectDomainName: 'Default',
    roles: isAdmin ? ['admin', 'member'] : ['member'],
    isAdmin,
  };
}

function forbiddenError(path: string): DroverError {
  return new DroverError('openstack-forbidden', { detail: `The policy forbids GET ${path}.` });
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asBody(value: unknown): Body {
  return isObject(value) ? value : {};
}
