import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../../../../modules/aws/api/services.ts';
import type { Statement } from '../../../../modules/aws/iam/document.ts';
import { neededCalls, phases, type Duty } from '../../../../modules/aws/iam/duties.ts';
import { needsOfOperation } from '../../../../modules/aws/switch/run/needs-of-operation.ts';
import type { PlannedNeed } from '../../../../modules/aws/iam/resource-forms.ts';
import { ownPermissions, statementsFor } from '../../../../modules/aws/iam/statements.ts';
import type { SwitchOperation } from '../../../../modules/aws/switch/operation.types.ts';
import { association } from '../../../../modules/aws/switch/plan/association.ts';
import { prefixListReference, staticRoute } from '../../../../modules/aws/switch/plan/transit-operations.ts';

const scope = {
  partition: 'aws-us-gov',
  account: '123456789012',
  regions: ['us-gov-east-1', 'us-gov-west-1'],
  bucket: 'kept',
};
const find = (statements: readonly Statement[], action: string): Statement | undefined =>
  statements.find(({ Action = [] }) => Action.includes(action));

describe('the statements for a migration', () => {
  const all = statementsFor(phases, new Set(['vpcs', 'transit', 'bucket']), scope);

  it('have names of their own, each permission once', () => {
    assert.deepEqual(
      all.map(({ Sid }) => Sid),
      all.map((_, at) => `DroverMigration${at + 1}`),
    );
    const permissions = ownPermissions(all);
    assert.equal(new Set(permissions).size, permissions.length);
  });

  it('are narrowed to resources where IAM can, to regions where it cannot', () => {
    assert.deepEqual(find(all, 'ec2:DeleteTransitGatewayRoute')?.Resource, [
      'arn:aws-us-gov:ec2:us-gov-east-1:123456789012:transit-gateway-route-table/*',
      'arn:aws-us-gov:ec2:us-gov-west-1:123456789012:transit-gateway-route-table/*',
    ]);
    const controller = statementsFor(['switch'], new Set(['controller']), {
      ...scope,
      parameter: '/avx/password',
    });
    assert.deepEqual(find(controller, 'ssm:GetParameter')?.Resource, [
      'arn:aws-us-gov:ssm:us-gov-east-1:123456789012:parameter/avx/password',
      'arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/avx/password',
    ]);
    assert.deepEqual(find(all, 's3:PutObject')?.Resource, ['arn:aws-us-gov:s3:::kept/*']);
    assert.deepEqual(find(all, 's3:ListBucket')?.Resource, ['arn:aws-us-gov:s3:::kept']);
    const reads = find(all, 'ec2:DescribeVpcs');
    assert.deepEqual(reads?.Resource, ['*']);
    assert.deepEqual(reads['Condition'], { StringEquals: { 'aws:RequestedRegion': scope.regions } });
    for (const { Resource, Condition } of all) assert.ok(!Resource?.includes('*') || Condition !== undefined);
  });

  it('are those of the phases and duties that are asked for', () => {
    const discovery = ownPermissions(statementsFor(['discovery'], new Set(['vpcs']), scope));
    assert.ok(discovery.length > 10);
    assert.ok(discovery.every((permission) => /^ec2:(Describe|Get|Search)/.test(permission)));
    const revert = ownPermissions(statementsFor(['revert'], new Set(['transit']), scope));
    assert.ok(revert.includes('ec2:CreateTransitGatewayRoute'));
    assert.ok(!revert.includes('ec2:ReplaceRouteTableAssociation'));
    assert.deepEqual(statementsFor(['backup'], new Set(['vpcs']), scope), []);
  });

  it('are enough for the journals and leases of a switch that are in the bucket', () => {
    for (const phase of ['switch', 'revert', 'cleanup'] as const)
      assert.deepEqual(
        ownPermissions(statementsFor([phase], new Set(['bucket']), scope)),
        [
          's3:CreateBucket',
          's3:GetBucketPublicAccessBlock',
          's3:GetBucketVersioning',
          's3:GetObject',
          's3:ListBucket',
          's3:PutBucketPublicAccessBlock',
          's3:PutBucketVersioning',
          's3:PutObject',
        ],
        phase,
      );
  });

  it('are enough of a discovery to plan a switch: its journal is read, and the password of the controller', () => {
    assert.deepEqual(ownPermissions(statementsFor(['discovery'], new Set(['bucket', 'controller']), scope)), [
      's3:GetBucketPublicAccessBlock',
      's3:GetBucketVersioning',
      's3:GetObject',
      's3:ListBucket',
      'ssm:GetParameter',
    ]);
  });

  it('are enough to read transit gateways that an account with VPCs owns, and not to change them', () => {
    const own = ownPermissions(statementsFor(['switch'], new Set(['vpcs']), scope));
    assert.ok(own.includes('ec2:SearchTransitGatewayRoutes'));
    assert.ok(!own.includes('ec2:DeleteTransitGatewayRoute'));
  });

  it('leave out what the policy allows already', () => {
    const allow = (Action: string, more: Partial<Statement> = {}): Statement => ({
      Effect: 'Allow',
      Action,
      Resource: '*',
      ...more,
    });
    const left = (there: Statement): readonly string[] =>
      ownPermissions(statementsFor(['discovery'], new Set(['vpcs']), scope, { there: [there] }));
    assert.deepEqual(left(allow('EC2:*')), []);
    assert.ok(left(allow('ec2:Describe*')).every((permission) => /^ec2:(?:Get|Search)/.test(permission)));
    for (const there of [
      allow('ec2:*', { Effect: 'Deny' }),
      allow('ec2:*', { Resource: 'arn:x' }),
      allow('ec2:*', { Condition: {} }),
      allow('ec2:*', { Sid: 'DroverMigration1' }),
    ])
      assert.ok(left(there).length > 10, JSON.stringify(there));
  });
});

