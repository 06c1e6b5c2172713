import type { Call, Mend } from '../mend.types.ts';
import { itemsAt, readXml, textAt, type XmlElement } from '../xml.ts';
import { rewritten } from './rewrite.ts';

/** A subnet that its owner shares with another account, as by AWS RAM: noted with POST /drover-bed/shares. */
export interface Share {
  readonly subnet: string;
  readonly owner: string;
  readonly with: string;
}

export function sharesOf(call: Pick<Call, 'stateOf'>, region: string): Share[] {
  return call.stateOf('*', region, 'shares', () => []);
}

const LISTS: Readonly<Record<string, string>> = {
  DescribeSubnets: 'subnetSet',
  DescribeVpcs: 'vpcSet',
  DescribeRouteTables: 'routeTableSet',
};

/** A participant sees the subnet, its VPC and the VPC's tables, with their owner's id. */
export const sharedSubnets: Mend = {
  gap: 'Subnets that are shared are not seen by the participant, in moto',
  actions: ['ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:DescribeRouteTables'],
  async answer(call) {
    const { action, region } = call.request;
    const shares = sharesOf(call, region).filter((share) => share.with === call.account);
    if (shares.length === 0) return call.next();
    const list = LISTS[action] ?? '';
    const others = (await Promise.all(shares.map((share) => seenOf(call, share, list)))).flat();
    const own = await call.next();
    // Asked for by id, moto refuses what is another's: then only what is shared is told.
    const answer = own.status < 300 ? own : await asOwner(call, shares);
    if (own.status >= 300 && others.length === 0) return own;
    const isOwn = own.status < 300;
    return rewritten(answer, (content) => {
      const items = isOwn ? itemsAt(content, list) : [];
      return { ...content, [list]: [{ item: [...items, ...unique(others)] }] };
    });
  },
};

async function asOwner(call: Call, [share]: readonly Share[]) {
  return call.moto.forward(
    { ...call.request, headers: await call.as(share?.owner ?? '') },
    { params: call.request.params },
  );
}

async function seenOf(call: Call, share: Share, list: string): Promise<readonly XmlElement[]> {
  const headers = await call.as(share.owner);
  const subnets = await call.moto.ask({ headers, service: 'ec2' }, 'DescribeSubnets', {
    'Filter.1.Name': 'subnet-id',
    'Filter.1.Value.1': share.subnet,
  });
  const vpc = textAt(itemsAt(subnets, 'subnetSet')[0], 'vpcId');
  const answer = await call.moto.forward({ ...call.request, headers }, { params: call.request.params });
  if (answer.status >= 300) return [];
  const content = Object.values(readXml(answer.body.toString()))[0]?.[0];
  return itemsAt(content, list).filter((item) =>
    list === 'subnetSet' ? textAt(item, 'subnetId') === share.subnet : textAt(item, 'vpcId') === vpc,
  );
}

function unique(items: readonly XmlElement[]): readonly XmlElement[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
