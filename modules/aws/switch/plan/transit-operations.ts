import type { Place } from '../../api/aws.types.ts';
import type { OperationCall, SwitchKind, SwitchOperation } from '../operation.types.ts';

/** A route table of a transit gateway, and the attachment of a VPC to it. */
export interface TransitTarget {
  readonly vpc: string;
  readonly place: Place;
  readonly table: string;
  readonly attachment: string;
}

/** What leads to an attachment; null is nothing. */
export interface LeadsTo {
  readonly attachment: string;
}

export function staticRoute(about: TransitTarget, cidr: string): SwitchOperation {
  const key = { DestinationCidrBlock: cidr, TransitGatewayRouteTableId: about.table };
  return removal(about, {
    kind: 'static-route',
    what: { cidr },
    title: `static route ${cidr} of ${about.table}`,
    before: { attachment: about.attachment } satisfies LeadsTo,
    after: null,
    does: ec2('DeleteTransitGatewayRoute', key),
    undoes: ec2('CreateTransitGatewayRoute', { ...key, TransitGatewayAttachmentId: about.attachment }),
  });
}

export function prefixListReference(about: TransitTarget, list: string): SwitchOperation {
  const key = { PrefixListId: list, TransitGatewayRouteTableId: about.table };
  return removal(about, {
    kind: 'prefix-list-reference',
    what: { prefixList: list },
    title: `prefix list ${list} of ${about.table}`,
    before: { attachment: about.attachment } satisfies LeadsTo,
    after: null,
    does: ec2('DeleteTransitGatewayPrefixListReference', key),
    undoes: ec2('CreateTransitGatewayPrefixListReference', {
      ...key,
      TransitGatewayAttachmentId: about.attachment,
    }),
  });
}

export function propagation(about: TransitTarget): SwitchOperation {
  const key = {
    TransitGatewayRouteTableId: about.table,
    TransitGatewayAttachmentId: about.attachment,
  };
  return removal(about, {
    kind: 'propagation',
    what: {},
    title: `propagation of ${about.attachment} to ${about.table}`,
    before: 'enabled',
    after: 'disabled',
    does: ec2('DisableTransitGatewayRouteTablePropagation', key),
    undoes: ec2('EnableTransitGatewayRouteTablePropagation', key),
  });
}

interface Removal {
  readonly kind: SwitchKind;
  readonly what: Readonly<Record<string, string>>;
  readonly title: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly does: OperationCall;
  readonly undoes: OperationCall;
}

function removal(
  { vpc, place, table, attachment }: TransitTarget,
  { kind, what, title, before, after, does, undoes }: Removal,
): SwitchOperation {
  const key = [table, ...Object.values(what), attachment].join('/');
  return {
    id: `${vpc}/${kind}/${key}`,
    kind,
    vpc,
    title,
    place,
    target: { table, attachment, ...what },
    before,
    after,
    does: [does],
    undoes: [undoes],
    risk: 'path',
  };
}

function ec2(action: string, input: Readonly<Record<string, string>>): OperationCall {
  return { service: 'ec2', action, input };
}
