import assert from 'node:assert/strict';
import type { PolicyDocument, Statement } from '../../../../modules/aws/iam/document.ts';
import type { Duty } from '../../../../modules/aws/iam/duties.ts';
import { planRoles, type FoundRole, type RolesWish } from '../../../../modules/aws/iam/plan-roles.ts';
import { ownPermissions } from '../../../../modules/aws/iam/statements.ts';

const account = '123456789012';
const other: Statement = { Effect: 'Allow', Action: ['s3:ListAllMyBuckets'], Resource: '*' };
const WISH: RolesWish = { state: 'present', phases: ['discovery', 'switch'], makeRoom: false };

function role(name: string, duty: Duty, policy: string, ...documents: readonly PolicyDocument[]): FoundRole {
  const versions = documents.length > 0 ? documents : [{ Version: '2012-10-17', Statement: [other] }];
  return {
    identity: { account, role: name, duties: new Set([duty]), regions: ['us-east-1'] },
    place: { account, role: name, region: 'us-east-1' },
    policy: {
      arn: `arn:aws:iam::${account}:policy/${policy}`,
      name: policy,
      versions: versions.map((document, at) => ({
        id: `v${versions.length - at}`,
        isDefault: at === 0,
        document,
      })),
    },
  };
}

describe('the plan for policies of roles', () => {
  const shared = [role('app', 'vpcs', 'app-policy'), role('hub', 'transit', 'app-policy')];
  const [work, ...more] = planRoles(shared, WISH);
  const after = work?.step?.after;

  it('is one step for a policy that several roles have, with what each of them needs', () => {
    assert.deepEqual(more, []);
    const permissions = ownPermissions(after?.Statement ?? []);
    for (const permission of ['ec2:ReplaceRouteTableAssociation', 'ec2:CreateTransitGatewayRoute'])
      assert.ok(permissions.includes(permission), permission);
    assert.equal(new Set(permissions).size, permissions.length, 'each permission once');
    const sids = after?.Statement.flatMap(({ Sid }) => Sid ?? []) ?? [];
    assert.deepEqual(
      sids,
      sids.map((_, at) => `DroverMigration${at + 1}`),
    );
  });

  it('keeps apart what is to be verified of each role', () => {
    const [app, hub] = work?.roles ?? [];
    const of = (one: typeof app): readonly string[] => ownPermissions(one?.statements ?? []);
    assert.ok(of(app).includes('ec2:ReplaceRouteTableAssociation'));
    assert.ok(!of(app).includes('ec2:CreateTransitGatewayRoute'));
    assert.ok(of(hub).includes('ec2:CreateTransitGatewayRoute'));
    assert.ok(!of(hub).includes('ec2:ReplaceRouteTableAssociation'));
  });

  it('is none once it is so, and one that goes back for all of them', () => {
    assert.ok(after !== undefined);
    const there = [after, { Version: '2012-10-17', Statement: [other] }];
    const same = [
      role('app', 'vpcs', 'app-policy', ...there),
      role('hub', 'transit', 'app-policy', ...there),
    ];
    assert.deepEqual(
      planRoles(same, WISH).map(({ step }) => step),
      [undefined],
    );
    assert.deepEqual(
      planRoles(same, { ...WISH, state: 'absent' }).map(({ step }) => step?.restores),
      ['v1'],
    );
  });

  it('is a step a policy where each role has its own', () => {
    const apart = planRoles([role('app', 'vpcs', 'app-policy'), role('hub', 'transit', 'hub-policy')], WISH);
    assert.deepEqual(
      apart.map(({ policy, roles }) => [policy.name, roles.map(({ identity }) => identity.role)]),
      [
        ['app-policy', ['app']],
        ['hub-policy', ['hub']],
      ],
    );
    for (const { step, statements } of apart) assert.deepEqual(step?.after.Statement, [other, ...statements]);
  });
});