describe('the statements for a plan', () => {
  const place = { account: scope.account, role: 'app', region: 'us-gov-east-1' };
  const needsOf = (operation: SwitchOperation): readonly PlannedNeed[] =>
    needsOfOperation(operation).map((need) => ({ ...need, region: place.region }));
  const moved = needsOf(association({ vpc: 'vpc-1', subnet: 'subnet-1' }, place, null, 'rtb-2'));
  const transit = { vpc: 'vpc-1', place, table: 'tgw-rtb-1', attachment: 'tgw-attach-1' };
  const planned = (duty: Duty, needs: readonly PlannedNeed[]): readonly Statement[] =>
    statementsFor(['switch', 'revert'], new Set([duty]), scope, { planned: needs });
  const writes = (statements: readonly Statement[]): readonly string[] =>
    ownPermissions(statements).filter((permission) => !/:(?:Describe|Get|Search)/.test(permission));

  it('allow the calls of its operations and of their way back, and no others', () => {
    assert.deepEqual(writes(planned('vpcs', moved)), [
      'ec2:AssociateRouteTable',
      'ec2:DisassociateRouteTable',
    ]);
    assert.deepEqual(writes(planned('transit', needsOf(staticRoute(transit, '10.0.0.0/16')))), [
      'ec2:CreateTransitGatewayRoute',
      'ec2:DeleteTransitGatewayRoute',
    ]);
    assert.deepEqual(writes(planned('vpcs', [])), []);
  });

  it('allow a role with VPCs to change the transit gateways of its account where that is planned', () => {
    assert.deepEqual(writes(planned('vpcs', [...moved, ...needsOf(staticRoute(transit, '10.0.0.0/16'))])), [
      'ec2:AssociateRouteTable',
      'ec2:CreateTransitGatewayRoute',
      'ec2:DeleteTransitGatewayRoute',
      'ec2:DisassociateRouteTable',
    ]);
  });

  it('allow to read what the phases read', () => {
    const reads = ownPermissions(statementsFor(['discovery'], new Set(['vpcs']), scope));
    assert.deepEqual(ownPermissions(planned('vpcs', [])), reads);
  });

  it('are for tables and subnets of its VPCs', () => {
    const others = needsOf(association({ vpc: 'vpc-2', main: true }, place, 'rtb-3', 'rtb-4'));
    const found = find(planned('vpcs', moved), 'ec2:AssociateRouteTable');
    assert.deepEqual(found?.Resource, [
      'arn:aws-us-gov:ec2:us-gov-east-1:*:subnet/*',
      'arn:aws-us-gov:ec2:us-gov-east-1:123456789012:route-table/*',
    ]);
    assert.deepEqual(found['Condition'], {
      ArnEquals: { 'ec2:Vpc': ['arn:aws-us-gov:ec2:us-gov-east-1:123456789012:vpc/vpc-1'] },
    });
    const main = find(planned('vpcs', [...moved, ...others]), 'ec2:ReplaceRouteTableAssociation');
    assert.deepEqual(main?.Resource, ['arn:aws-us-gov:ec2:us-gov-east-1:123456789012:route-table/*']);
    assert.deepEqual(main['Condition'], {
      ArnEquals: { 'ec2:Vpc': ['arn:aws-us-gov:ec2:us-gov-east-1:123456789012:vpc/vpc-2'] },
    });
  });

  it('are for the tables, attachments and prefix lists of its transit gateways', () => {
    const needs = [staticRoute(transit, '10.0.0.0/16'), prefixListReference(transit, 'pl-1')].flatMap(
      needsOf,
    );
    const statements = planned('transit', needs);
    const arn = (resource: string, account = scope.account): string =>
      `arn:aws-us-gov:ec2:us-gov-east-1:${account}:${resource}`;
    assert.deepEqual(find(statements, 'ec2:DeleteTransitGatewayRoute')?.Resource, [
      arn('transit-gateway-route-table/tgw-rtb-1'),
    ]);
    assert.deepEqual(find(statements, 'ec2:CreateTransitGatewayPrefixListReference')?.Resource, [
      arn('prefix-list/pl-1', '*'),
      arn('transit-gateway-attachment/tgw-attach-1', '*'),
      arn('transit-gateway-route-table/tgw-rtb-1'),
    ]);
    assert.equal(find(statements, 'ec2:CreateTransitGatewayRoute')?.['Condition'], undefined);
  });

  it('name what a cleanup deletes', () => {
    const arn = 'arn:aws-us-gov:elasticloadbalancing:us-gov-east-1:123456789012:loadbalancer/net/a/0123';
    const need = (permission: string, ...resources: readonly string[]): PlannedNeed => ({
      permission,
      resources: ['vpc/vpc-1', ...resources],
      region: place.region,
    });
    const statements = statementsFor(['cleanup'], new Set(['vpcs']), scope, {
      planned: [
        need('ec2:DeleteNatGateway', 'natgateway/nat-1'),
        need('elasticloadbalancing:DeleteLoadBalancer', arn),
        need('ec2:DetachVpnGateway', 'vpn-gateway/vgw-1'),
      ],
    });
    assert.deepEqual(find(statements, 'ec2:DeleteNatGateway')?.Resource, [
      'arn:aws-us-gov:ec2:us-gov-east-1:123456789012:natgateway/nat-1',
    ]);
    assert.deepEqual(find(statements, 'elasticloadbalancing:DeleteLoadBalancer')?.Resource, [arn]);
    assert.deepEqual(find(statements, 'ec2:DetachVpnGateway')?.Resource, ['*']);
    assert.deepEqual(
      writes(statements).filter((permission) => permission.startsWith('ec2:')),
      ['ec2:DeleteNatGateway', 'ec2:DetachVpnGateway'],
    );
  });
});

