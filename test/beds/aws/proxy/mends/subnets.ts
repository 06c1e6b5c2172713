import { Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import { needed, stateNow } from '../parameters.ts';
import { isInside } from '../transit/blocks.ts';
import { transitOf } from '../transit/model.ts';
import { itemsAt, textAt } from '../xml.ts';

export const deleteSubnet: Mend = {
  gap: 'A subnet with interfaces, NAT gateways or attachments in it can be deleted, in moto, and leaves its association',
  actions: ['ec2:DeleteSubnet'],
  async answer(call) {
    const id = needed(call, 'SubnetId');
    if ((await interfacesIn(call, id)) || attachesIn(call, id))
      throw new Refusal('DependencyViolation', `The subnet '${id}' has dependencies and cannot be deleted.`);
    const answer = await call.next();
    await leaveTable(call, id);
    return answer;
  },
};

async function leaveTable(call: Call, subnet: string): Promise<void> {
  const tables = await call.moto.ask(call.request, 'DescribeRouteTables', {
    'Filter.1.Name': 'association.subnet-id',
    'Filter.1.Value.1': subnet,
  });
  for (const table of itemsAt(tables, 'routeTableSet'))
    for (const association of itemsAt(table, 'associationSet'))
      if (textAt(association, 'subnetId') === subnet)
        await call.moto.ask(call.request, 'DisassociateRouteTable', {
          AssociationId: textAt(association, 'routeTableAssociationId'),
        });
}

/** Interfaces of NAT gateways go when these are deleted, which moto leaves them. */
async function interfacesIn(call: Call, subnet: string): Promise<boolean> {
  const inSubnet = { 'Filter.1.Name': 'subnet-id', 'Filter.1.Value.1': subnet };
  const [interfaces, nats] = await Promise.all([
    call.moto.ask(call.request, 'DescribeNetworkInterfaces', inSubnet),
    call.moto.ask(call.request, 'DescribeNatGateways', inSubnet),
  ]);
  const gone = new Set(
    itemsAt(nats, 'natGatewaySet')
      .filter((nat) => textAt(nat, 'state') === 'deleted')
      .flatMap((nat) => itemsAt(nat, 'natGatewayAddressSet'))
      .map((address) => textAt(address, 'networkInterfaceId')),
  );
  return itemsAt(interfaces, 'networkInterfaceSet').some(
    (one) => !gone.has(textAt(one, 'networkInterfaceId')),
  );
}

function attachesIn(call: Call, subnet: string): boolean {
  return [...transitOf(call).attachments.values()].some(
    ({ subnets, state }) => subnets.includes(subnet) && stateNow(state) !== 'deleted',
  );
}

export const disassociateCidr: Mend = {
  gap: 'A CIDR of a VPC with subnets in it can be taken away, in moto',
  actions: ['ec2:DisassociateVpcCidrBlock'],
  async answer(call) {
    const id = needed(call, 'AssociationId');
    const vpcs = await call.moto.ask(call.request, 'DescribeVpcs');
    for (const vpc of itemsAt(vpcs, 'vpcSet'))
      for (const block of itemsAt(vpc, 'cidrBlockAssociationSet'))
        if (textAt(block, 'associationId') === id)
          await refuseInUse(call, textAt(vpc, 'vpcId'), textAt(block, 'cidrBlock'));
    return call.next();
  },
};

async function refuseInUse(call: Call, vpc: string, block: string): Promise<void> {
  const answer = await call.moto.ask(call.request, 'DescribeSubnets', {
    'Filter.1.Name': 'vpc-id',
    'Filter.1.Value.1': vpc,
  });
  const isUsed = itemsAt(answer, 'subnetSet').some((subnet) => isInside(textAt(subnet, 'cidrBlock'), block));
  if (isUsed)
    throw new Refusal(
      'InvalidCidrBlock.InUse',
      `The vpc ${vpc} currently has a subnet within CIDR block ${block}`,
    );
}
