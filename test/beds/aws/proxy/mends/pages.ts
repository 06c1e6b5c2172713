import { Refusal } from '../answers.ts';
import type { Call, Mend } from '../mend.types.ts';
import type { XmlElement } from '../xml.ts';
import { rewritten } from './rewrite.ts';

/** Lists that AWS gives whole, whatever their length. */
const WHOLE =
  /^(DescribeAddresses|DescribeVpnGateways|DescribeVpnConnections|DescribeCustomerGateways|DescribeRegions|DescribeAvailabilityZones|DescribeAccountAttributes|DescribeKeyPairs|DescribePlacementGroups|Describe\w+Attribute)$/;

export const pages: Mend = {
  gap: 'MaxResults is ignored on DescribeVpcs, DescribeSubnets, DescribeRouteTables and others, in moto',
  actions: ['ec2:Describe*', 'ec2:Get*'],
  async answer(call) {
    const { action, params } = call.request;
    if (WHOLE.test(action)) return call.next();
    const size = sizeOf(call);
    const begin = beginOf(call);
    const rest = new Map([...params].filter(([name]) => name !== 'MaxResults' && name !== 'NextToken'));
    const answer = await call.next({ params: rest });
    return size === 0 ? answer : rewritten(answer, (content) => cut(call, content, begin, size));
  },
};

function sizeOf({ request: { params }, settings }: Call): number {
  const asked = params.get('MaxResults');
  if (asked === undefined) return settings.pageSize;
  const size = Number(asked);
  if (!(size >= 5))
    throw new Refusal('InvalidParameterValue', `Value ( ${asked} ) for parameter maxResults is invalid.`);
  return settings.pageSize > 0 ? Math.min(size, settings.pageSize) : size;
}

function beginOf({ request: { action, params } }: Call): number {
  const token = params.get('NextToken');
  if (token === undefined) return 0;
  const [from, begin] = Buffer.from(token, 'base64').toString().split(' ');
  if (from === action && Number(begin) > 0) return Number(begin);
  throw new Refusal('InvalidNextToken', 'The token is invalid.');
}

function cut({ request: { action } }: Call, content: XmlElement, begin: number, size: number): XmlElement {
  const [list] = Object.entries(content).find(
    ([, [value]]) => typeof value === 'object' && Object.keys(value).join() === 'item',
  ) ?? [''];
  const holder = content[list]?.[0];
  const items = typeof holder === 'object' ? (holder['item'] ?? []) : [];
  const end = begin + size;
  return {
    ...content,
    [list]: [{ item: items.slice(begin, end) }],
    nextToken: items.length > end ? [Buffer.from(`${action} ${end}`).toString('base64')] : [],
  };
}
