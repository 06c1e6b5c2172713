import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { services } from '../../../../modules/aws/api/services.ts';
import type { Statement } from '../../../../modules/aws/iam/document.ts';
import { neededCalls, phases } from '../../../../modules/aws/iam/duties.ts';
import { ownPermissions, statementsFor } from '../../../../modules/aws/iam/statements.ts';

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
    assert.ok(discovery.every((permission) => /^ec2:(Describe|Get)/.test(permission)));
    const revert = ownPermissions(statementsFor(['revert'], new Set(['transit']), scope));
    assert.ok(revert.includes('ec2:CreateTransitGatewayRoute'));
    assert.ok(!revert.includes('ec2:ReplaceRouteTableAssociation'));
    assert.deepEqual(statementsFor(['backup'], new Set(['vpcs']), scope), []);
  });

  it('leave out what the policy allows already', () => {
    const allow = (Action: string, more: Partial<Statement> = {}): Statement => ({
      Effect: 'Allow',
      Action,
      Resource: '*',
      ...more,
    });
    const left = (there: Statement): readonly string[] =>
      ownPermissions(statementsFor(['discovery'], new Set(['vpcs']), scope, [there]));
    assert.deepEqual(left(allow('EC2:*')), []);
    assert.ok(left(allow('ec2:Describe*')).every((permission) => permission.startsWith('ec2:Get')));
    for (const there of [
      allow('ec2:*', { Effect: 'Deny' }),
      allow('ec2:*', { Resource: 'arn:x' }),
      allow('ec2:*', { Condition: {} }),
      allow('ec2:*', { Sid: 'DroverMigration1' }),
    ])
      assert.ok(left(there).length > 10, JSON.stringify(there));
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
