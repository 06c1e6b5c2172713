/** The bed and a session with it, for the tests of its gaps. */
import { equal, rejects } from 'node:assert/strict';
import type { Place } from '../../../../modules/aws/api/aws.types.ts';
import { awsCodeOf } from '../../../../modules/aws/api/errors.ts';
import { createAws, type OpenedAws } from '../../../../modules/aws/api/open-aws.ts';
import { bringUpAws, MAIN_ACCOUNT } from '../../../beds/aws/aws.ts';

export const bed = bringUpAws();
export const here: Place = { account: MAIN_ACCOUNT, region: 'us-east-1' };
export const spoke: Place = { account: '222222222222', role: 'app', region: 'us-east-1' };
export const ALL = { Filters: [{ Name: 'state', Values: ['active', 'blackhole'] }] };

/** The session of the suite that is under way: see useBed. */
export let aws: OpenedAws;

/** Has each test of a suite begin with empty accounts. */
export function useBed(): void {
  before(async () => {
    aws = await createAws({ environment: bed.environment, rateLimit: 200, externalIds: {} });
  });
  after(() => aws.close());
  beforeEach(() => bed.reset());
}

export const ec2 = (
  place: Place,
  action: string,
  input: Readonly<Record<string, unknown>>,
): Promise<unknown> => aws.make(place, { service: 'ec2', action, input });

/** Whether a call is refused with a code of AWS. */
export async function refused(call: Promise<unknown>, code: string): Promise<void> {
  await rejects(call, (error: unknown) => {
    equal(awsCodeOf(error), code, String(error));
    return true;
  });
}

export async function vpcWithSubnet(
  place: Place,
  cidr = '10.1.0.0/16',
): Promise<{ vpc: string; subnet: string; table: string }> {
  const vpc = (await aws.call(place, 'ec2', 'CreateVpc', { CidrBlock: cidr })).Vpc?.VpcId ?? '';
  const subnet =
    (await aws.call(place, 'ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: cidr.replace('/16', '/24') }))
      .Subnet?.SubnetId ?? '';
  const table =
    (await aws.call(place, 'ec2', 'CreateRouteTable', { VpcId: vpc })).RouteTable?.RouteTableId ?? '';
  return { vpc, subnet, table };
}

export interface TransitEstate {
  readonly gateway: string;
  readonly table: string;
  readonly attachment: string;
  readonly vpc: string;
  readonly subnet: string;
}

/** A gateway of the main account, with a table of its own, and the spoke's VPC attached to it. */
export async function transit(): Promise<TransitEstate> {
  const { vpc, subnet } = await vpcWithSubnet(spoke);
  const made = await aws.call(here, 'ec2', 'CreateTransitGateway', {
    Options: {
      AutoAcceptSharedAttachments: 'enable',
      DefaultRouteTableAssociation: 'disable',
      DefaultRouteTablePropagation: 'disable',
    },
  });
  const gateway = made.TransitGateway?.TransitGatewayId ?? '';
  const table =
    (await aws.call(here, 'ec2', 'CreateTransitGatewayRouteTable', { TransitGatewayId: gateway }))
      .TransitGatewayRouteTable?.TransitGatewayRouteTableId ?? '';
  const attachment =
    (
      await aws.call(spoke, 'ec2', 'CreateTransitGatewayVpcAttachment', {
        TransitGatewayId: gateway,
        VpcId: vpc,
        SubnetIds: [subnet],
      })
    ).TransitGatewayVpcAttachment?.TransitGatewayAttachmentId ?? '';
  return { gateway, table, attachment, vpc, subnet };
}
