import type { NetworkInterface, TransitGatewayVpcAttachment } from '../../api/ec2.types.ts';
import { attachmentSubnets, isAttached } from '../../discovery/copy/subnets.ts';
import { transitGatewayOf } from '../../discovery/config/settings.ts';
import type { VpcView } from '../../discovery/view/view.types.ts';
import { isSameState } from '../../switch/execute/same-state.ts';
import { advertisedCidrs, normalCidrs } from '../../switch/plan/advertised-cidrs.ts';
import type { CleanupOperation, CleanupPart, CleanupSubject, Dependents } from '../cleanup.types.ts';
import { targetText } from '../rows/target-text.ts';
import { call, each, joined, nothing, removal } from './removal.ts';
import { usersOf } from './tables.ts';

/** Whether the attachment was asked for. */
function isWanted({ view: { config } }: CleanupSubject): boolean {
  return (
    config.config.filter_tgw_attachment_subnet ||
    config.cleanup?.resources.includes('TGW_ATTACHMENT') === true
  );
}

/** The VPC leaves the transit gateway: by AWS, or by the controller where that manages it. */
export function planTransit(subject: CleanupSubject, going: ReadonlySet<string>): CleanupPart {
  if (!isWanted(subject)) return nothing;
  const { view } = subject;
  if (view.account.managed_tgw) return planManaged(subject);
  return each(
    wantedAttachments(view),
    (attachment) => whyStays(attachment, subject, going) ?? attachmentRemoval(attachment, subject),
  );
}

/** Those to the transit gateway of discovery.yaml. */
function wantedAttachments(view: VpcView): readonly TransitGatewayVpcAttachment[] {
  const wanted = transitGatewayOf(view.config, view.region)?.id;
  return presentAttachments(view).filter(({ TransitGatewayId }) => TransitGatewayId === wanted);
}

function presentAttachments({ attachments }: VpcView): readonly TransitGatewayVpcAttachment[] {
  return attachments.filter(isAttached);
}

function whyStays(
  { TransitGatewayAttachmentId: id = '', TransitGatewayId }: TransitGatewayVpcAttachment,
  { view, facts }: CleanupSubject,
  going: ReadonlySet<string>,
): string | undefined {
  const route = facts.transits
    .flatMap(({ routeTables }) => routeTables.flatMap(({ routes }) => routes))
    .find(
      ({ Type, TransitGatewayAttachments = [] }) =>
        Type === 'static' && TransitGatewayAttachments.some((one) => one.TransitGatewayAttachmentId === id),
    );
  if (route !== undefined)
    return `${id} stays: the static route ${route.DestinationCidrBlock ?? route.PrefixListId ?? ''} of the transit gateway leads to it, and would lead nowhere. Switch with rm_static_route first.`;
  const [table] = usersOf(view, going, (one) => one.TransitGatewayId === TransitGatewayId);
  return table === undefined ? undefined : `${id} stays: ${table} has a route to ${TransitGatewayId ?? ''}.`;
}

function attachmentRemoval(
  { TransitGatewayAttachmentId: id = '', TransitGatewayId: transit = '' }: TransitGatewayVpcAttachment,
  { view }: CleanupSubject,
): CleanupOperation {
  return removal(view, {
    kind: 'transit-attachment',
    resource: id,
    title: `attachment ${id} to ${transit} is deleted`,
    target: { attachment: id },
    before: { transit },
    does: call('ec2', 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: id }),
    risk: 'path',
  });
}

/** First the VPC is detached, then its gateway advertises whole CIDRs: before, the controller would refuse them. */
function planManaged(subject: CleanupSubject): CleanupPart {
  const { view, dependents } = subject;
  const found = dependents.transitAttachments.filter(
    ({ vpcId, name }) => vpcId === view.id || name === view.id,
  );
  const detachments = found.map(({ transit = '' }): CleanupOperation => {
    const does = { action: 'detach_vpc_from_tgw', input: { vpc_name: view.id, tgw_name: transit } };
    return {
      id: `${view.id}/cleanup/transit-detachment/${transit}`,
      kind: 'transit-detachment',
      vpc: view.id,
      title: `the controller detaches ${view.id} from ${transit}`,
      place: 'controller',
      target: { vpc: view.id, transit },
      before: { transit },
      after: null,
      does: [does],
      undoes: [],
      risk: 'path',
    };
  });
  return joined([{ operations: detachments, stays: [] }, planWholeCidrs(subject)]);
}

