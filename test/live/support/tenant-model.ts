import type { Body, Cloud, Resource } from '../seed/cloud.ts';
import type { KindName } from './workspace.ts';

/** Everything of a tenant's network layer, by what a person would call each thing; ids are names. */
export type TenantModel = Readonly<Record<KindName, ReadonlyMap<string, Body>>>;

interface Reading {
  readonly collection: string;
  /** Fields that belong to the cloud, not to the tenant's wish: ids, states, times. All others are compared. */
  readonly passedOver: readonly string[];
  /** Fields that hold an id of something, and of what. */
  readonly references: Readonly<Record<string, string>>;
}

const ALWAYS = ['id', 'tenant_id', 'project_id', 'created_at', 'updated_at', 'revision_number', 'status'];

/** What null says as well: rules that a group was born with have no description, all others have at least an empty one. */
const EMPTY: Body = { description: '' };

const READINGS = {
  networks: {
    collection: 'networks',
    passedOver: ['subnets', 'availability_zones', 'ipv4_address_scope', 'ipv6_address_scope'],
    references: { qos_policy_id: 'qos/policies' },
  },
  subnets: {
    collection: 'subnets',
    passedOver: [],
    references: { network_id: 'networks', subnetpool_id: 'subnetpools' },
  },
  routers: { collection: 'routers', passedOver: ['availability_zones'], references: {} },
  security_groups: { collection: 'security-groups', passedOver: ['security_group_rules'], references: {} },
  security_group_rules: {
    collection: 'security-group-rules',
    passedOver: ['normalized_cidr'],
    references: {
      security_group_id: 'security-groups',
      remote_group_id: 'security-groups',
      remote_address_group_id: 'address-groups',
    },
  },
} as const satisfies Record<string, Reading>;

type Names = ReadonlyMap<string, string>;

/** Reads a tenant through the cloud's own API. */
export async function readTenant(cloud: Cloud): Promise<TenantModel> {
  const names = await readNames(cloud);
  const read = async (kind: keyof typeof READINGS, key: (body: Body) => string) => {
    const found = await cloud.own(READINGS[kind].collection);
    return keyed(
      found.map((resource) => wished(resource, READINGS[kind], names)),
      key,
    );
  };
  const nameOf = (body: Body): string => String(body['name']);
  const [networks, subnets, routers, securityGroups, rules, ports] = await Promise.all([
    read('networks', nameOf),
    read('subnets', nameOf),
    read('routers', nameOf),
    read('security_groups', nameOf),
    read('security_group_rules', ({ description: _, ...rule }) => JSON.stringify(rule)),
    cloud.own('ports'),
  ]);
  const interfaces = ports.filter((port) => port['device_owner'] === 'network:router_interface');
  return {
    networks,
    subnets,
    routers: withGateways(routers, names),
    router_interfaces: keyed(
      interfaces.map((port) => interfaceOf(port, names)),
      (body) => JSON.stringify(body),
    ),
    security_groups: securityGroups,
    security_group_rules: rules,
  };
}

async function readNames(cloud: Cloud): Promise<Names> {
  const collections = new Set(
    Object.values(READINGS).flatMap(({ collection, references }) => [
      collection,
      ...Object.values(references),
    ]),
  );
  collections.delete('security-group-rules');
  const resources = await Promise.all([...collections].map((collection) => cloud.visible(collection)));
  return new Map(resources.flat().map((resource) => [resource.id, String(resource['name'])]));
}

function wished(resource: Resource, { passedOver, references }: Reading, names: Names): Body {
  const left = Object.entries(resource).filter(([name]) => ![...ALWAYS, ...passedOver].includes(name));
  return sorted(
    Object.fromEntries(
      left.map(([name, value]) => [
        name,
        name in references ? nameOf(value, names) : withoutOrder(value ?? EMPTY[name] ?? null),
      ]),
    ),
  );
}

/** A reference that leads nowhere stays an id, and so differs from everything. */
const nameOf = (id: unknown, names: Names): unknown => names.get(String(id)) ?? id;

/** Neutron returns lists as it likes. */
function withoutOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOrder).sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  return isBody(value) ? sorted(value) : value;
}

const textOf = (value: unknown): string => JSON.stringify(value);
const isBody = (value: unknown): value is Body =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
const sorted = (body: Body): Body =>
  Object.fromEntries(Object.entries(body).sort(([one], [other]) => (one < other ? -1 : 1)));

/** Boundary: a router's gateway, API reference "Show router details". */
interface Gateway {
  readonly network_id: string;
  readonly enable_snat: boolean;
  readonly external_fixed_ips: readonly { readonly ip_address: string }[];
}

function withGateways(routers: ReadonlyMap<string, Body>, names: Names): ReadonlyMap<string, Body> {
  return new Map(
    [...routers].map(([name, router]) => {
      const { external_gateway_info: given, ...rest } = router;
      const gateway = given as Gateway | null;
      return [
        name,
        {
          ...rest,
          gateway_network: gateway && nameOf(gateway.network_id, names),
          gateway_snat: gateway && gateway.enable_snat,
          gateway_addresses: gateway && gateway.external_fixed_ips.map((one) => one.ip_address),
        },
      ];
    }),
  );
}

function interfaceOf(port: Resource, names: Names): Body {
  // Boundary: a port's addresses, API reference "Show port details".
  const addresses = port['fixed_ips'] as { readonly subnet_id: string; readonly ip_address: string }[];
  return {
    router: nameOf(port['device_id'], names),
    network: nameOf(port['network_id'], names),
    addresses: addresses.map((one) => `${String(nameOf(one.subnet_id, names))} ${one.ip_address}`).sort(),
  };
}

/** Two things of one name would hide each other. */
function keyed(bodies: readonly Body[], key: (body: Body) => string): Map<string, Body> {
  const map = new Map<string, Body>();
  for (const body of bodies) {
    let name = key(body);
    while (map.has(name)) name = `${name} (again)`;
    map.set(name, body);
  }
  return map;
}

/** Every difference between two tenants, a line each: what, which field, how it is here and there. */
export function differences(one: TenantModel, other: TenantModel): readonly string[] {
  return (Object.keys(one) as KindName[]).flatMap((kind) => {
    const names = new Set([...one[kind].keys(), ...other[kind].keys()]);
    return [...names].flatMap((name) => {
      const [here, there] = [one[kind].get(name), other[kind].get(name)];
      if (here === undefined) return [`${kind} ${name}: only at the destination`];
      if (there === undefined) return [`${kind} ${name}: only at the source`];
      return fieldDifferences(here, there).map((text) => `${kind} ${name}: ${text}`);
    });
  });
}

function fieldDifferences(here: Body, there: Body): readonly string[] {
  return [...new Set([...Object.keys(here), ...Object.keys(there)])]
    .filter((field) => textOf(here[field]) !== textOf(there[field]))
    .map((field) => `${field} ${textOf(here[field])} -> ${textOf(there[field])}`);
}
