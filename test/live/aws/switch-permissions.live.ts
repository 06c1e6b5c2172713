/** The policy for what is planned: it allows every call that is then made, and nothing of other VPCs. */
import assert from 'node:assert/strict';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { permissionOf } from '../../../modules/aws/api/permissions.ts';
import { readDocument, type Statement } from '../../../modules/aws/iam/document.ts';
import { identitiesOf } from '../../../modules/aws/iam/identities-of.ts';
import type { LoggedCall } from '../../beds/aws/aws.ts';
import { CLEANUP, REVERT, SWITCH } from './support/playbooks.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const IAM = 'playbooks/aws_migration_iam.yml';
const ALL = { rm_static_route: true, rm_propagated_route: true };
const POLICY = 'app-policy';

describe('permissions for exactly what is planned', function () {
  this.timeout(300_000);
  let ground: SwitchGround;
  let places: readonly Place[];
  let known: ReadonlyMap<string, string>;
  before(async () => {
    ground = await openGround({ shapes: ['plain', 'closed'], sections: { cleanup: { resources: [] } } });
    places = identitiesOf(ground.config).map(({ account, role, regions: [region = ''] }) => ({
      account,
      role,
      region,
    }));
    const other = { Effect: 'Allow', Action: ['ec2:RunInstances'], Resource: '*' };
    for (const place of places) {
      await ground.aws.call(place, 'iam', 'CreateRole', {
        RoleName: place.role,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [] }),
      });
      await ground.aws.call(place, 'iam', 'CreatePolicy', {
        PolicyName: POLICY,
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [other] }),
      });
      const PolicyArn = arnIn(place);
      await ground.aws.call(place, 'iam', 'AttachRolePolicy', { RoleName: place.role, PolicyArn });
    }
    // A cleanup deletes tables: which VPC they were of is to be known then.
    known = await vpcsOf();
  });
  after(() => ground.close());

  const arnIn = ({ account }: Place): string => `arn:aws:iam::${account}:policy/${POLICY}`;
  const allow = async (variables: Readonly<Record<string, unknown>>, args: readonly string[] = []) => {
    const given = { iam_from_plan: true, ...ALL, ...variables };
    const ended = await ground.drover(['run', IAM, ...args], { variables: given });
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };
  const statementsIn = async (place: Place): Promise<readonly Statement[]> => {
    const { Policy } = await ground.aws.call(place, 'iam', 'GetPolicy', { PolicyArn: arnIn(place) });
    const { PolicyVersion } = await ground.aws.call(place, 'iam', 'GetPolicyVersion', {
      PolicyArn: arnIn(place),
      VersionId: Policy?.DefaultVersionId,
    });
    return readDocument(PolicyVersion?.Document ?? '', arnIn(place)).Statement;
  };
  const writesOf = async (playbook: string, args: readonly string[], variables = {}) => {
    await ground.bed.forgetCalls();
    const ended = await ground.drover(['run', playbook, ...args], { variables });
    assert.equal(ended.code, 0, said(ended));
    const calls = await ground.bed.calls();
    return calls.filter(
      ({ service, action }) => service === 'ec2' && !/^(?:Describe|Search|Get)/.test(action),
    );
  };
  /** Of each table and subnet, the VPC. */
  const vpcsOf = async (): Promise<ReadonlyMap<string, string>> => {
    const found = await Promise.all(
      places.map(async (place) => {
        const tables = await ground.aws.all(place, 'ec2', 'DescribeRouteTables', {}, 'RouteTables');
        const subnets = await ground.aws.all(place, 'ec2', 'DescribeSubnets', {}, 'Subnets');
        return [
          ...tables.map(({ RouteTableId, VpcId }) => [RouteTableId ?? '', VpcId ?? ''] as const),
          ...subnets.map(({ SubnetId, VpcId }) => [SubnetId ?? '', VpcId ?? ''] as const),
        ];
      }),
    );
    return new Map(found.flat());
  };
  /** The calls that the policies do not allow. */
  const deniedOf = async (calls: readonly LoggedCall[]): Promise<readonly string[]> => {
    const all = new Map<string, readonly Statement[]>();
    const vpcs = new Map([...known, ...(await vpcsOf())]);
    for (const place of places) all.set(place.account, await statementsIn(place));
    return calls
      .filter((call) => !(all.get(call.account) ?? []).some((one) => allows(one, call, vpcs)))
      .map(({ action, account, input }) => `${account} ${action} ${JSON.stringify(input)}`);
  };

  it('are enough for the switch of one VPC and its way back, and too few for another', async () => {
    const { vpc } = ground.vpc('plain');
    const { vpc: other } = ground.vpc('closed');
    await allow({}, ['--vpc', vpc]);
    const policies = JSON.stringify(await Promise.all(places.map(statementsIn)));
    assert.ok(policies.includes(`vpc/${vpc}`), policies);
    assert.ok(!policies.includes(`vpc/${other}`), policies);
    assert.ok(!policies.includes('DeleteSubnet'), policies);

    const made = await writesOf(SWITCH, ['--vpc', vpc], ALL);
    assert.ok(made.length > 5, String(made.length));
    assert.deepEqual(await deniedOf(made), []);
    const back = await writesOf(REVERT, ['--vpc', vpc]);
    assert.ok(back.length > 5, String(back.length));
    assert.deepEqual(await deniedOf(back), []);
    const others = await writesOf(SWITCH, ['--vpc', other], ALL);
    const denied = await deniedOf(others);
    assert.match(denied.join(' '), /RouteTable/);
    assert.match(denied.join(' '), /TransitGateway/);
  });

  it('are enough for the cleanup, once the switch is done', async () => {
    const { vpc } = ground.vpc('closed');
    const refused = await ground.drover(['run', IAM, '--vpc', ground.vpc('plain').vpc], {
      variables: { iam_from_plan: true, iam_phases: 'cleanup' },
    });
    assert.equal(refused.code, 2, said(refused));
    assert.match(said(refused), /reverted, not switched/);
    await allow({ iam_phases: ['discovery', 'cleanup'] }, ['--vpc', vpc]);
    const made = await writesOf(CLEANUP, ['--vpc', vpc], { vpc_cleanup_confirm: 'yes' });
    assert.ok(made.length > 0);
    assert.deepEqual(await deniedOf(made), []);
  });

  it('go again', async () => {
    await allow({ state: 'absent' });
    for (const place of places) assert.equal((await statementsIn(place)).length, 1);
  });
});

/** Whether a statement allows a call, as IAM would see it: each id that the call names has to be among the resources. */
function allows(
  { Action = [], Resource = [], Condition }: Statement,
  call: LoggedCall,
  vpcs: ReadonlyMap<string, string>,
): boolean {
  if (![Action].flat().includes(permissionOf('ec2', call.action))) return false;
  const named = Object.values(call.input).filter(
    (value): value is string =>
      typeof value === 'string' && /^(?:rtb|subnet|tgw-rtb|tgw-attach)-/.test(value),
  );
  const arns = [Resource].flat();
  const inVpcs = JSON.stringify(Condition ?? {});
  return named.every((id) =>
    arns.some(
      (arn) =>
        arn === '*' ||
        arn.endsWith(`/${id}`) ||
        (arn.endsWith('/*') && inVpcs.includes(`vpc/${vpcs.get(id) ?? 'unknown'}"`)),
    ),
  );
}
