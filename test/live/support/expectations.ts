import type { Body } from '../seed/cloud.ts';
import { TENANT_MTU } from './hand-edits.ts';
import type { TenantModel } from './tenant-model.ts';

const mapped = (bodies: ReadonlyMap<string, Body>, change: (body: Body) => Body): ReadonlyMap<string, Body> =>
  new Map([...bodies].map(([key, body]) => [key, change(body)]));

/** A gateway's address is one of the cloud's own, so two clouds never agree in it. */
export const withoutGatewayAddresses = (model: TenantModel): TenantModel => ({
  ...model,
  routers: mapped(model.routers, ({ gateway_addresses: _, ...router }) => router),
});

/**
 * What a plain member gets who asks for this: Neutron's policies keep some fields for administrators, and without the
 * provider's fields a network is of the tenant's kind.
 */
export const asTenantMay = (model: TenantModel): TenantModel => ({
  ...model,
  networks: mapped(model.networks, (network) => ({
    ...network,
    mtu: Math.min(Number(network['mtu']), TENANT_MTU),
  })),
  subnets: mapped(model.subnets, (subnet) => ({ ...subnet, service_types: [] })),
  routers: mapped(model.routers, (router) => ({
    ...router,
    gateway_snat: router['gateway_network'] === null ? null : true,
  })),
});

/** A project has a group `default` from its first day; what that lets through stays. */
export const withRulesOf = (model: TenantModel, earlier: TenantModel): TenantModel => ({
  ...model,
  security_group_rules: new Map([...earlier.security_group_rules, ...model.security_group_rules]),
});
