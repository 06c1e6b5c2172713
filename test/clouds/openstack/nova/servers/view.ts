import { createHash } from 'node:crypto';
import type { JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { linksOf } from '../links.ts';
import { isGroupVisible } from '../neighbours/ports.ts';
import type { Flavor, Server } from '../rows.ts';
import type { ComputeState } from '../state.ts';
import { viewAddresses } from './addresses.ts';
import { statusOf } from './status.ts';

const WITH_PROGRESS = ['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE', 'MIGRATING'];

/** A server in short, as in a list. */
export function viewServerBriefly(server: Server, context: Context): JsonObject {
  return { id: server.id, name: server.name, links: linksOf(context, 'servers', server.id) };
}

/** A server with all its values, as it is asked for alone or in a list. */
export function viewServer(server: Server, context: Context): JsonObject {
  return { ...viewCore(server, context), ...viewExtensions(server, context) };
}

/** The same as the answer to a change shows it: until 2.74 without what extensions added. */
export function viewChangedServer(server: Server, context: Context): JsonObject {
  if (context.version >= 75) return { ...viewServer(server, context), ...groupsOf(server, context) };
  return { ...viewCore(server, context), ...viewNewer(server, context), ...groupsOf(server, context) };
}

/** The server groups of a server, which are told of one server only. */
export function groupsOf(server: Server, { state, version }: Context): JsonObject {
  if (version < 71) return {};
  const group = state.serverGroups.get(server.group_id ?? '');
  return { server_groups: group ? [group.id] : [] };
}

function viewCore(server: Server, context: Context): JsonObject {
  const { state } = context;
  const status = statusOf(server);
  const isBroken = status === 'ERROR' || status === 'DELETED';
  return {
    id: server.id,
    name: server.name,
    status,
    tenant_id: server.project_id,
    user_id: server.user_id,
    metadata: server.metadata,
    hostId: hostIdOf(server),
    image: viewImage(server, context),
    flavor: viewFlavor(server.flavor, context),
    created: shortTime(server.created_at),
    updated: shortTime(server.updated_at ?? server.created_at),
    addresses: viewAddresses(state, server, context.version < 75 && isChange(context)),
    accessIPv4: server.access_ip_v4 ?? '',
    accessIPv6: server.access_ip_v6 ?? '',
    links: linksOf(context, 'servers', server.id),
    'OS-DCF:diskConfig': server.isAutoDisk ? 'AUTO' : 'MANUAL',
    ...(isBroken && server.fault ? { fault: viewFault(server.fault) } : {}),
    ...(WITH_PROGRESS.includes(status) ? { progress: 0 } : {}),
  };
}

const isChange = ({ request }: Context): boolean => request.method === 'PUT';

function viewFault({ code, created_at, message }: NonNullable<Server['fault']>): JsonObject {
  return { code, created: shortTime(created_at), message };
}

function viewExtensions(server: Server, context: Context): JsonObject {
  const { state, who } = context;
  const groups = securityGroupsOf(server, context);
  return {
    'OS-EXT-AZ:availability_zone': zoneOf(server, state),
    config_drive: server.config_drive ? 'True' : '',
    key_name: server.key_name,
    'OS-SRV-USG:launched_at': server.launched_at,
    'OS-SRV-USG:terminated_at': null,
    ...(groups.length > 0 ? { security_groups: groups } : {}),
    ...(who.isAdmin ? viewForAdmin(server, context) : {}),
    'OS-EXT-STS:task_state': server.task_state,
    'OS-EXT-STS:vm_state': server.vm_state,
    'OS-EXT-STS:power_state': server.power_state,
    'os-extended-volumes:volumes_attached': server.attachments.map((each) => ({
      id: each.volume_id,
      ...(context.version >= 3 ? { delete_on_termination: each.delete_on_termination } : {}),
    })),
    ...(who.isAdmin && context.version >= 16 ? { host_status: server.host === '' ? '' : 'UP' } : {}),
    ...viewNewer(server, context),
  };
}

function viewNewer(server: Server, { version, who }: Context): JsonObject {
  const since = (first: number, values: JsonObject): JsonObject => (version >= first ? values : {});
  return {
    ...since(9, { locked: server.locked_by !== null }),
    ...since(73, { locked_reason: server.locked_reason }),
    ...since(19, { description: server.description }),
    ...since(26, { tags: server.tags }),
    ...since(63, { trusted_image_certificates: server.trusted_certs }),
    // Administrators see it among what is theirs.
    ...(!who.isAdmin ? since(90, { 'OS-EXT-SRV-ATTR:hostname': server.hostname }) : {}),
  };
}

function viewForAdmin(server: Server, { version }: Context): JsonObject {
  const key = (name: string): string => `OS-EXT-SRV-ATTR:${name}`;
  const host = server.host === '' ? null : server.host;
  return {
    [key('host')]: host,
    [key('instance_name')]: `instance-${server.number.toString(16).padStart(8, '0')}`,
    [key('hypervisor_hostname')]: host,
    ...(version < 3
      ? {}
      : {
          [key('reservation_id')]: server.reservation_id,
          [key('launch_index')]: server.launch_index,
          [key('hostname')]: server.hostname,
          [key('kernel_id')]: '',
          [key('ramdisk_id')]: '',
          [key('root_device_name')]: server.root_device_name,
          [key('user_data')]: server.user_data,
        }),
  };
}

/** The machine, without its name. */
function hostIdOf({ host, project_id }: Server): string {
  if (host === '') return '';
  return createHash('sha224').update(`${project_id}${host}`).digest('hex');
}

function zoneOf(server: Server, state: ComputeState): string {
  if (server.host === '') return server.availability_zone ?? '';
  return state.services.all().find((row) => row.host === server.host)?.zone ?? '';
}

function viewImage(server: Server, context: Context): unknown {
  if (server.image_id === '') return '';
  const [, bookmark] = linksOf(context, 'images', server.image_id);
  return { id: server.image_id, links: [bookmark] };
}

function viewFlavor(flavor: Flavor, context: Context): JsonObject {
  if (context.version < 47) {
    const [, bookmark] = linksOf(context, 'flavors', flavor.flavorid);
    return { id: flavor.flavorid, links: [bookmark] };
  }
  return {
    vcpus: flavor.vcpus,
    ram: flavor.memory_mb,
    disk: flavor.root_gb,
    ephemeral: flavor.ephemeral_gb,
    swap: flavor.swap,
    original_name: flavor.name,
    extra_specs: flavor.extra_specs,
  };
}

/** The groups of every port, each time that one has it. */
function securityGroupsOf(server: Server, { state, who }: Context): JsonObject[] {
  const { network } = state.neighbours;
  return network.ports
    .by('device', server.id)
    .flatMap((port) => port.security_groups)
    .flatMap((id) => network.securityGroups.get(id) ?? [])
    .filter((group) => isGroupVisible(network, group, who))
    .map((group) => ({ name: group.name === '' ? group.id : group.name }));
}

function shortTime(time: string): string {
  return time.replace(/\.\d+$/, 'Z');
}
