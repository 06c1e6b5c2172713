import { isAbsolute, relative } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { flavors, keypairs, servers } from '../../compute/collections.ts';
import { images } from '../../image/collections.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, isBody, projectOf, textOf } from '../../kind/wire.ts';
import { floatingIps, networks, ports, securityGroups } from '../../network/collections.ts';
import type { HostRecord } from '../conversion-host.types.ts';
import { hostsPath, isSameHost, readHosts } from '../hosts-file.ts';
import { readKeyFile } from '../keys/key-file.ts';
import { lookUp, ownNamed } from '../lookup.ts';
import { hostKeyOf, hostOf, isOurs, markOf } from '../marks.ts';
import { closeBegun } from '../parts.ts';
import type { HostSettings } from './host-arguments.ts';
import { variable } from './network-arguments.ts';

/** All that the plan of a host depends on. */
export interface HostFacts {
  readonly settings: HostSettings;
  readonly image: Body;
  readonly flavor: Body;
  readonly network: Body;
  readonly group: Body;
  /** The network that its floating IP is of; undefined: it gets none. */
  readonly outside: Body | undefined;
  /** The public key that may log in; undefined in check mode before there is one. */
  readonly publicKey: string | undefined;
  readonly server: Body | undefined;
  /** The one that drover made for it. */
  readonly port: Body | undefined;
  /** The floating IP that leads to it. */
  readonly floatingIp: Body | undefined;
  /** One that is free and meant for it. */
  readonly freeIp: Body | undefined;
  /** Its entry in hosts.yml. */
  readonly written: HostRecord | undefined;
}

/** Reads all that the plan depends on. Throws for what cannot be deployed. */
export async function gatherHost(
  settings: HostSettings,
  index: IndexOfCloud,
  { controller, journal }: Pick<TaskContext, 'controller' | 'journal'>,
): Promise<HostFacts> {
  const { side, name, data_dir: dataDir } = settings;
  const { image, flavor, network, group } = await references(settings, index);
  const server = await serverCalled(settings, index);
  const port = await portOf(settings, index);
  const ips = settings.manage_fip ? (await index.load(floatingIps)).all() : [];
  const floatingIp = port === undefined ? undefined : ips.find((body) => body['port_id'] === idOf(port));
  const outside = await outsideOf(settings, index);
  const { projectId } = await index.identity();
  const isFree = (body: Body): boolean => body['port_id'] == null && projectOf(body) === projectId;
  const asked = settings.floating_ip_address;
  const freeIp = ips.find(
    (body) =>
      isFree(body) &&
      (asked == null ? textOf(body, 'description') === markOf(name) : body['floating_ip_address'] === asked),
  );
  await closeBegun({ collection: ports, label: portLabelOf(settings), found: port }, journal);
  await closeBegun({ collection: servers, label: labelOf(settings), found: server }, journal);
  await closeBegun(
    { collection: floatingIps, label: ipLabelOf(settings), found: floatingIp ?? freeIp },
    journal,
  );
  const hosts = await readHosts(hostsPath(dataDir), controller.files);
  const key = await readKeyFile(settings.private_key, controller.files);
  return {
    settings,
    image,
    flavor,
    network,
    group,
    outside,
    publicKey: key?.publicKey,
    server,
    port,
    floatingIp,
    freeIp,
    written: hosts.find((host) => isSameHost(host, { side, name })),
  };
}

/** What journals call its server. */
export function labelOf({ name }: Pick<HostSettings, 'name'>): string {
  return `conversion host "${name}"`;
}

/** What journals call its port. */
export function portLabelOf({ name }: Pick<HostSettings, 'name'>): string {
  return `port of conversion host "${name}"`;
}

/** What journals call its floating IP. */
export function ipLabelOf({ name }: Pick<HostSettings, 'name'>): string {
  return `floating IP of conversion host "${name}"`;
}

async function references(
  { side, image, flavor, network, secgroup_name: groupName, keypair_name: keypair }: HostSettings,
  index: IndexOfCloud,
): Promise<Pick<HostFacts, 'image' | 'flavor' | 'network' | 'group'>> {
  const group = await ownNamed(index, securityGroups, groupName);
  const { userId } = await index.identity();
  const pairs = await index.load(keypairs, { of: [userId] });
  if (group === undefined || pairs.byName(keypair).length === 0) {
    throw new DroverError('reference-missing', {
      detail: `${index.session.label} has no ${group === undefined ? `security group "${groupName}"` : `keypair "${keypair}"`}.`,
      help: 'Run openstack.deploy_conversion_network first: it makes both.',
    });
  }
  return {
    group,
    image: await lookUp(index, images, image, variable(side, 'image_name')),
    flavor: await lookUp(index, flavors, flavor, variable(side, 'flavor_name')),
    network: await lookUp(index, networks, network, variable(side, 'network')),
  };
}

