import type { JsonObject } from '../../http/exchange.ts';
import type { SecurityGroup, SecurityGroupRule } from '../../neutron/rows.ts';
import type { Context } from '../context.ts';
import { notFound } from '../errors.ts';
import { isGroupVisible } from '../neighbours/ports.ts';
import { get, ok, type ComputeRoute } from '../route.ts';
import type { ServerAction } from '../rows.ts';
import { viewAddresses } from './addresses.ts';
import { findServer } from './find.ts';

/** What can only be looked at: addresses, security groups, and what was done to a server. */
export const lookRoutes: readonly ComputeRoute[] = [
  get('/servers/:id/ips', (context, { id = '' }) => {
    const server = findServer(context, id, 'ips:index');
    return ok({ addresses: viewAddresses(context.state, server, true) });
  }),
  get('/servers/:id/ips/:network', (context, { id = '', network = '' }) => {
    const all = viewAddresses(context.state, findServer(context, id, 'ips:show'), true);
    if (!Object.hasOwn(all, network)) throw notFound('Instance is not a member of specified network');
    return ok({ [network]: all[network] });
  }),
  get('/servers/:id/os-security-groups', (context, { id = '' }) => {
    const server = findServer(context, id, 'os-security-groups:list');
    const { network } = context.state.neighbours;
    const groups = network.ports
      .by('device', server.id)
      .flatMap((port) => port.security_groups)
      .flatMap((group) => network.securityGroups.get(group) ?? [])
      .filter((group) => isGroupVisible(network, group, context.who))
      .sort((a, b) => (`${a.tenant_id} ${a.name}` < `${b.tenant_id} ${b.name}` ? -1 : 1));
    return ok({ security_groups: groups.map((group) => viewGroup(group, context)) });
  }),
  get('/servers/:id/os-instance-actions', (context, { id = '' }) => {
    const server = findServer(context, id, 'os-instance-actions:list');
    const rows = context.state.serverActions.by('server', server.id).reverse();
    return ok({ instanceActions: rows.map((row) => viewAction(row, context)) });
  }),
  get('/servers/:id/os-instance-actions/:action', (context, { id = '', action = '' }) => {
    const server = findServer(context, id, 'os-instance-actions:show');
    const row = context.state.serverActions.get(action);
    if (row?.server_id !== server.id) throw notFound(`Action ${action} not found`);
    const events = context.who.isAdmin || context.version >= 51 ? { events: [] } : {};
    return ok({ instanceAction: { ...viewAction(row, context), ...events } });
  }),
];

function viewAction(row: ServerAction, { version }: Context): JsonObject {
  const { id, server_id, action, user_id, project_id, start_time, message, updated_at } = row;
  return {
    action,
    instance_uuid: server_id,
    request_id: id,
    user_id,
    project_id,
    start_time,
    message,
    ...(version >= 58 ? { updated_at } : {}),
  };
}

function viewGroup(group: SecurityGroup, { state }: Context): JsonObject {
  const { id, description, name, tenant_id } = group;
  const rules = state.neighbours.network.securityGroupRules
    .by('group', group.id)
    .filter((rule) => rule.direction === 'ingress');
  return { id, description, name, tenant_id, rules: rules.map((rule) => viewRule(rule, state)) };
}

function viewRule(rule: SecurityGroupRule, state: Context['state']): JsonObject {
  const remote = state.neighbours.network.securityGroups.get(rule.remote_group_id ?? '');
  return {
    id: rule.id,
    parent_group_id: rule.security_group_id,
    ip_protocol: rule.protocol,
    ...portsOf(rule),
    group: remote ? { name: remote.name, tenant_id: remote.tenant_id } : {},
    ip_range: remote ? {} : { cidr: rule.remote_ip_prefix ?? '0.0.0.0/0' },
  };
}

/** Of a protocol without ports all are meant. */
function portsOf({ protocol, port_range_min: first, port_range_max: last }: SecurityGroupRule): JsonObject {
  if (protocol === null || first !== null || last !== null) return { from_port: first, to_port: last };
  const hasPorts = /^(tcp|udp)$/i.test(protocol);
  return hasPorts ? { from_port: 1, to_port: 65_535 } : { from_port: -1, to_port: -1 };
}
