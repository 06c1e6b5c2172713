import { jsonAnswer, Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { newId, passing, stateNow, type Passing } from '../parameters.ts';

/** A private virtual interface: the one kind that ends at a VPN gateway. */
export interface VirtualInterface {
  readonly id: string;
  readonly name: string;
  readonly vlan: number;
  readonly connection: string;
  readonly gateway: string;
  state: Passing;
}

export function interfacesOf(call: Call): Map<string, VirtualInterface> {
  return call.state('virtual-interfaces', () => new Map<string, VirtualInterface>());
}

function textIn(given: Readonly<Record<string, unknown>>, name: string): string {
  const value = given[name];
  return typeof value === 'string' ? value : '';
}

function shown(call: Call, { id, name, vlan, connection, gateway, state }: VirtualInterface): object {
  return {
    ownerAccount: call.account,
    virtualInterfaceId: id,
    virtualInterfaceType: 'private',
    virtualInterfaceName: name,
    virtualInterfaceState: stateNow(state),
    vlan,
    connectionId: connection,
    virtualGatewayId: gateway,
    region: call.request.region,
  };
}

export const createVirtualInterface: Mend = {
  gap: 'CreatePrivateVirtualInterface is missing in moto',
  actions: ['directconnect:CreatePrivateVirtualInterface'],
  answer(call) {
    const { connectionId, newPrivateVirtualInterface } = call.request.json;
    const given = (newPrivateVirtualInterface ?? {}) as Readonly<Record<string, unknown>>;
    const made: VirtualInterface = {
      id: newId('dxvif'),
      name: textIn(given, 'virtualInterfaceName'),
      vlan: Number(given['vlan'] ?? 0),
      connection: String(connectionId),
      gateway: textIn(given, 'virtualGatewayId'),
      state: passing(call, 'pending', 'available'),
    };
    interfacesOf(call).set(made.id, made);
    return jsonAnswer(shown(call, made));
  },
};

export const describeVirtualInterfaces: Mend = {
  gap: 'DescribeVirtualInterfaces is missing in moto',
  actions: ['directconnect:DescribeVirtualInterfaces'],
  answer(call) {
    const { connectionId, virtualInterfaceId } = call.request.json;
    const found = [...interfacesOf(call).values()].filter(
      ({ id, connection }) =>
        (virtualInterfaceId === undefined || virtualInterfaceId === id) &&
        (connectionId === undefined || connectionId === connection),
    );
    return jsonAnswer({ virtualInterfaces: found.map((one) => shown(call, one)) });
  },
};

export const deleteVirtualInterface: Mend = {
  gap: 'DeleteVirtualInterface is missing in moto',
  actions: ['directconnect:DeleteVirtualInterface'],
  answer(call) {
    const id = String(call.request.json['virtualInterfaceId']);
    const found = interfacesOf(call).get(id);
    if (found === undefined || stateNow(found.state) === 'deleted')
      throw new Refusal('DirectConnectClientException', `Virtual Interface ${id} does not exist.`);
    found.state = passing(call, 'deleting', 'deleted');
    return jsonAnswer({ virtualInterfaceState: 'deleting' });
  },
};
