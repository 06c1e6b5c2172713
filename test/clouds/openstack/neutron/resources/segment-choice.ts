import type { Context } from '../context.ts';
import { conflict, invalidInput, refuse } from '../errors.ts';
import type { Network } from '../rows.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { pythonText } from '../values/python.ts';

type Segment = Pick<Network, 'network_type' | 'physical_network' | 'segmentation_id'>;

interface Asked {
  readonly 'provider:network_type'?: string | Unset;
  readonly 'provider:physical_network'?: string | Unset;
  readonly 'provider:segmentation_id'?: number | Unset;
  readonly 'router:external'?: boolean;
  readonly segments?: readonly Readonly<Record<string, unknown>>[] | Unset;
}

/** How networks may be carried, as in the configuration of a small cloud. */
const FLAT_NETWORKS = ['public', 'physnet1'];
const VLAN_NETWORK = 'physnet1';
const VLANS = { least: 100, most: 999 };
const VXLANS = { least: 1, most: 4000 };
const TYPES = ['flat', 'vlan', 'vxlan', 'local'];

/** How a new network is carried: as asked by an administrator, or by the next free tunnel. */
export function chooseSegment(asked: Asked, context: Context): Segment {
  const type = asked['provider:network_type'];
  const { segments } = asked;
  if (isSet(segments) && segments.some((each) => typeof each.network_type !== 'string')) {
    throw invalidInput('network_type required');
  }
  if (!isSet(type)) {
    refuseIncomplete(asked);
    return tunnel(context);
  }
  if (!TYPES.includes(type)) throw invalidInput(`network_type value '${type}' not supported`);
  const physical = isSet(asked['provider:physical_network']) ? asked['provider:physical_network'] : null;
  const number = isSet(asked['provider:segmentation_id']) ? asked['provider:segmentation_id'] : null;
  if (type === 'vxlan') return vxlan(physical, number, context);
  if (type === 'local') return { network_type: 'local', physical_network: null, segmentation_id: null };
  return type === 'flat' ? flat(physical, number, context) : vlan(physical, number, context);
}

function refuseIncomplete(asked: Asked): void {
  if (isSet(asked['provider:physical_network']) || isSet(asked['provider:segmentation_id'])) {
    throw invalidInput('network_type required');
  }
}

function tunnel(context: Context): Segment {
  const { ids } = context.state;
  for (let tries = 0; ; tries += 1) {
    // A loopback cloud is not to run out of tunnels in a measurement: it goes beyond its range, to the widest one.
    const most = tries < 20 ? VXLANS.most : 2 ** 24 - 1;
    const number = VXLANS.least + ids.below(most - VXLANS.least + 1);
    if (isFree('vxlan', null, number, context)) return tunnelOf(number);
  }
}

function tunnelOf(number: number): Segment {
  return { network_type: 'vxlan', physical_network: null, segmentation_id: number };
}

function vxlan(physical: string | null, number: number | null, context: Context): Segment {
  if (physical !== null) throw invalidInput('provider:physical_network specified for vxlan network');
  if (number === null) return tunnel(context);
  if (!isFree('vxlan', null, number, context)) {
    throw conflict('TunnelIdInUse', `Unable to create the network. The tunnel ID ${number} is in use.`);
  }
  return tunnelOf(number);
}

function flat(physical: string | null, number: number | null, context: Context): Segment {
  if (physical === null) throw invalidInput('physical_network required for flat provider network');
  if (number !== null) throw invalidInput('segmentation_id prohibited for flat provider network');
  if (!FLAT_NETWORKS.includes(physical)) {
    throw invalidInput(`physical_network '${physical}' unknown for flat provider network`);
  }
  if (!isFree('flat', physical, null, context)) {
    throw conflict(
      'FlatNetworkInUse',
      `Unable to create the flat network. Physical network ${physical} is in use.`,
    );
  }
  return { network_type: 'flat', physical_network: physical, segmentation_id: null };
}

function vlan(physical: string | null, number: number | null, context: Context): Segment {
  if (physical !== null && physical !== VLAN_NETWORK) {
    throw invalidInput(`physical_network '${physical}' unknown for VLAN provider network`);
  }
  if (number !== null && physical === null) {
    throw invalidInput('segmentation_id requires physical_network for VLAN provider network');
  }
  if (number !== null && (number < 1 || number > 4094)) {
    throw invalidInput(`segmentation_id out of range (1 through 4094)`);
  }
  if (number !== null && !isFree('vlan', VLAN_NETWORK, number, context)) {
    throw conflict(
      'VlanIdInUse',
      `Unable to create the network. The VLAN ${number} on physical network ${pythonText(physical)} is in use.`,
    );
  }
  const free = number ?? firstFree(context);
  return { network_type: 'vlan', physical_network: VLAN_NETWORK, segmentation_id: free };
}

function firstFree(context: Context): number {
  for (let number = VLANS.least; number <= VLANS.most; number += 1) {
    if (isFree('vlan', VLAN_NETWORK, number, context)) return number;
  }
  throw refuse(
    503,
    'NoNetworkAvailable',
    'Unable to create the network. No available network found in maximum allowed attempts.',
  );
}

function isFree(type: string, physical: string | null, number: number | null, { state }: Context): boolean {
  return state.networks.count('segment', `${type}/${physical ?? ''}/${number ?? ''}`) === 0;
}