/** Calls that the sources name: in code (`'ec2', 'DescribeVpcs'`), and as data (`action: 'ReplaceRoute'`). */
function callsInSources(): ReadonlyMap<string, string> {
  const folder = join(import.meta.dirname, '..', '..', '..', '..', 'modules', 'aws');
  const found = new Map<string, string>();
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    // What gives permissions needs those of its own; assuming a role is the caller's.
    if (!path.endsWith('.ts') || /^(iam|api)\//.test(path)) continue;
    const text = readFileSync(join(folder, path), 'utf8');
    for (const [, action = ''] of text.matchAll(
      /'((?:Describe|Get|List|Search|Create|Delete|Replace|Enable|Disable|Associate|Disassociate|Attach|Detach|Modify|Request|Head|Put)[A-Z][A-Za-z0-9]+)'/g,
    ))
      found.set(action, path);
  }
  return found;
}

describe('the calls that a migration needs', () => {
  const listed = new Set(neededCalls.flatMap(({ actions }) => actions));

  it('are actions of the SDK', async () => {
    for (const { service, actions } of neededCalls) {
      const known = await services[service]();
      for (const action of actions) assert.ok(`${action}Command` in known, `${service} ${action}`);
    }
  });

  it('are all that the sources name, and no others', async () => {
    const known = await Promise.all(Object.values(services).map((load) => load()));
    // The origin of a route is called as the call that made it.
    const isCall = (name: string): boolean =>
      name !== 'EnableVgwRoutePropagation' && known.some((module) => `${name}Command` in module);
    const sources = callsInSources();
    const named = [...sources.keys()].filter(isCall);
    assert.ok(named.length > 40, String(named.length));
    const missing = named
      .filter((name) => !listed.has(name))
      .map((name) => `${name} (${sources.get(name) ?? ''})`);
    assert.deepEqual(missing, []);
    assert.deepEqual(
      [...listed].filter((name) => !sources.has(name)),
      [],
    );
  });
});
