import type { Clients, StateRow } from '../../switch/execute/execute.types.ts';
import type { Operation } from '../../switch/operation.types.ts';
import { placeOfOperation } from '../../switch/rows/place-of-operation.ts';
import { targetText } from './target-text.ts';

export const subnetRow: StateRow = {
  async read(operation, { aws }, signal) {
    const Filters = [{ Name: 'subnet-id', Values: [targetText(operation, 'subnet')] }];
    const [found] = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'DescribeSubnets',
      { Filters },
      'Subnets',
      { signal },
    );
    return { state: found === undefined ? null : { vpc: found.VpcId } };
  },
  // The interfaces of the attachment vanish some minutes after it.
  notYet: ['DependencyViolation'],
};

export const natGatewayRow: StateRow = {
  async read(operation, { aws }, signal) {
    const Filter = [{ Name: 'nat-gateway-id', Values: [targetText(operation, 'nat')] }];
    const [found] = await aws.all(
      placeOfOperation(operation),
      'ec2',
      'DescribeNatGateways',
      { Filter },
      'NatGateways',
      { signal },
    );
    const state = found?.State;
    return {
      state: state === undefined || state === 'deleted' ? null : { state },
      isSettling: state === 'deleting' || state === 'pending',
    };
  },
};

export const vpnDetachmentRow: StateRow = {
  async read(operation, clients, signal) {
    const { attached, isSettling } = await readVpnGateway(operation, clients, signal);
    // A gateway that is gone is attached to nothing.
    return { state: { vpc: attached ?? null }, isSettling };
  },
  notYet: ['IncorrectState', 'InvalidParameterValue'],
};

export const vpnGatewayRow: StateRow = {
  async read(operation, clients, signal) {
    const { isThere, attached, isSettling } = await readVpnGateway(operation, clients, signal);
    return { state: isThere ? { vpc: attached ?? null } : null, isSettling };
  },
  notYet: ['IncorrectState', 'DependencyViolation'],
};

export const vpcCidrRow: StateRow = {
  async read(operation, { aws }, signal) {
    const Filters = [{ Name: 'vpc-id', Values: [targetText(operation, 'vpc')] }];
    const [vpc] = await aws.all(placeOfOperation(operation), 'ec2', 'DescribeVpcs', { Filters }, 'Vpcs', {
      signal,
    });
    const cidr = targetText(operation, 'cidr');
    const all = [
      ...(vpc?.CidrBlockAssociationSet ?? []).map((one) => ({
        cidr: one.CidrBlock,
        state: one.CidrBlockState?.State,
        association: one.AssociationId,
      })),
      ...(vpc?.Ipv6CidrBlockAssociationSet ?? []).map((one) => ({
        cidr: one.Ipv6CidrBlock,
        state: one.Ipv6CidrBlockState?.State,
        association: one.AssociationId,
      })),
    ].filter((one) => one.cidr === cidr);
    const found = all.find(({ state }) => state !== 'disassociated' && state !== 'failed');
    return {
      state: found === undefined ? null : { association: found.association },
      isSettling: found?.state === 'disassociating' || found?.state === 'associating',
    };
  },
  notYet: ['DependencyViolation', 'InvalidCidrBlock.InUse'],
};

async function readVpnGateway(operation: Operation, { aws }: Clients, signal: AbortSignal) {
  const Filters = [{ Name: 'vpn-gateway-id', Values: [targetText(operation, 'gateway')] }];
  const [found] = await aws.all(
    placeOfOperation(operation),
    'ec2',
    'DescribeVpnGateways',
    { Filters },
    'VpnGateways',
    { signal },
  );
  const attachment = found?.VpcAttachments?.find(({ State }) => State !== 'detached');
  return {
    isThere: found !== undefined && found.State !== 'deleted',
    attached: attachment?.VpcId,
    isSettling:
      found?.State === 'deleting' || attachment?.State === 'detaching' || attachment?.State === 'attaching',
  };
}
