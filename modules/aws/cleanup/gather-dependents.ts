import type { Aws, Place } from '../api/aws.types.ts';
import type { Controller } from '../controller/controller.types.ts';
import { attachmentSubnets } from '../discovery/copy/subnets.ts';
import { placeOf } from '../discovery/places.ts';
import type { CleanupSubject, Dependents, VirtualInterface } from './cleanup.types.ts';
import { gatherBalancers } from './gather-balancers.ts';
import { openOperations } from './open-operations.ts';
import { targetText } from './rows/target-text.ts';

type Vpc = Pick<CleanupSubject, 'view' | 'state'>;

/** What depends on things that are to go, as far as it was asked for them: a list a region, whatever the number of VPCs. */
export async function gatherDependents(
  vpcs: readonly Vpc[],
  aws: Aws,
  controller: () => Promise<Controller>,
  signal: AbortSignal,
): Promise<Dependents> {
  const regions = new Map<string, Vpc[]>();
  for (const vpc of vpcs) {
    const key = `${vpc.view.account.account_id} ${vpc.view.region.region}`;
    regions.set(key, [...(regions.get(key) ?? []), vpc]);
  }
  const asked = (resource: string): boolean =>
    vpcs.some(({ view }) => view.config.cleanup?.resources.some((one) => one === resource) === true);
  const perRegion = await Promise.all(
    [...regions.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return { interfaces: [], balancers: [], virtualInterfaces: [] };
      const place = placeOf(first.view.account, first.view.region.region);
      const ids = new Set(group.map(({ view }) => view.id));
      const [interfaces, balancers, virtualInterfaces] = await Promise.all([
        readInterfaces(group, place, aws, signal),
        asked('INTERNAL_LB') ? gatherBalancers(ids, place, aws, signal) : [],
        asked('VGW') && group.some(({ view }) => view.vpnGateways.length > 0)
          ? readVirtualInterfaces(place, aws, signal)
          : [],
      ]);
      return { interfaces, balancers, virtualInterfaces };
    }),
  );
  const isManaged = vpcs.some(({ view }) => view.account.managed_tgw);
  return {
    interfaces: perRegion.flatMap(({ interfaces }) => interfaces),
    balancers: perRegion.flatMap(({ balancers }) => balancers),
    virtualInterfaces: perRegion.flatMap(({ virtualInterfaces }) => virtualInterfaces),
    transitAttachments: isManaged ? await (await controller()).transitAttachments(signal) : [],
  };
}

/** Of subnets of attachments, also where an earlier run has deleted the attachment and not come to the subnet. */
async function readInterfaces(group: readonly Vpc[], place: Place, aws: Aws, signal: AbortSignal) {
  const subnets = new Set(
    group.flatMap(({ view, state }) => [
      ...attachmentSubnets(view),
      ...openOperations({ state })
        .filter(({ kind }) => kind === 'subnet')
        .map((operation) => targetText(operation, 'subnet')),
    ]),
  );
  const read = partsOf([...subnets]).map((Values) => {
    const Filters = [{ Name: 'subnet-id', Values: [...Values] }];
    return aws.all(place, 'ec2', 'DescribeNetworkInterfaces', { Filters }, 'NetworkInterfaces', { signal });
  });
  return (await Promise.all(read)).flat();
}

/** EC2 takes no more values in a filter. */
const MOST = 200;

function partsOf(values: readonly string[]): readonly (readonly string[])[] {
  const parts = Math.ceil(values.length / MOST);
  return Array.from({ length: parts }, (_, at) => values.slice(at * MOST, (at + 1) * MOST));
}

async function readVirtualInterfaces(
  place: Place,
  aws: Aws,
  signal: AbortSignal,
): Promise<readonly VirtualInterface[]> {
  const found = await aws.all(place, 'direct-connect', 'DescribeVirtualInterfaces', {}, 'virtualInterfaces', {
    signal,
  });
  return found.flatMap((one) =>
    one.virtualInterfaceId === undefined || !one.virtualGatewayId || one.virtualInterfaceState === 'deleted'
      ? []
      : [{ id: one.virtualInterfaceId, owner: one.ownerAccount ?? '', gateway: one.virtualGatewayId }],
  );
}
