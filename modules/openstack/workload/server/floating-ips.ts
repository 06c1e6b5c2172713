import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../api/session.types.ts';
import { createBody } from '../../kind/bodies.ts';
import { pathOf } from '../../kind/collection.ts';
import { readList } from '../../kind/index-of-cloud.ts';
import { idOf, isBody, textOf } from '../../kind/wire.ts';
import { createOne, noted } from '../../kind/write.ts';
import { floatingIps } from '../../network/collections.ts';
import { floatingIp as floatingIpKind } from '../../network/floating-ip.ts';
import type { WantedFloatingIp } from '../workload.types.ts';
import { chooseFloatingIp } from './floating-ip-choice.ts';
import { leadsTo, targetOf, type Target } from './floating-ip-target.ts';
import type { ServerPort, ServerRequest } from './server-request.ts';
import { setTags } from './set-tags.ts';
import { reachableValues } from './table-values.ts';

/**
 * Gives a server its floating IPs, as its mode says. An address inside that has one already is passed over, so that a
 * second run finds nothing to do. The result are the addresses that lead to the server.
 */
export async function giveFloatingIps(
  request: ServerRequest,
  ports: readonly ServerPort[],
): Promise<readonly string[]> {
  const { wanted, params, writer, warn } = request;
  const addresses: string[] = [];
  for (const floating of wanted.floating_ips) {
    if (params.floatingIpMode === 'skip') continue;
    const target = targetOf(floating, wanted.ports, ports);
    if (target === undefined) {
      warn(
        `floating IP ${shown(floating)} is left out: no port of the server has the address ${textOf(floating, 'fixed_ip_address') ?? ''} that it leads to.`,
      );
      continue;
    }
    const [there] = await readList(writer.index.session, floatingIps, { port_id: idOf(target.port) }).then(
      (all) => all.filter((one) => leadsTo(one, target)),
    );
    // Addresses are chosen one after the other, so that two servers do not choose the same.
    const given =
      there ?? (await writer.index.alone('floating IP', () => giveOne(floating, target, request)));
    addresses.push(textOf(given, 'floating_ip_address') ?? '');
  }
  return addresses;
}

async function giveOne(floating: WantedFloatingIp, target: Target, request: ServerRequest): Promise<Body> {
  const { params, writer, label, warn } = request;
  const choice = await chooseFloatingIp(floating, params.floatingIpMode, writer.index);
  if ('refused' in choice)
    throw new DroverError('resource-missing', {
      detail: `${label}: ${choice.refused}`,
      help: choice.help,
    });
  if ('none' in choice) return {};
  if ('take' in choice) return attach(choice.take, target, request);
  if (choice.note !== undefined) warn(choice.note);
  return make(floating, choice.make, target, request);
}

/** Neutron takes a QoS policy that an update does not name for none. */
async function attach(floating: Body, target: Target, { writer }: ServerRequest): Promise<Body> {
  const at = { port_id: idOf(target.port), fixed_ip_address: target.address };
  const policy = 'qos_policy_id' in floating ? { qos_policy_id: floating['qos_policy_id'] } : {};
  const id = idOf(floating);
  const call = { method: 'PUT', path: pathOf(floatingIps, id) } as const;
  const answer = await reached(target, () =>
    writer.write({
      operation: 'update',
      collection: floatingIps,
      ...call,
      id,
      body: { floatingip: { ...at, ...policy } },
      before: { port_id: null },
      undo: { ...call, body: { floatingip: { port_id: null, ...policy } } },
    }),
  );
  const now = answer['floatingip'];
  return noted(writer, floatingIps, { ...floating, ...at, ...(isBody(now) ? now : {}) });
}

async function make(
  floating: WantedFloatingIp,
  address: string | undefined,
  target: Target,
  request: ServerRequest,
): Promise<Body> {
  const { writer, warn } = request;
  const { index } = writer;
  const { source_id: _source, floating_ip_address: _address, tags, ...rest } = floating;
  const asked: Body = {
    ...rest,
    port_id: idOf(target.port),
    fixed_ip_address: target.address,
    ...(address === undefined ? {} : { floating_ip_address: address }),
  };
  const wanted = await reachableValues(floatingIpKind, asked, undefined, index);
  for (const warning of wanted.warnings) warn(`floating IP: ${warning}`);
  const findMade = async (): Promise<Body | undefined> => {
    const all = await readList(index.session, floatingIps, { port_id: idOf(target.port) });
    return all.find((one) => leadsTo(one, target));
  };
  try {
    const made = await reached(target, () =>
      createOne(writer, floatingIps, createBody(floatingIpKind, wanted.values), { findMade }),
    );
    await setTags(floatingIps, made, tags, writer);
    return made;
  } catch (error) {
    const isTaken = error instanceof DroverError && ADDRESS_REFUSED.has(error.call?.status ?? 0);
    if (address === undefined || !isTaken) throw error;
    warn(`floating IP ${address} cannot be had, so the cloud chooses another one: ${error.message}`);
    return make(floating, undefined, target, request);
  }
}

/** What Neutron says to an address that is taken (409), outside its subnets (400), or not for these credentials (403). */
const ADDRESS_REFUSED = new Set([400, 403, 409]);

/** With words for what Neutron says where no router leads from the port outside. */
async function reached<T>({ port }: Target, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DroverError) || !/not reachable/.test(error.message)) throw error;
    throw new DroverError(error.code, {
      detail: error.message,
      help: `No router leads from the network of port ${idOf(port)} to the external network. Import the routers and their interfaces (import_routers, import_router_interfaces), or set floating_ip_mode to skip, and run again: the server stays.`,
      cause: error,
      ...(error.call === undefined ? {} : { call: error.call }),
    });
  }
}

function shown(floating: WantedFloatingIp): string {
  return textOf(floating, 'floating_ip_address') ?? '';
}
