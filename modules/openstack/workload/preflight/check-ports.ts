import type { Body } from '../../api/session.types.ts';
import { canonicalAddress, cidrOf, macOf } from '../../kind/addresses.ts';
import { isPlanned } from '../../kind/planned-id.ts';
import { bodiesAt, idOf, projectOf, textOf } from '../../kind/wire.ts';
import { networks, ports, subnets } from '../../network/collections.ts';
import { holdersOf } from '../../network/port-addresses.ts';
import { macIn } from '../../network/port-identity.ts';
import { isStandAlone } from '../../network/port-owners.ts';
import type { WantedPort } from '../workload.types.ts';
import { addressForNova } from '../server/server-networks.ts';
import { bookingsOf, type Bookings } from './bookings.ts';
import type { Check, PreflightRequest } from './preflight-request.ts';

/** Networks, addresses and MAC addresses at the destination: whether they are there, and free. */
export const checkPorts: Check = async (request) => {
  const bookings = await bookingsOf(request);
  const problems: string[] = [];
  for (const [place, port] of request.wanted.ports.entries())
    for (const words of [
      ...(await networkProblems(port, request)),
      ...(await addressProblems(port, request, bookings)),
      ...(await macProblems(port, request, bookings)),
    ])
      problems.push(`Port ${place + 1}: ${words}`);
  return { problems };
};

async function networkProblems(
  port: WantedPort,
  { destination }: PreflightRequest,
): Promise<readonly string[]> {
  const id = textOf(port, 'network_id') ?? '';
  if (isPlanned(id)) return [];
  const where = destination.session.label;
  const network = (await destination.load(networks)).byId(id);
  if (network === undefined)
    return [`its network is not at ${where}: import the networks (import_networks) first.`];
  const own = (await destination.load(subnets)).all().filter((subnet) => subnet['network_id'] === id);
  if (own.length > 0) return [];
  return [
    `network "${textOf(network, 'name') ?? id}" of ${where} has no subnets, and Nova takes no port without an address: import the subnets (import_subnets) first.`,
  ];
}

async function addressProblems(
  port: WantedPort,
  request: PreflightRequest,
  bookings: Bookings,
): Promise<readonly string[]> {
  const { params, destination, found } = request;
  if (!params.keepFixedIp) return [];
  const network = textOf(port, 'network_id') ?? '';
  const here = (await destination.load(subnets)).all().filter((subnet) => subnet['network_id'] === network);
  const asked = addressesOf(port, request);
  const problems: string[] = [];
  for (const { subnet: told, address } of asked) {
    const subnet = here.find((one) =>
      told === undefined ? cidrOf(textOf(one, 'cidr') ?? '')?.contains(address) === true : idOf(one) === told,
    );
    if (subnet === undefined) {
      if (here.length > 0)
        problems.push(
          `no subnet of its network at ${destination.session.label} has the address ${address}: change fixed_ips_refs, or set keep_fixed_ip: false in its _migration_params.`,
        );
      continue;
    }
    if (cidrOf(textOf(subnet, 'cidr') ?? '')?.contains(address) === false) {
      problems.push(
        `address ${address} does not lie in subnet "${textOf(subnet, 'name') ?? idOf(subnet)}" (${textOf(subnet, 'cidr') ?? ''}) of ${destination.session.label}: change fixed_ips_refs.`,
      );
      continue;
    }
    const [holder] = (await holdersOf(destination, [{ subnet: idOf(subnet), address }])).filter(
      (one) => !isOwn(one, found) && !isFree(one),
    );
    if (holder !== undefined)
      problems.push(`its address ${address} is ${held(holder, destination.session.label)}`);
    const other = bookings.claim(`${idOf(subnet)} ${address}`, request);
    if (other !== undefined)
      problems.push(`its address ${address} is wanted by ${other}, too: change one of them.`);
  }
  return problems;
}

async function macProblems(
  port: WantedPort,
  request: PreflightRequest,
  bookings: Bookings,
): Promise<readonly string[]> {
  const { params, destination, found } = request;
  const mac = macIn(port);
  if (!params.keepMac || params.portCreationMode === 'nova' || mac === undefined) return [];
  const network = textOf(port, 'network_id') ?? '';
  const known = (await destination.load(networks)).byId(network);
  const { projectId, isAdmin } = await destination.identity();
  // In networks of others the cloud chooses, which the import says.
  if (known !== undefined && !isAdmin && projectOf(known) !== projectId) return [];
  const holder = (await destination.load(ports))
    .all()
    .find((one) => one['network_id'] === network && macIn(one) === mac && !isFree(one) && !isOwn(one, found));
  const other = bookings.claim(`${network} ${mac}`, request);
  return [
    ...(holder === undefined ? [] : [`its MAC address ${mac} is ${held(holder, destination.session.label)}`]),
    ...(other === undefined
      ? []
      : [`its MAC address ${mac} is wanted by ${other}, too: change one of them.`]),
  ];
}

interface Asked {
  readonly subnet: string | undefined;
  readonly address: string;
}

/** The addresses that are asked for; those that guests make of their MAC addresses are made anew. */
function addressesOf(port: WantedPort, { params }: PreflightRequest): readonly Asked[] {
  const all = bodiesAt(port, 'fixed_ips').flatMap((ip): Asked[] => {
    const address = textOf(ip, 'ip_address');
    if (address === undefined || macOf(address) !== undefined) return [];
    return [{ subnet: textOf(ip, 'subnet_id'), address: canonicalAddress(address) }];
  });
  if (params.portCreationMode === 'neutron') return all;
  const first = addressForNova(port);
  return first === undefined ? [] : all.filter(({ address }) => address === canonicalAddress(first));
}

/** A port that nobody has is taken: an earlier run, or somebody for this server, has made it. */
function isFree(port: Body): boolean {
  return isStandAlone(port) && textOf(port, 'device_owner') !== 'trunk:subport';
}

function isOwn(holder: Body, found: Body | undefined): boolean {
  return found !== undefined && holder['device_id'] === idOf(found);
}

function held(port: Body, where: string): string {
  const owner = textOf(port, 'device_owner') ?? '';
  const device = textOf(port, 'device_id') ?? '';
  const name = textOf(port, 'name') ?? '';
  const shown = name === '' ? idOf(port) : `"${name}" (${idOf(port)})`;
  if (owner === 'network:dhcp')
    return `held at ${where} by port ${shown} of the DHCP service, which took a free one: give that another one as an administrator (openstack port set), or change fixed_ips_refs.`;
  const whose = owner.startsWith('compute:') ? `of server ${device}` : owner === '' ? '' : `for ${owner}`;
  return `held at ${where} by port ${shown} ${whose}`.trimEnd() + ': free it, or change it in the record.';
}
