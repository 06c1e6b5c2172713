import { isObject, type CloudReply, type JsonObject } from '../../http/exchange.ts';
import type { Port } from '../../neutron/rows.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound } from '../errors.ts';
import { changePort } from '../neighbours/ports.ts';
import type { Server } from '../rows.ts';
import { findServer } from './find.ts';
import { groupCalled } from './wanted-networks.ts';

/** Puts a security group on every port of a server. */
export function addGroup(context: Context, id: string): CloudReply {
  const { network } = context.state.neighbours;
  const server = findServer(context, id, 'os-security-groups:add');
  const name = nameIn(context.body, 'addSecurityGroup');
  const group = groupOf(name, context);
  for (const port of portsOf(context, server)) {
    if (!port.port_security_enabled || port.fixed_ips.length === 0) {
      throw badRequest(
        'Network requires port_security_enabled and subnet associated in order to apply security groups.',
      );
    }
    changePort(network, port.id, { security_groups: [...new Set([...port.security_groups, group])] });
  }
  return { status: 202 };
}

/** Takes a security group from every port of a server that has it. */
export function removeGroup(context: Context, id: string): CloudReply {
  const { network } = context.state.neighbours;
  const server = findServer(context, id, 'os-security-groups:remove');
  const name = nameIn(context.body, 'removeSecurityGroup');
  const group = groupOf(name, context);
  const ports = portsOf(context, server).filter((port) => port.security_groups.includes(group));
  if (ports.length === 0) {
    throw notFound(`Security group ${name} not associated with the instance ${server.id}`);
  }
  for (const port of ports) {
    const left = port.security_groups.filter((each) => each !== group);
    changePort(network, port.id, { security_groups: left });
  }
  return { status: 202 };
}

function groupOf(name: string, { state, who }: Context): string {
  const projectId = who.projectId ?? '';
  return groupCalled(name, state.neighbours.network, projectId, () =>
    notFound(`Security group ${name} is not found for project ${projectId}`),
  );
}

function portsOf({ state }: Context, server: Server): Port[] {
  const ports = state.neighbours.network.ports.by('device', server.id);
  if (ports.length > 0) return ports;
  throw notFound(`instance_id ${server.id} could not be found as device id on any ports`);
}

function nameIn(body: unknown, action: string): string {
  // Boundary: an action's body is an object that has this key.
  const values = (body as JsonObject)[action];
  if (!isObject(values)) throw badRequest('Missing parameter dict');
  const name = values['name'];
  if (name === undefined) throw badRequest('Security group not specified');
  if (typeof name !== 'string' || name.trim() === '') {
    throw badRequest('Security group name cannot be empty');
  }
  return name;
}