async function outsideOf(settings: HostSettings, index: IndexOfCloud): Promise<Body | undefined> {
  const { manage_fip: isManaged, external_network: name, side } = settings;
  if (!isManaged || name == null) return undefined;
  return lookUp(index, networks, name, variable(side, 'external_network_name'));
}

/** The server that drover has made for it. Throws for one that it cannot go on with. */
async function serverCalled({ side, name }: HostSettings, index: IndexOfCloud): Promise<Body | undefined> {
  const { projectId } = await index.identity();
  const all = (await index.load(servers)).all().filter((body) => projectOf(body) === projectId);
  const ours = all.find((body) => hostOf(body) === name);
  const other = all.find((body) => textOf(body, 'name') === name);
  const { label } = index.session;
  if (ours === undefined && other !== undefined) {
    throw new DroverError('conversion-host-settings', {
      detail: `${label} has a server "${name}" (${idOf(other)}) that drover has not made, so its host key is not known.`,
      help: `Delete it, choose another name (${variable(side, 'host_name')}), or name it with its host keys in ${variable(side, 'hosts')}.`,
    });
  }
  if (ours !== undefined && textOf(ours, 'status') === 'ERROR') {
    const fault = isBody(ours['fault']) ? textOf(ours['fault'], 'message') : undefined;
    throw new DroverError('conversion-host-unready', {
      detail: `Conversion host "${name}" (${idOf(ours)}) of ${label} is in ERROR${fault === undefined ? '' : `: ${fault}`}.`,
      help: 'Run delete_conversion_hosts.yml, mend what the cloud complains of, and deploy again.',
    });
  }
  return ours;
}

async function portOf({ name }: HostSettings, index: IndexOfCloud): Promise<Body | undefined> {
  const { projectId } = await index.identity();
  const all = (await index.load(ports)).all();
  return all.find((port) => projectOf(port) === projectId && isOf(port, name));
}

/** Its entry in hosts.yml as it is to be; undefined while not all of it is known. */
export function recordOf(
  { settings, written }: Pick<HostFacts, 'settings' | 'written'>,
  { server, port, floatingIp }: Pick<HostFacts, 'server' | 'port' | 'floatingIp'>,
  shownKeys: readonly string[] = [],
): HostRecord | undefined {
  if (server === undefined) return undefined;
  const { side, name, ssh_user: user, private_key: key, data_dir: dataDir } = settings;
  const given = hostKeyOf(server);
  const known = written?.server_id === idOf(server) ? written.host_keys : [];
  const hostKeys = known.length > 0 ? known : given === undefined ? shownKeys : [given];
  const address = addressOf(server, port, floatingIp);
  if (address === undefined || hostKeys.length === 0) return undefined;
  const path = relative(dataDir, key);
  return {
    side,
    name,
    server_id: idOf(server),
    address,
    port: settings.ssh_port,
    user,
    private_key: path.startsWith('..') || isAbsolute(path) ? key : path,
    host_keys: hostKeys,
    ...(side === 'destination' ? { link_key: settings.link_key } : {}),
  };
}

function addressOf(server: Body, port: Body | undefined, floatingIp: Body | undefined): string | undefined {
  const outer = floatingIp === undefined ? undefined : textOf(floatingIp, 'floating_ip_address');
  const own = textOf(server, 'accessIPv4');
  const fixed = bodiesAt(port ?? {}, 'fixed_ips').flatMap((ip) => textOf(ip, 'ip_address') ?? []);
  return outer ?? (own === '' ? undefined : own) ?? fixed.find((ip) => !ip.includes(':')) ?? fixed[0];
}

/** Whether it is to have a floating IP. */
export function wantsIp({ settings, outside, freeIp, floatingIp }: HostFacts): boolean {
  if (!settings.manage_fip) return false;
  return outside !== undefined || freeIp !== undefined || floatingIp !== undefined;
}

/** Whether a port or floating IP is of drover's making, for this host. */
export function isOf(body: Body, name: string): boolean {
  return isOurs(body) && textOf(body, 'description') === markOf(name);
}
