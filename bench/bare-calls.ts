import pLimit from 'p-limit';
import type { Body, Cloud, Login } from '../test/live/seed/cloud.ts';

/** What there is to make, as Neutron lists it: what a migration cannot do without, and nothing besides. */
export interface Load {
  readonly networks: readonly Body[];
  readonly subnets: readonly Body[];
  readonly groups: readonly Body[];
  /** Without those that a new group is born with. */
  readonly rules: readonly Body[];
}

const SENT = {
  networks: ['name', 'description', 'admin_state_up', 'mtu', 'port_security_enabled'],
  subnets: [
    'name',
    'description',
    'network_id',
    'ip_version',
    'cidr',
    'gateway_ip',
    'allocation_pools',
    'dns_nameservers',
    'host_routes',
    'enable_dhcp',
  ],
  groups: ['name', 'description', 'stateful'],
  rules: [
    'security_group_id',
    'direction',
    'ethertype',
    'protocol',
    'port_range_min',
    'port_range_max',
    'remote_ip_prefix',
    'remote_group_id',
    'description',
  ],
} as const;

/** Lists what a tenant has. */
export async function readLoad(cloud: Cloud): Promise<Load> {
  const [networks, subnets, groups, rules] = await Promise.all(
    ['networks', 'subnets', 'security-groups', 'security-group-rules'].map((collection) =>
      cloud.own(collection),
    ),
  );
  const made = (groups ?? []).filter(({ name }) => name !== 'default');
  const ids = new Set<unknown>(made.map(({ id }) => id));
  const isBorn = (rule: Body): boolean => rule['direction'] === 'egress' && rule['protocol'] === null;
  return {
    networks: networks ?? [],
    subnets: subnets ?? [],
    groups: made,
    rules: (rules ?? []).filter((rule) => ids.has(rule['security_group_id']) && !isBorn(rule)),
  };
}

/** Makes all of it by bare calls, so many at a time; nothing is looked at, planned, compared or noted. */
export async function makeByBareCalls(load: Load, login: Login, atOnce: number): Promise<void> {
  const { token, network } = await logIn(login);
  const limit = pLimit(atOnce);
  const ids = new Map<unknown, unknown>();
  const make = (
    path: string,
    one: string,
    bodies: readonly Body[],
    keys: readonly string[],
  ): Promise<unknown> =>
    Promise.all(
      bodies.map((body) =>
        limit(async () => {
          const sent = Object.fromEntries(keys.map((key) => [key, ids.get(body[key]) ?? body[key]]));
          const answer = await fetch(`${network}/v2.0/${path}`, {
            method: 'POST',
            headers: { 'X-Auth-Token': token, 'Content-Type': 'application/json' },
            body: JSON.stringify({ [one]: sent }),
          });
          if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
          // Boundary: a create answers with the resource.
          ids.set(body['id'], ((await answer.json()) as Record<string, { id: string }>)[one]?.id);
        }),
      ),
    );
  await make('networks', 'network', load.networks, SENT.networks);
  await make('subnets', 'subnet', load.subnets, SENT.subnets);
  await make('security-groups', 'security_group', load.groups, SENT.groups);
  await make('security-group-rules', 'security_group_rule', load.rules, SENT.rules);
}

/** Lists the four collections by bare calls, side by side. */
export async function listByBareCalls(login: Login): Promise<void> {
  const { token, network } = await logIn(login);
  const list = async (path: string): Promise<void> => {
    await (await fetch(`${network}/v2.0/${path}`, { headers: { 'X-Auth-Token': token } })).json();
  };
  await Promise.all(['networks', 'subnets', 'security-groups', 'security-group-rules'].map(list));
}

async function logIn({
  auth_url: url,
  username: name,
  password,
  project_name: project,
}: Login): Promise<{ readonly token: string; readonly network: string }> {
  const domain = { name: 'Default' };
  const auth = {
    identity: { methods: ['password'], password: { user: { name, password, domain } } },
    scope: { project: { name: project, domain } },
  };
  const answer = await fetch(`${url}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth }),
  });
  if (!answer.ok) throw new Error(`The login failed with ${answer.status}: ${await answer.text()}`);
  // Boundary: Keystone's answer, API reference "Password authentication with scoped authorization".
  const { token } = (await answer.json()) as {
    token: { catalog: { type: string; endpoints: { interface: string; url: string }[] }[] };
  };
  const service = token.catalog.find(({ type }) => type === 'network');
  const network = service?.endpoints.find((endpoint) => endpoint.interface === 'public')?.url;
  return { token: answer.headers.get('X-Subject-Token') ?? '', network: network ?? '' };
}
