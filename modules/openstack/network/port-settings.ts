import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { canonicalAddress, cidrOf, macOf } from '../kind/addresses.ts';
import { isSameField, wireValue } from '../kind/field.ts';
import { fieldOf, type Wanted } from '../kind/import-facts.ts';
import type { Kind, Preparation } from '../kind/kind.ts';
import { bodiesAt, idOf, isBody, projectOf, textOf } from '../kind/wire.ts';
import { networks, subnets } from './collections.ts';
import { addressesOf, holdersOf } from './port-addresses.ts';

/** What only who owns the network may set, by Neutron's default policies. */
const OF_NETWORK_OWNERS = [
  'mac_address',
  'fixed_ips_refs',
  'allowed_address_pairs',
  'is_port_security_enabled',
];

/** What the settings of a port depend on. */
export type PortPreparation = Pick<Preparation, 'index' | 'wanted' | 'found' | 'label' | 'isAdmin'>;

/** What of a record of a port can be set here, in the form that the cloud answers in; throws where an address is taken. */
export async function settlePort(kind: Kind, preparation: PortPreparation): Promise<Wanted> {
  const reachable = await withoutForeign(kind, preparation);
  const settled = withOwnMac(preparation, await settleAddresses(preparation, reachable));
  await refuseTaken(preparation, settled);
  return warnOfSpecs(preparation, settled);
}

/** In networks of others the cloud chooses what only their owners may. */
async function withoutForeign(
  kind: Kind,
  { index, wanted, found, isAdmin }: PortPreparation,
): Promise<Wanted> {
  const network = (await index.load(networks)).byId(String(wanted.values.get('network_ref')));
  const { projectId } = await index.identity();
  if (isAdmin || network === undefined || projectOf(network) === projectId) return wanted;
  const values = new Map(wanted.values);
  const lost: string[] = [];
  for (const name of OF_NETWORK_OWNERS.filter((one) => values.has(one))) {
    const field = fieldOf(kind, name);
    const value = values.get(name);
    values.delete(name);
    if (isSameField(field, value, found === undefined ? field.born : wireValue(field, found))) continue;
    lost.push(name);
  }
  if (lost.length === 0) return { ...wanted, values };
  const title = textOf(network, 'name') ?? idOf(network);
  const warning = `${lost.join(', ')} ${lost.length === 1 ? 'is' : 'are'} left out: only who owns network "${title}" may set ${lost.length === 1 ? 'it' : 'them'}, so the cloud chooses.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/**
 * Addresses with their subnets. Subnets whose guests make their addresses of their MAC addresses give each port one, and
 * take none; where none is asked for in a subnet, the one that the port has will do.
 */
async function settleAddresses({ index, found }: PortPreparation, wanted: Wanted): Promise<Wanted> {
  const asked = wanted.values.get('fixed_ips_refs');
  if (!Array.isArray(asked)) return wanted;
  const network = wanted.values.get('network_ref');
  const here = (await index.load(subnets)).all().filter((subnet) => subnet['network_id'] === network);
  const automatic = new Set(here.filter(isAutomatic).map(idOf));
  const have = found === undefined ? [] : bodiesAt(found, 'fixed_ips');
  const plain = asked
    .filter(isBody)
    .map((ip) => withSubnet(ip, here))
    .filter((ip) => !automatic.has(String(ip['subnet_id'])));
  const used = new Set<Body>();
  const filled = plain.map((ip) => {
    const same = have.find(
      (one) =>
        !used.has(one) &&
        one['subnet_id'] === ip['subnet_id'] &&
        (ip['ip_address'] === undefined || one['ip_address'] === ip['ip_address']),
    );
    if (same !== undefined) used.add(same);
    return same ?? ip;
  });
  const fixed = [
    ...filled,
    ...[...automatic].map((id) => have.find((ip) => isChosen(ip, id)) ?? { subnet_id: id }),
  ];
  return { ...wanted, values: new Map([...wanted.values, ['fixed_ips_refs', fixed]]) };
}

/** An address in an automatic subnet that is not made of the MAC address: it was made in another way, and stays. */
function isChosen(ip: Body, subnet: string): boolean {
  return ip['subnet_id'] === subnet && macOf(textOf(ip, 'ip_address') ?? '') === undefined;
}

function withSubnet(ip: Body, here: readonly Body[]): Body {
  const address = textOf(ip, 'ip_address');
  const canonical = address === undefined ? ip : { ...ip, ip_address: canonicalAddress(address) };
  if (typeof ip['subnet_id'] === 'string' || address === undefined) return canonical;
  const subnet = here.find((one) => cidrOf(textOf(one, 'cidr') ?? '')?.contains(address) === true);
  return subnet === undefined ? canonical : { subnet_id: idOf(subnet), ...canonical };
}

/** Whether guests make their addresses in a subnet by themselves. */
export function isAutomatic({ ipv6_address_mode: mode }: Body): boolean {
  return mode === 'slaac' || mode === 'dhcpv6-stateless';
}

/** A pair without a MAC address has that of the port. */
function withOwnMac({ found }: PortPreparation, wanted: Wanted): Wanted {
  const pairs = wanted.values.get('allowed_address_pairs');
  const mac = found?.['mac_address'] ?? wanted.values.get('mac_address');
  if (!Array.isArray(pairs) || typeof mac !== 'string') return wanted;
  const full = pairs.filter(isBody).map((pair) => ({ ...pair, mac_address: pair['mac_address'] ?? mac }));
  return { ...wanted, values: new Map([...wanted.values, ['allowed_address_pairs', full]]) };
}

async function refuseTaken({ index, found, label }: PortPreparation, { values }: Wanted): Promise<void> {
  const holders = await holdersOf(index, addressesOf(values.get('fixed_ips_refs')));
  const holder = holders.find((port) => found === undefined || idOf(port) !== idOf(found));
  if (holder === undefined) return;
  const owner = textOf(holder, 'device_owner') ?? '';
  const name = textOf(holder, 'name') ?? '';
  const shown = name === '' ? idOf(holder) : `"${name}" (${idOf(holder)})`;
  throw new DroverError('resource-conflict', {
    detail: `${label} cannot have its address: port ${shown} at ${index.session.label} has it${owner === '' ? '' : `, for ${owner}`}.`,
    help: whatToDo(owner),
  });
}

function whatToDo(owner: string): string {
  return owner === 'network:dhcp'
    ? 'The service for DHCP took a free address when the subnet was made. As an administrator give its port another one (openstack port set), or change fixed_ips_refs in the record.'
    : 'Free the address at the destination, or change fixed_ips_refs in the record.';
}

/** Further keys are sent when a port is made; what is there is only looked at. */
function warnOfSpecs({ found }: PortPreparation, wanted: Wanted): Wanted {
  const specs = wanted.values.get('value_specs');
  if (found === undefined || !isBody(specs)) return wanted;
  const other = Object.entries(specs).filter(
    ([key, value]) => JSON.stringify(found[key]) !== JSON.stringify(value),
  );
  if (other.length === 0) return wanted;
  const warning = `value_specs: ${other.map(([key]) => key).join(', ')} ${other.length === 1 ? 'differs' : 'differ'} at the destination. It is sent only when the port is made.`;
  return { ...wanted, warnings: [...wanted.warnings, warning] };
}