function planWholeCidrs({ view, gatewayName, facts }: CleanupSubject): CleanupPart {
  const gateway = facts.gateways.find(({ name }) => name === gatewayName);
  if (gateway === undefined)
    return {
      operations: [],
      stays: [`The spoke gateway of ${view.id} is not known to the controller: what it advertises stays.`],
    };
  const plain = { ...view, account: { ...view.account, managed_tgw: false } };
  const settings = { removesStaticRoutes: false, removesPropagations: false, canary: [], probes: [] };
  const wanted = advertisedCidrs({ view: plain, gatewayName, ...facts, settings });
  const before = normalCidrs(gateway.advertised);
  if ('flaws' in wanted || isSameState(before, wanted.cidrs)) return nothing;
  const advertise = (cidrs: readonly string[]) => [
    { action: 'edit_gateway_advertised_cidr', input: { gateway_name: gateway.name, cidr: cidrs.join(',') } },
  ];
  return {
    operations: [
      {
        id: `${view.id}/cleanup/advertisement/${gateway.name}`,
        kind: 'advertisement',
        vpc: view.id,
        title: `${gateway.name} advertises whole CIDRs: ${wanted.cidrs.join(', ')}`,
        place: 'controller',
        target: { gateway: gateway.name },
        before,
        after: wanted.cidrs,
        does: advertise(wanted.cidrs),
        undoes: advertise(before),
        risk: 'path',
      },
    ],
    stays: [],
  };
}

/** Subnets that were left alone for the attachment and hold nothing else: they can go with it. */
export function emptySubnets({ view, dependents }: CleanupSubject): ReadonlySet<string> {
  const used = new Set(dependents.interfaces.filter(isForeign).map(({ SubnetId }) => SubnetId));
  const leaving = view.account.managed_tgw ? presentAttachments(view) : wantedAttachments(view);
  const { alone } = subnetsOf(view, new Set(leaving.map(idOf)));
  return new Set(alone.filter((id) => !used.has(id)));
}

/** Subnets of attachments: those of attachments that go alone, and those that another one is in as well. */
function subnetsOf(view: VpcView, leaving: ReadonlySet<string>) {
  const there = new Set(view.subnets.map(({ SubnetId }) => SubnetId));
  const staying = presentAttachments(view).filter((one) => !leaving.has(idOf(one)));
  const kept = new Set(staying.flatMap(({ SubnetIds }) => SubnetIds ?? []));
  const all = [...attachmentSubnets(view)].filter((id) => there.has(id));
  return { alone: all.filter((id) => !kept.has(id)), kept: all.filter((id) => kept.has(id)) };
}

function idOf({ TransitGatewayAttachmentId }: TransitGatewayVpcAttachment): string {
  return TransitGatewayAttachmentId ?? '';
}

/** The attachments that steps take away. The controller does not say which of several it means: then none is known to go. */
function leavingAttachments(view: VpcView, { operations }: CleanupPart): ReadonlySet<string> {
  const present = presentAttachments(view);
  const detached = operations.filter(({ kind }) => kind === 'transit-detachment').length;
  if (detached > 0 && detached >= present.length) return new Set(present.map(idOf));
  return new Set(
    operations
      .filter(({ kind }) => kind === 'transit-attachment')
      .map((one) => targetText(one, 'attachment')),
  );
}

function isForeign({ InterfaceType }: NetworkInterface): boolean {
  return InterfaceType !== 'transit_gateway';
}

/** What is in the subnet beside the attachment; undefined where that is nothing. */
export function whySubnetStays(id: string, { interfaces }: Dependents): string | undefined {
  const used = interfaces.find((one) => one.SubnetId === id && isForeign(one));
  return used === undefined
    ? undefined
    : `${id} stays: ${used.NetworkInterfaceId ?? ''} (${used.Description ?? used.InterfaceType ?? ''}) is in it.`;
}

/** They go with the attachment. */
export function planAttachmentSubnets(subject: CleanupSubject, transit: CleanupPart): CleanupPart {
  const { view, dependents } = subject;
  const { alone, kept } = subnetsOf(view, leavingAttachments(view, transit));
  const stays = kept.map((id) => `${id} stays, as the attachment in it does.`);
  const going = each(alone, (id) => {
    const why = whySubnetStays(id, dependents);
    if (why !== undefined) return why;
    return removal(view, {
      kind: 'subnet',
      resource: id,
      title: `subnet ${id} of the attachment is deleted`,
      target: { subnet: id },
      before: { vpc: view.id },
      does: call('ec2', 'DeleteSubnet', { SubnetId: id }),
    });
  });
  return joined([going, { operations: [], stays }]);
}
