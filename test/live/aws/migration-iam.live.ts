/** Permissions of a migration on the bed: added, checked, taken back, with the versions of a policy kept. */
import { deepEqual, equal, match, ok } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { createAws, type OpenedAws } from '../../../modules/aws/api/open-aws.ts';
import { readDocument, type PolicyDocument, type Statement } from '../../../modules/aws/iam/document.ts';
import { bringUpAws } from '../../beds/aws/aws.ts';
import { buildCommand, type BuiltCommand, type Ended } from '../../cli/built.ts';

const bed = bringUpAws();
const spoke: Place = { account: '222222222222', role: 'aviatrix-role-app', region: 'us-east-1' };
const hub: Place = { account: '333333333333', role: 'hub-role', region: 'us-east-1' };
const said = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`;

const ORIGINAL: PolicyDocument = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['ec2:RunInstances'], Resource: '*' }],
};

const config = {
  terraform: {
    terraform_output: '/tmp/none',
    terraform_version: '>= 1.5',
    aviatrix_provider: '= 3.0.5',
    aws_provider: '~> 4.33',
  },
  aviatrix: {
    controller_ip: '127.0.0.1',
    controller_account: '123456789012',
    tf_controller_access: { mode: 'ENV' },
  },
  config: { configure_spoke_gw_hs: false, configure_gw_name: true },
  tgw: {
    tgw_account: hub.account,
    tgw_role: hub.role,
    tgw_by_region: { 'us-east-1': 'tgw-0068b1e974c52dc88' },
  },
  aws: { s3: { account: spoke.account, role_name: spoke.role, name: 'kept-here', region: 'us-east-1' } },
  account_info: [
    {
      account_id: spoke.account,
      regions: [
        {
          region: 'us-east-1',
          vpcs: [
            {
              vpc_id: 'vpc-04de3d319307cc5e9',
              avtx_cidr: '10.101.0.0/24',
              spoke_gw_name: 's',
              transit_gw_name: 't',
            },
          ],
        },
      ],
    },
  ],
};

describe('permissions of a migration', function () {
  this.timeout(120_000);
  let aws: OpenedAws;
  let command: BuiltCommand;
  let folder: string;
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-iam-'));
    writeFileSync(join(folder, 'discovery.yaml'), JSON.stringify(config));
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });
  beforeEach(async () => {
    await bed.reset();
    aws = await createAws({ environment: bed.environment, rateLimit: 200, externalIds: {} });
    for (const place of [spoke, hub]) {
      const trust = { Version: '2012-10-17', Statement: [] };
      await aws.call(place, 'iam', 'CreateRole', {
        RoleName: place.role,
        AssumeRolePolicyDocument: JSON.stringify(trust),
      });
      await aws.call(place, 'iam', 'CreatePolicy', {
        PolicyName: 'aviatrix-app-policy',
        PolicyDocument: JSON.stringify(ORIGINAL),
      });
      await aws.call(place, 'iam', 'AttachRolePolicy', { RoleName: place.role, PolicyArn: arnIn(place) });
    }
  });
  afterEach(() => aws.close());

  const arnIn = ({ account }: Place): string => `arn:aws:iam::${account}:policy/aviatrix-app-policy`;
  const drover = (word: 'run' | 'plan', variables: Readonly<Record<string, unknown>> = {}): Promise<Ended> =>
    command.run(
      [
        word,
        'playbooks/aws_migration_iam.yml',
        '-e',
        `@${join(folder, 'discovery.yaml')}`,
        '-e',
        JSON.stringify(variables),
        '--diff',
      ],
      { environment: bed.environment },
    );
  const versionsOf = async (place: Place): Promise<readonly string[]> => {
    const found = await aws.all(place, 'iam', 'ListPolicyVersions', { PolicyArn: arnIn(place) }, 'Versions');
    return found
      .map(({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion === true ? '*' : ''}`)
      .toSorted();
  };
  const documentOf = async (place: Place): Promise<PolicyDocument> => {
    const { Policy } = await aws.call(place, 'iam', 'GetPolicy', { PolicyArn: arnIn(place) });
    const { PolicyVersion } = await aws.call(place, 'iam', 'GetPolicyVersion', {
      PolicyArn: arnIn(place),
      VersionId: Policy?.DefaultVersionId,
    });
    return readDocument(PolicyVersion?.Document ?? '', arnIn(place));
  };
  const actionsOf = ({ Statement: all }: PolicyDocument): readonly string[] =>
    all.flatMap(({ Action = [] }: Statement) => [Action].flat()).toSorted();
  const newVersion = (text: string, isDefault: boolean) =>
    aws.call(spoke, 'iam', 'CreatePolicyVersion', {
      PolicyArn: arnIn(spoke),
      PolicyDocument: JSON.stringify({
        ...ORIGINAL,
        Statement: [{ ...ORIGINAL.Statement[0], Action: [text] }],
      }),
      SetAsDefault: isDefault,
    });

  it('are planned with their difference, and change nothing then', async () => {
    const ended = await drover('plan');
    equal(ended.code, 0, said(ended));
    match(ended.stdout, /ec2:ReplaceRouteTableAssociation/);
    deepEqual(await versionsOf(spoke), ['v1*']);
  });

  it('are what each role needs, once, and go again', async () => {
    const ended = await drover('run');
    equal(ended.code, 0, said(ended));
    const inSpoke = await documentOf(spoke);
    deepEqual(inSpoke.Statement[0], ORIGINAL.Statement[0]);
    ok(actionsOf(inSpoke).includes('ec2:ReplaceRouteTableAssociation'));
    ok(actionsOf(inSpoke).includes('s3:PutObject'));
    ok(!actionsOf(inSpoke).includes('ec2:CreateTransitGatewayRoute'));
    const inHub = actionsOf(await documentOf(hub));
    ok(inHub.includes('ec2:CreateTransitGatewayRoute'));
    ok(!inHub.includes('ec2:ReplaceRouteTableAssociation'));
    for (const { Sid, Resource, Condition } of inSpoke.Statement.slice(1)) {
      match(Sid ?? '', /^DroverMigration\d+$/);
      // Nothing is allowed everywhere.
      ok(![Resource].flat().includes('*') || Condition !== undefined, JSON.stringify(Resource));
    }
    deepEqual(await versionsOf(spoke), ['v1', 'v2*']);
    match((await drover('run')).stdout, /changed=0/);
    deepEqual(await versionsOf(spoke), ['v1', 'v2*']);

    // The version of before says the same as what is to be left: it becomes the default again.
    match((await drover('run', { state: 'absent' })).stdout, /changed=1/);
    deepEqual(await versionsOf(spoke), ['v1*', 'v2']);
    match((await drover('run', { state: 'absent' })).stdout, /changed=0/);
    // And back, without a further version.
    await drover('run');
    deepEqual(await versionsOf(spoke), ['v1', 'v2*']);
  });

  it('leave what others changed meanwhile', async () => {
    await drover('run', { iam_phases: ['switch'] });
    const current = await documentOf(spoke);
    const added = { Effect: 'Allow', Action: 'ec2:CreateTags', Resource: '*' };
    await aws.call(spoke, 'iam', 'CreatePolicyVersion', {
      PolicyArn: arnIn(spoke),
      PolicyDocument: JSON.stringify({ ...current, Statement: [...current.Statement, added] }),
      SetAsDefault: true,
    });
    await drover('run', { state: 'absent' });
    deepEqual((await documentOf(spoke)).Statement, [...ORIGINAL.Statement, added]);
    deepEqual(await versionsOf(spoke), ['v1', 'v2', 'v3', 'v4*']);
  });

  it('make room only when asked to, and never with the default or the newest', async () => {
    for (const text of ['ec2:A', 'ec2:B', 'ec2:C']) await newVersion(text, false);
    await aws.call(spoke, 'iam', 'SetDefaultPolicyVersion', { PolicyArn: arnIn(spoke), VersionId: 'v1' });
    await newVersion('ec2:D', false);
    deepEqual(await versionsOf(spoke), ['v1*', 'v2', 'v3', 'v4', 'v5']);
    const full = await drover('run');
    equal(full.code, 2, said(full));
    match(said(full), /has 5 versions \(v5, v4, v3, v2, v1\).*make_room/s);
    deepEqual(await versionsOf(spoke), ['v1*', 'v2', 'v3', 'v4', 'v5']);
    const made = await drover('run', { iam_make_room: true });
    equal(made.code, 0, said(made));
    deepEqual(await versionsOf(spoke), ['v1', 'v3', 'v4', 'v5', 'v6*']);
  });

  it('are told where an organization stands against them', async () => {
    const denied = { Effect: 'Deny', Action: 'ec2:DisassociateRouteTable', Resource: '*' };
    const made = await aws.call(spoke, 'iam', 'CreatePolicy', {
      PolicyName: 'boundary',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [denied] }),
    });
    await aws.call(spoke, 'iam', 'AttachRolePolicy', { RoleName: spoke.role, PolicyArn: made.Policy?.Arn });
    const ended = await drover('run');
    equal(ended.code, 0, said(ended));
    match(said(ended), /stands against them: ec2:DisassociateRouteTable\./);
  });

  it('may be left unchecked, and say so', async () => {
    await bed.fault({ kind: 'error', action: 'SimulatePrincipalPolicy', status: 403, code: 'AccessDenied' });
    const ended = await drover('run');
    equal(ended.code, 0, said(ended));
    match(said(ended), /was not checked: iam:SimulatePrincipalPolicy/);
  });

  it('need a policy that is clear', async () => {
    await aws.call(spoke, 'iam', 'DetachRolePolicy', { RoleName: spoke.role, PolicyArn: arnIn(spoke) });
    const ended = await drover('run');
    equal(ended.code, 2);
    match(said(ended), /has no policy of the account attached to it/);
    const named = await drover('run', { iam_policy: 'other' });
    match(said(named), /has no policy other attached/);
  });
});
