import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import type { Shelf } from './canned-services.ts';

/** What new things of Neutron have where nobody says otherwise. */
export const BORN_OF_NETWORK: Readonly<Record<string, (given: Body) => Body>> = {
  '/ports': (given) => ({
    name: '',
    description: '',
    admin_state_up: true,
    device_id: '',
    device_owner: '',
    mac_address: `fa:16:3e:ff:ff:${String(given['id']).slice(-2).replace('-', '0')}`,
    fixed_ips: [],
    allowed_address_pairs: [],
    security_groups: ['g-default'],
    port_security_enabled: true,
    qos_policy_id: null,
    extra_dhcp_opts: [],
    dns_name: '',
    'binding:vnic_type': 'normal',
    tags: [],
  }),
  '/floatingips': (given) => ({
    description: '',
    floating_ip_address: `172.24.4.${String(given['id']).replace('new-', '10')}`,
    fixed_ip_address: null,
    port_id: null,
    qos_policy_id: null,
    dns_name: '',
    dns_domain: '',
    port_forwardings: [],
    tags: [],
  }),
  '/trunks': () => ({ name: '', description: '', admin_state_up: true, sub_ports: [], tags: [] }),
  '/subnetpools': () => ({
    description: '',
    min_prefixlen: '8',
    default_prefixlen: '8',
    max_prefixlen: '32',
    default_quota: null,
    address_scope_id: null,
    shared: false,
    is_default: false,
    tags: [],
  }),
  '/address-scopes': () => ({ shared: false }),
  '/address-groups': () => ({ description: '', addresses: [] }),
  '/qos/policies': () => ({ description: '', shared: false, is_default: false, rules: [], tags: [] }),
  '/rbac-policies': () => ({}),
};

/** A call that writes below or beside a resource; undefined for what is as usual. */
export function networkWrite(shelf: Shelf, method: string, path: string, sent: unknown): Body | undefined {
  const body = asBody(sent);
  return (
    onPolicies(shelf, method, path, body) ??
    onForwardings(shelf, method, path, body) ??
    onLists(shelf, method, path, body)
  );
}

/** Forwardings of a floating IP, with all that they say. */
export function networkRead(shelf: Shelf, path: string): Body | undefined {
  const [, id] = /^\/floatingips\/([^/]+)\/port_forwardings$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  return { port_forwardings: rowsOf(one(shelf, '/floatingips', id), 'port_forwardings') };
}

function onPolicies(shelf: Shelf, method: string, path: string, body: Body): Body | undefined {
  const [, tagged] = /^\/policies\/([^/]+)\/tags$/.exec(path) ?? [];
  if (tagged !== undefined) return { tags: shelf.change('/qos/policies', tagged, body)['tags'] };
  const [, id, type, rule] =
    /^\/qos\/policies(?:\/([^/]+)(?:\/(\w+)_rules(?:\/([^/]+))?)?)?$/.exec(path) ?? [];
  if (!path.startsWith('/qos/policies')) return undefined;
  if (id === undefined) return { policy: shelf.create('/qos/policies', asBody(body['policy'])) };
  if (type === undefined) return { policy: shelf.change('/qos/policies', id, asBody(body['policy'])) };
  const rules = rowsOf(one(shelf, '/qos/policies', id), 'rules');
  const given = asBody(body[`${type}_rule`]);
  const made = { ...given, id: rule ?? `rule-${rules.length + 1}`, type, qos_policy_id: id };
  const others = rules.filter((each) => each['id'] !== rule);
  shelf.change('/qos/policies', id, { rules: method === 'DELETE' ? others : [...others, made] });
  return { [`${type}_rule`]: { ...given, id: made.id } };
}

function onForwardings(shelf: Shelf, method: string, path: string, body: Body): Body | undefined {
  const [, id, forwarding] = /^\/floatingips\/([^/]+)\/port_forwardings(?:\/([^/]+))?$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  const all = rowsOf(one(shelf, '/floatingips', id), 'port_forwardings');
  const others = all.filter((each) => each['id'] !== forwarding);
  const made = {
    description: '',
    ...asBody(body['port_forwarding']),
    id: forwarding ?? `forwarding-${all.length + 1}`,
  };
  shelf.change('/floatingips', id, { port_forwardings: method === 'DELETE' ? others : [...others, made] });
  return { port_forwarding: made };
}

const LISTS: Readonly<Record<string, readonly [collection: string, key: string, inner: string]>> = {
  add_prefixes: ['/subnetpools', 'prefixes', 'prefixes'],
  remove_prefixes: ['/subnetpools', 'prefixes', 'prefixes'],
  add_addresses: ['/address-groups', 'addresses', 'addresses'],
  remove_addresses: ['/address-groups', 'addresses', 'addresses'],
  add_subports: ['/trunks', 'sub_ports', 'port_id'],
  remove_subports: ['/trunks', 'sub_ports', 'port_id'],
};

/** Calls that add to a list of a resource, or take from it. */
function onLists(shelf: Shelf, _method: string, path: string, body: Body): Body | undefined {
  const [, collection = '', id = '', action = ''] = /^(\/[\w-]+)\/([^/]+)\/(\w+)$/.exec(path) ?? [];
  const place = LISTS[action];
  if (place?.[0] !== collection) return undefined;
  const [, key, inner] = place;
  const before = listOf(one(shelf, collection, id)[key]);
  const given = listOf(body[key]);
  const name = (item: unknown): unknown => (typeof item === 'object' ? asBody(item)[inner] : item);
  const without = before.filter((item) => !given.some((other) => name(other) === name(item)));
  return shelf.change(collection, id, { [key]: action.startsWith('add') ? [...before, ...given] : without });
}

function one(shelf: Shelf, collection: string, id: string): Body {
  return shelf.all(collection).find((body) => body['id'] === id) ?? {};
}

function rowsOf(body: Body, key: string): readonly Body[] {
  return listOf(body[key]).map(asBody);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asBody(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {};
}
