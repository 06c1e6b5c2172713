import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { servers } from '../../compute/collections.ts';
import { awaitStatus } from '../../kind/await-state.ts';
import { itemOf, microversionFor, pathOf } from '../../kind/collection.ts';
import { readItems, type IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { idOf, isBody } from '../../kind/wire.ts';
import { createOne, noted, updateOne, writerFor } from '../../kind/write.ts';
import { floatingIps, ports } from '../../network/collections.ts';
import { waitFor } from '../../kind/wait-for.ts';
import type { HostRecord } from '../conversion-host.types.ts';
import { changeHosts, hostsPath, isSameHost } from '../hosts-file.ts';
import { newKeyPair } from '../keys/openssh-key.ts';
import { keyOfLine } from '../keys/public-of.ts';
import { HOST_KEY_MARK, HOST_MARK, hostKeyOf, hostOf, markOf } from '../marks.ts';
import { readConsoleKeys } from './console-keys.ts';
import { ipLabelOf, isOf, labelOf, portLabelOf, recordOf, type HostFacts } from './host-facts.ts';
import type { HostSteps } from './plan-host.ts';
import { userDataOf } from './user-data.ts';
import { variable } from './network-arguments.ts';

type Context = Pick<TaskContext, 'controller' | 'journal' | 'pool' | 'signal'>;

/** Does what was planned for a host, and writes down what the migrations need of it. */
export async function applyHost(
  { facts, startsServer, givesIp }: HostSteps,
  index: IndexOfCloud,
  context: Context,
): Promise<HostRecord> {
  const { settings } = facts;
  const port = facts.port ?? (await makePort(facts, index, context));
  const begun = facts.server ?? (await makeServer(facts, port, index, context));
  if (startsServer) await startServer(facts, begun, index, context);
  const server = await awaitActive(facts, begun, index, context);
  const floatingIp = givesIp ? await giveIp(facts, port, index, context) : facts.floatingIp;
  const here = { server, port, floatingIp };
  const isKnown = hostKeyOf(server) !== undefined || facts.written?.server_id === idOf(server);
  const shown = isKnown ? [] : await readConsole(facts, server, index, context);
  const record = recordOf(facts, here, shown);
  if (record === undefined) throw withoutAddress(facts);
  await changeHosts(hostsPath(settings.data_dir), context, (hosts) => [
    ...hosts.filter((host) => !isSameHost(host, record)),
    record,
  ]);
  return record;
}

/** Made before the server, so that it is known, and can be removed, whatever becomes of that. */
async function makePort(
  { settings, network, group }: HostFacts,
  index: IndexOfCloud,
  { journal }: Context,
): Promise<Body> {
  const { name } = settings;
  const body = {
    name,
    description: markOf(name),
    network_id: idOf(network),
    security_groups: [idOf(group)],
  };
  const writer = writerFor({ index, journal, name: portLabelOf(settings) });
  return createOne(writer, ports, body, {
    findMade: async () => {
      const known = await index.load(ports);
      const all = await readItems(index, ports);
      return all.find((port) => known.byId(idOf(port)) === undefined && isOf(port, name));
    },
  });
}

async function makeServer(
  facts: HostFacts,
  port: Body,
  index: IndexOfCloud,
  { journal }: Context,
): Promise<Body> {
  const { settings, publicKey } = facts;
  const { name } = settings;
  const hostKey = settings.host_keys === 'given' ? newKeyPair(name) : undefined;
  const userData = userDataOf({
    user: settings.ssh_user,
    authorizedKeys: publicKey === undefined ? [] : [`${publicKey} drover`],
    hostKey,
    passwordHash: settings.password_hash ?? undefined,
  });
  const body = {
    ...bodyOf(facts, port),
    metadata: {
      [HOST_MARK]: name,
      ...(hostKey === undefined ? {} : { [HOST_KEY_MARK]: keyOfLine(hostKey.publicKey) ?? '' }),
    },
  };
  const sent = { server: { ...body, user_data: Buffer.from(userData, 'utf8').toString('base64') } };
  const { session } = index;
  const microversion = await microversionFor(session, servers);
  const writer = writerFor({ index, journal, name: labelOf(settings) });
  const answer = await writer.write({
    operation: 'create',
    collection: servers,
    method: 'POST',
    path: servers.path,
    journaled: { server: body },
    send: async () => {
      const { body: told } = await session.call(servers.service, 'POST', servers.path, {
        body: sent,
        ...(microversion === undefined ? {} : { microversion }),
        findMade: () => findServer(name, index),
      });
      return withoutPassword(told);
    },
  });
  const server = isBody(answer['server']) ? answer['server'] : answer;
  return noted(writer, servers, { ...body, ...server, project_id: (await index.identity()).projectId });
}

function bodyOf({ settings, image, flavor }: HostFacts, port: Body): Body {
  const { name, keypair_name, availability_zone: zone, config_drive: drive } = settings;
  const disk = {
    uuid: idOf(image),
    source_type: 'image',
    destination_type: 'volume',
    boot_index: 0,
    volume_size: settings.volume_size,
    delete_on_termination: true,
  };
  return {
    name,
    flavorRef: idOf(flavor),
    key_name: keypair_name,
    networks: [{ port: idOf(port) }],
    ...(settings.boot_from_volume ? { block_device_mapping_v2: [disk] } : { imageRef: idOf(image) }),
    ...(zone == null ? {} : { availability_zone: zone }),
    ...(drive == null ? {} : { config_drive: drive }),
  };
}

/** Nova tells the password of the administrator that it made up: nobody is to have it. */
function withoutPassword(answer: unknown): Body {
  const server = isBody(answer) ? answer['server'] : undefined;
  if (!isBody(server)) return {};
  const { adminPass: _secret, ...rest } = server;
  return { server: rest };
}

async function findServer(name: string, index: IndexOfCloud): Promise<Body | undefined> {
  const known = await index.load(servers);
  const all = await readItems(index, servers);
  const made = all.find((body) => known.byId(idOf(body)) === undefined && hostOf(body) === name);
  return made === undefined ? undefined : { server: made };
}

async function startServer(
  { settings }: HostFacts,
  server: Body,
  index: IndexOfCloud,
  { journal }: Context,
): Promise<void> {
  const path = `${pathOf(servers, idOf(server))}/action`;
  await writerFor({ index, journal, name: labelOf(settings) }).write({
    operation: 'act',
    collection: servers,
    method: 'POST',
    path,
    body: { 'os-start': null },
    isRepeatable: true,
    id: idOf(server),
    undo: { method: 'POST', path, body: { 'os-stop': null }, needs: pathOf(servers, idOf(server)) },
  });
}

async function awaitActive(
  { settings }: HostFacts,
  server: Body,
  index: IndexOfCloud,
  { signal }: Context,
): Promise<Body> {
  const label = `Conversion host "${settings.name}"`;
  const timeoutMs = settings.deploy_timeout * 1000;
  const body = await awaitStatus(
    { index, collection: servers, id: idOf(server), label, timeoutMs, signal },
    'ACTIVE',
  );
  const item = itemOf(servers, body);
  index.loaded(servers)?.put(item);
  return item;
}

async function giveIp(
  facts: HostFacts,
  port: Body,
  index: IndexOfCloud,
  { journal }: Context,
): Promise<Body> {
  const { settings, outside, freeIp } = facts;
  const { name, floating_ip_address: address } = settings;
  const writer = writerFor({ index, journal, name: ipLabelOf(settings) });
  if (freeIp !== undefined)
    return updateOne(writer, floatingIps, idOf(freeIp), { port_id: idOf(port) }, freeIp);
  const body = {
    floating_network_id: idOf(outside ?? {}),
    port_id: idOf(port),
    description: markOf(name),
    ...(address == null ? {} : { floating_ip_address: address }),
  };
  return createOne(writer, floatingIps, body, {
    findMade: async () => {
      const known = await index.load(floatingIps);
      const all = await readItems(index, floatingIps);
      return all.find((one) => known.byId(idOf(one)) === undefined && isOf(one, name));
    },
  });
}

async function readConsole(
  facts: HostFacts,
  server: Body,
  { session }: IndexOfCloud,
  { signal }: Context,
): Promise<readonly string[]> {
  const { settings } = facts;
  const keys = await waitFor(
    async () => {
      const found = await readConsoleKeys(idOf(server), session);
      return found.length === 0 ? undefined : found;
    },
    { timeoutMs: settings.deploy_timeout * 1000, signal },
  );
  if (keys !== undefined) return keys;
  throw new DroverError('conversion-host-unready', {
    detail: `The console of conversion host "${settings.name}" (${idOf(server)}) has shown no host keys within ${settings.deploy_timeout} seconds.`,
    help: 'Is cloud-init in the image, and does it write to the serial console? Give it more time with os_migrate_conversion_host_deploy_timeout, or set os_migrate_conversion_host_keys to given, delete the hosts and deploy them again.',
  });
}

function withoutAddress({ settings: { name, side } }: HostFacts): DroverError {
  return new DroverError('conversion-host-unready', {
    detail: `Conversion host "${name}" has no address: its port has none.`,
    help: `Look at the server at the ${side} (${variable(side, 'network')}), then run the same playbook again.`,
  });
}
