/** The bed itself: each gap of moto that the proxy mends, seen through the SDK. */
import { deepEqual, equal, ok, rejects } from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { createAws } from '../../../modules/aws/api/open-aws.ts';
import { MAIN_ACCOUNT } from '../../beds/aws/aws.ts';
import { mends } from '../../beds/aws/proxy/mends.ts';
import {
  aws,
  bed,
  ec2,
  here,
  refused,
  spoke,
  transit,
  useBed,
  vpcWithSubnet,
} from './support/bed-session.ts';

describe('the bed of AWS', () => {
  useBed();
  const countVpcs = async () => (await aws.all(here, 'ec2', 'DescribeVpcs', {}, 'Vpcs')).length;

  it('names each gap once', () => {
    const gaps = mends.map(({ gap }) => gap);
    equal(new Set(gaps).size, gaps.length);
    for (const { actions } of mends) ok(actions.length > 0);
  });

  it('answers endpoints whose route tables change', async () => {
    const { vpc, table } = await vpcWithSubnet(here);
    const made = await aws.call(here, 'ec2', 'CreateVpcEndpoint', {
      VpcId: vpc,
      ServiceName: 'com.amazonaws.us-east-1.s3',
      VpcEndpointType: 'Gateway',
    });
    const id = made.VpcEndpoint?.VpcEndpointId ?? '';
    const tables = async () =>
      (await aws.all(here, 'ec2', 'DescribeVpcEndpoints', { VpcEndpointIds: [id] }, 'VpcEndpoints'))[0]
        ?.RouteTableIds;
    await ec2(here, 'ModifyVpcEndpoint', { VpcEndpointId: id, AddRouteTableIds: [table] });
    deepEqual(await tables(), [table]);
    await ec2(here, 'ModifyVpcEndpoint', { VpcEndpointId: id, RemoveRouteTableIds: [table] });
    deepEqual((await tables()) ?? [], []);
  });

  it('lets VPN gateways go step by step, and not while a virtual interface uses them', async () => {
    const { vpc } = await vpcWithSubnet(here);
    const vgw =
      (await aws.call(here, 'ec2', 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway?.VpnGatewayId ?? '';
    await ec2(here, 'AttachVpnGateway', { VpnGatewayId: vgw, VpcId: vpc });
    const second = (await aws.call(here, 'ec2', 'CreateVpnGateway', { Type: 'ipsec.1' })).VpnGateway
      ?.VpnGatewayId;
    await refused(
      ec2(here, 'AttachVpnGateway', { VpnGatewayId: second, VpcId: vpc }),
      'InvalidParameterValue',
    );
    await refused(ec2(here, 'DeleteVpnGateway', { VpnGatewayId: vgw }), 'IncorrectState');
    await bed.set({ settleMs: 300 });
    await ec2(here, 'DetachVpnGateway', { VpnGatewayId: vgw, VpcId: vpc });
    const state = async () =>
      (await aws.call(here, 'ec2', 'DescribeVpnGateways', { VpnGatewayIds: [vgw] })).VpnGateways?.[0]
        ?.VpcAttachments?.[0]?.State;
    equal(await state(), 'detaching');
    await refused(
      ec2(here, 'DetachVpnGateway', { VpnGatewayId: vgw, VpcId: vpc }),
      'InvalidVpnGatewayAttachment.NotFound',
    );
    await sleep(350);
    equal(await state(), 'detached');
    const made = await aws.call(here, 'direct-connect', 'CreatePrivateVirtualInterface', {
      connectionId: 'dxcon-1',
      newPrivateVirtualInterface: {
        virtualInterfaceName: 'line',
        vlan: 101,
        asn: 65000,
        virtualGatewayId: vgw,
      },
    });
    await refused(ec2(here, 'DeleteVpnGateway', { VpnGatewayId: vgw }), 'IncorrectState');
    await aws.call(here, 'direct-connect', 'DeleteVirtualInterface', {
      virtualInterfaceId: made.virtualInterfaceId,
    });
    await sleep(350);
    const lines = await aws.call(here, 'direct-connect', 'DescribeVirtualInterfaces', {});
    equal(lines.virtualInterfaces?.[0]?.virtualInterfaceState, 'deleted');
    await ec2(here, 'DeleteVpnGateway', { VpnGatewayId: vgw });
  });

  it('refuses to take a CIDR that is used, and subnets with attachments', async () => {
    const { vpc, subnet, attachment } = await transit();
    const added = await aws.call(spoke, 'ec2', 'AssociateVpcCidrBlock', {
      VpcId: vpc,
      CidrBlock: '100.64.0.0/24',
    });
    const id = added.CidrBlockAssociation?.AssociationId ?? '';
    const inside = await aws.call(spoke, 'ec2', 'CreateSubnet', { VpcId: vpc, CidrBlock: '100.64.0.0/26' });
    await refused(ec2(spoke, 'DisassociateVpcCidrBlock', { AssociationId: id }), 'InvalidCidrBlock.InUse');
    await ec2(spoke, 'DeleteSubnet', { SubnetId: inside.Subnet?.SubnetId });
    await ec2(spoke, 'DisassociateVpcCidrBlock', { AssociationId: id });
    await refused(ec2(spoke, 'DeleteSubnet', { SubnetId: subnet }), 'DependencyViolation');
    await ec2(spoke, 'DeleteTransitGatewayVpcAttachment', { TransitGatewayAttachmentId: attachment });
    await ec2(spoke, 'DeleteSubnet', { SubnetId: subnet });
  });

  it('gives pages', async () => {
    for (let at = 0; at < 7; at += 1) await vpcWithSubnet(here, `10.${at + 10}.0.0/16`);
    const first = await aws.call(here, 'ec2', 'DescribeVpcs', { MaxResults: 5 });
    equal(first.Vpcs?.length, 5);
    await refused(aws.call(here, 'ec2', 'DescribeVpcs', { MaxResults: 2 }), 'InvalidParameterValue');
    await refused(aws.call(here, 'ec2', 'DescribeVpcs', { NextToken: 'bm9uZQ==' }), 'InvalidNextToken');
    await bed.set({ pageSize: 2 });
    for (const [action, key, least] of [
      ['DescribeVpcs', 'Vpcs', 8],
      ['DescribeSubnets', 'Subnets', 7],
      ['DescribeRouteTables', 'RouteTables', 15],
    ] as const) {
      await bed.forgetCalls();
      const all = await aws.all(here, 'ec2', action, {}, key as never);
      ok((all as readonly unknown[]).length >= least, action);
      ok((await bed.calls()).length >= least / 2, action);
    }
  });

  it('makes nothing with DryRun, and the same with the same token', async () => {
    await refused(
      aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.77.0.0/16', DryRun: true }),
      'DryRunOperation',
    );
    const { subnet } = await vpcWithSubnet(here);
    const input = { SubnetId: subnet, ConnectivityType: 'private', ClientToken: 'one' } as const;
    const first = await aws.call(here, 'ec2', 'CreateNatGateway', input);
    const second = await aws.call(here, 'ec2', 'CreateNatGateway', input);
    equal(first.NatGateway?.NatGatewayId, second.NatGateway?.NatGatewayId);
    const all = await aws.all(here, 'ec2', 'DescribeVpcs', {}, 'Vpcs');
    ok(all.every(({ CidrBlock }) => CidrBlock !== '10.77.0.0/16'));
  });

  it('keeps buckets to their owners, and writes under conditions', async () => {
    await aws.call(here, 's3', 'CreateBucket', { Bucket: 'bed-bucket' });
    const head = (owner: string) =>
      aws.call(here, 's3', 'HeadBucket', { Bucket: 'bed-bucket', ExpectedBucketOwner: owner });
    await head(MAIN_ACCOUNT);
    await refused(head('999999999999'), 'AccessDenied');
    await refused(aws.call(spoke, 's3', 'HeadBucket', { Bucket: 'bed-bucket' }), 'AccessDenied');
    await refused(aws.call(spoke, 's3', 'CreateBucket', { Bucket: 'bed-bucket' }), 'BucketAlreadyExists');
    const at = { Bucket: 'bed-bucket', Key: 'dm/1/lease' };
    const { ETag } = await aws.call(here, 's3', 'PutObject', { ...at, Body: 'one', IfNoneMatch: '*' });
    await refused(
      aws.call(here, 's3', 'PutObject', { ...at, Body: 'two', IfNoneMatch: '*' }),
      'PreconditionFailed',
    );
    const both = await Promise.allSettled(
      ['two', 'three'].map((Body) => aws.call(here, 's3', 'PutObject', { ...at, Body, IfMatch: ETag })),
    );
    deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
    await refused(aws.call(here, 's3', 'DeleteObject', { ...at, IfMatch: ETag }), 'PreconditionFailed');
  });

  it('assumes only roles that are there, where that is asked for', async () => {
    await bed.set({ strictRoles: true });
    const fresh = await createAws({ environment: bed.environment, rateLimit: 100, externalIds: {} });
    const missing: Place = { account: '333333333333', role: 'missing', region: 'us-east-1' };
    await refused(fresh.call(missing, 'ec2', 'DescribeVpcs', {}), 'AccessDenied');
    await bed.set({ strictRoles: false });
    const trust = {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: '*',
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'sts:ExternalId': 'secret-id' } },
        },
      ],
    };
    await aws.call(spoke, 'iam', 'CreateRole', {
      RoleName: 'guarded',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
    await bed.set({ strictRoles: true });
    const guarded: Place = { ...spoke, role: 'guarded' };
    await refused(fresh.call(guarded, 'ec2', 'DescribeVpcs', {}), 'AccessDenied');
    await fresh.call({ ...guarded, externalId: 'secret-id' }, 'ec2', 'DescribeVpcs', {});
    await fresh.close();
  });

  it('simulates policies of roles', async () => {
    const trust = { Version: '2012-10-17', Statement: [] };
    await aws.call(here, 'iam', 'CreateRole', {
      RoleName: 'r',
      AssumeRolePolicyDocument: JSON.stringify(trust),
    });
    const Statement = [
      { Effect: 'Allow', Action: 'ec2:Describe*', Resource: '*' },
      { Effect: 'Deny', Action: 'ec2:DescribeVpcs', Resource: '*' },
    ];
    const made = await aws.call(here, 'iam', 'CreatePolicy', {
      PolicyName: 'p',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    });
    await aws.call(here, 'iam', 'AttachRolePolicy', { RoleName: 'r', PolicyArn: made.Policy?.Arn });
    const PolicyArn = made.Policy?.Arn;
    await aws.call(here, 'iam', 'SetDefaultPolicyVersion', { PolicyArn, VersionId: 'v1' });
    const [version] = await aws.all(here, 'iam', 'ListPolicyVersions', { PolicyArn }, 'Versions');
    equal(version?.IsDefaultVersion, true);
    const answer = await aws.call(here, 'iam', 'SimulatePrincipalPolicy', {
      PolicySourceArn: `arn:aws:iam::${MAIN_ACCOUNT}:role/r`,
      ActionNames: ['ec2:DescribeSubnets', 'ec2:DescribeVpcs', 'ec2:CreateVpc'],
    });
    deepEqual(
      answer.EvaluationResults?.map(({ EvalDecision }) => EvalDecision),
      ['allowed', 'explicitDeny', 'implicitDeny'],
    );
  });

  it('raises quotas', async () => {
    const quota = { ServiceCode: 'ec2', QuotaCode: 'L-0263D0A3' };
    equal((await aws.call(here, 'service-quotas', 'GetServiceQuota', quota)).Quota?.Value, 5);
    await bed.set({ settleMs: 300 });
    const asked = await aws.call(here, 'service-quotas', 'RequestServiceQuotaIncrease', {
      ...quota,
      DesiredValue: 20,
    });
    equal(asked.RequestedQuota?.Status, 'PENDING');
    await refused(
      aws.call(here, 'service-quotas', 'RequestServiceQuotaIncrease', { ...quota, DesiredValue: 30 }),
      'ResourceAlreadyExistsException',
    );
    await sleep(350);
    const [change] = await aws.all(
      here,
      'service-quotas',
      'ListRequestedServiceQuotaChangeHistoryByQuota',
      quota,
      'RequestedQuotas',
    );
    equal(change?.Status, 'APPROVED');
    equal((await aws.call(here, 'service-quotas', 'GetServiceQuota', quota)).Quota?.Value, 20);
    const { RequestedQuota } = await aws.call(here, 'service-quotas', 'GetRequestedServiceQuotaChange', {
      RequestId: asked.RequestedQuota.Id,
    });
    equal(RequestedQuota?.DesiredValue, 20);
  });

  it('shows shared subnets to whom they are shared with', async () => {
    const { vpc, subnet } = await vpcWithSubnet(here);
    await bed.share({ region: 'us-east-1', subnet, owner: MAIN_ACCOUNT, with: '222222222222' });
    const filters = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
    const subnets = await aws.all(spoke, 'ec2', 'DescribeSubnets', filters, 'Subnets');
    deepEqual(
      subnets.map(({ SubnetId, OwnerId }) => [SubnetId, OwnerId]),
      [[subnet, MAIN_ACCOUNT]],
    );
    const vpcs = await aws.all(spoke, 'ec2', 'DescribeVpcs', {}, 'Vpcs');
    ok(vpcs.some(({ VpcId, OwnerId }) => VpcId === vpc && OwnerId === MAIN_ACCOUNT));
    deepEqual((await aws.all(spoke, 'ec2', 'DescribeVpcs', { VpcIds: [vpc] }, 'Vpcs')).length, 1);
  });

  it('has reads that are behind for a while', async () => {
    await bed.fault({ kind: 'stale', ms: 3000 });
    const before = await countVpcs();
    await aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.50.0.0/16' });
    equal(await countVpcs(), before);
    await sleep(3100);
    equal(await countVpcs(), before + 1);
  });

  it('does nothing for a client that goes while its call is delayed', async () => {
    const before = await countVpcs();
    await bed.fault({ kind: 'delay', action: 'CreateVpc', ms: 1500 });
    const signal = AbortSignal.timeout(300);
    await rejects(aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.51.0.0/16' }, { signal }));
    await sleep(1700);
    equal(await countVpcs(), before);
    ok(!(await bed.calls()).some(({ action }) => action === 'CreateVpc'));
    await aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.51.0.0/16' });
    equal(await countVpcs(), before + 1);
  });

  it('answers boto3, the SDK of another language', async () => {
    const { table } = await transit();
    const script = [
      'import boto3, json',
      "ec2 = boto3.client('ec2')",
      `r = ec2.search_transit_gateway_routes(TransitGatewayRouteTableId='${table}', Filters=[{'Name': 'type', 'Values': ['static']}])`,
      "v = ec2.describe_vpcs(MaxResults=5)['Vpcs']",
      "print(json.dumps([r['Routes'], r['AdditionalRoutesAvailable'], len(v) > 0]))",
    ].join('\n');
    const said = execFileSync(
      '/usr/bin/python3',
      ['-c', script.replace("'ec2')", `'ec2', endpoint_url='${bed.endpoint}')`)],
      {
        encoding: 'utf8',
        env: { ...process.env, ...bed.environment, AWS_DEFAULT_REGION: 'us-east-1' },
      },
    );
    deepEqual(JSON.parse(said), [[], false, true]);
  });
});
