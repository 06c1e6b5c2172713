import { contains, isEqual } from '../../cidr/cidr.ts';
import { networkOf } from '../../discovery/config/networks.ts';
import type { CleanupPart, CleanupSubject } from '../cleanup.types.ts';
import { call, each, removal } from './removal.ts';

/** CIDRs of the VPC that are listed, each exactly: what is only inside of a listed one stays. */
export function planCidrs({ view }: CleanupSubject, leaving: ReadonlySet<string>): CleanupPart {
  const listed = (view.config.cleanup?.vpc_cidrs ?? []).flatMap((text) => networkOf(text) ?? []);
  const remaining = view.subnets.filter(({ SubnetId = '' }) => !leaving.has(SubnetId));
  return each(associationsOf(view), ({ text, association }) => {
    const cidr = networkOf(text);
    if (cidr === undefined || !listed.some((one) => isEqual(one, cidr))) return undefined;
    if (text === view.vpc.CidrBlock)
      return `${text} stays: it is the first CIDR of ${view.id}, which AWS never takes away.`;
    if (text === view.asked.avtx_cidr) return `${text} stays: the gateways have their addresses there.`;
    const user = remaining.find(({ CidrBlock, Ipv6CidrBlockAssociationSet = [] }) =>
      [CidrBlock, ...Ipv6CidrBlockAssociationSet.map((one) => one.Ipv6CidrBlock)].some((own) => {
        const inner = networkOf(own);
        return inner !== undefined && contains(cidr, inner);
      }),
    );
    if (user !== undefined) return `${text} stays: the subnet ${user.SubnetId ?? ''} is in it.`;
    return removal(view, {
      kind: 'vpc-cidr',
      resource: text,
      title: `${text} is taken from ${view.id}`,
      target: { vpc: view.id, cidr: text },
      before: { association },
      does: call('ec2', 'DisassociateVpcCidrBlock', { AssociationId: association }),
    });
  });
}

function associationsOf({
  vpc,
}: CleanupSubject['view']): readonly { readonly text: string; readonly association: string }[] {
  const four = (vpc.CidrBlockAssociationSet ?? []).map(({ CidrBlock, AssociationId, CidrBlockState }) => ({
    text: CidrBlock,
    association: AssociationId,
    state: CidrBlockState?.State,
  }));
  const six = (vpc.Ipv6CidrBlockAssociationSet ?? []).map(
    ({ Ipv6CidrBlock, AssociationId, Ipv6CidrBlockState }) => ({
      text: Ipv6CidrBlock,
      association: AssociationId,
      state: Ipv6CidrBlockState?.State,
    }),
  );
  return [...four, ...six].flatMap(({ text, association, state }) =>
    text !== undefined && association !== undefined && (state === undefined || state === 'associated')
      ? [{ text, association }]
      : [],
  );
}
