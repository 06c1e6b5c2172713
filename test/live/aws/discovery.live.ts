/** Discovery of VPCs of seven shapes in two accounts and regions, on the bed, by the command as users start it. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createAws, type OpenedAws } from '../../../modules/aws/api/open-aws.ts';
import { checkDiscovery } from '../../../modules/aws/discovery/config/check-discovery.ts';
import { gatherSnapshot } from '../../../modules/aws/snapshot/gather-snapshot.ts';
import type { Snapshot } from '../../../modules/aws/snapshot/snapshot.types.ts';
import { bringUpAws } from '../../beds/aws/aws.ts';
import { buildCopies } from '../../beds/aws/estate/build-copies.ts';
import { buildEstate } from '../../beds/aws/estate/build-estate.ts';
import { discoveryOf, type DiscoveryOptions } from '../../beds/aws/estate/discovery-of.ts';
import type { Estate } from '../../beds/aws/estate/estate.types.ts';
import { FIRST, HUB, ROLE, SECOND } from '../../beds/aws/estate/shapes.ts';
import { buildCommand, type BuiltCommand, type Ended } from '../../cli/built.ts';
import { DISCOVERY } from './support/playbooks.ts';

const bed = bringUpAws();

interface Summary {
  readonly counts: Readonly<Record<string, number>>;
  readonly alerts: readonly { readonly code: string; readonly vpc: string | null; readonly log: string }[];
}

describe('VPC discovery on the bed', () => {
  let aws: OpenedAws;
  let command: BuiltCommand;
  let estate: Estate;
  let folder: string;
  const output = () => join(folder, 'terraform');

  before(async () => {
    command = buildCommand();
    aws = await createAws({ environment: bed.environment, rateLimit: 500, externalIds: {} });
    await bed.reset();
    estate = await buildEstate(aws);
  });
  after(async () => {
    await bed.reset();
    await aws.close();
    command.remove();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-discovery-'));
  });
  afterEach(async () => {
    await bed.clearFaults();
    rmSync(folder, { recursive: true });
  });

  const idOf = (shape: string): string => {
    const found = estate.vpcs.find((one) => one.shape.name === shape);
    assert.ok(found !== undefined, shape);
    return found.vpc;
  };
  const discover = (options: Partial<DiscoveryOptions> = {}, ...args: readonly string[]): Promise<Ended> =>
    given(discoveryOf(estate, { output: output(), ...options }), 'run', ...args);
  const given = (value: unknown, verb: string, ...args: readonly string[]): Promise<Ended> => {
    writeFileSync(join(folder, 'discovery.yaml'), JSON.stringify(value));
    const common = ['-e', '@discovery.yaml', '-e', '{"aws_rate_limit": 500}', '--output', 'plain'];
    return command.run([verb, DISCOVERY, ...common, ...args], {
      cwd: folder,
      environment: { ...bed.environment, XDG_STATE_HOME: join(folder, 'state'), HOME: folder },
    });
  };
  const summary = (): Summary =>
    JSON.parse(readFileSync(join(output(), 'report', 'discovery.json'), 'utf8')) as Summary;
  const codesOf = (shape: string): readonly string[] => {
    const own = summary().alerts.filter(({ vpc }) => vpc === idOf(shape));
    return [...new Set(own.map(({ code }) => code))].toSorted();
  };
  const snapshots = (): readonly string[] =>
    readdirSync(join(output(), '.drover', 'snapshots'))
      .filter((name) => name.endsWith('.json'))
      .toSorted()
      .map((name) => join(output(), '.drover', 'snapshots', name));
  const read = (path: string): Snapshot => JSON.parse(readFileSync(path, 'utf8')) as Snapshot;

  it('raises the alerts of each shape, and no others', async () => {
    const ended = await discover();
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(Object.fromEntries(estate.vpcs.map(({ shape }) => [shape.name, codesOf(shape.name)])), {
      plain: ['VPC-ENDPOINT-ROUTE', 'VPC-MAIN-SHARED', 'VPC-PEERING', 'VPC-TABLE-EMPTY', 'VPC-TABLE-UNUSED'],
      closed: ['VPC-MAIN-SHARED', 'VPC-NO-INTERNET-GATEWAY'],
      peered: [
        'VPC-PEERING',
        'VPC-PRIVATE-ROUTE',
        'VPC-PRIVATE-SUMMARY-LOST',
        'VPC-TABLE-EMPTY',
        'VPC-TABLE-INTERNET-AND-PRIVATE',
      ],
      office: [
        'VPC-NO-INTERNET-GATEWAY',
        'VPC-PRIVATE-ROUTE',
        'VPC-TABLE-EMPTY',
        'VPC-TABLE-PROPAGATION',
        'VPC-VPN',
      ],
      double: [
        'VPC-IPV6',
        'VPC-IPV6-ROUTE',
        'VPC-PREFIX-LIST-ROUTE',
        'VPC-TABLE-EMPTY',
        'VPC-UNCOMMON-TARGET',
      ],
      guarded: ['VPC-PRIVATE-ROUTE', 'VPC-TABLE-EDGE', 'VPC-TABLE-EMPTY'],
      far: ['VPC-ENDPOINT-ROUTE', 'VPC-MAIN-SHARED'],
    });
    const ofRegions = summary().alerts.filter(({ vpc }) => vpc === null);
    assert.deepEqual(
      ofRegions.map(({ log }) => log),
      ['only 4 left, require 10 EIP(s) for 5 VPC(s)'],
    );
  });

  it('writes the logs, the report, the snapshot and the Terraform files; a second run only adds to records', async () => {
    assert.equal((await discover()).code, 0);
    const first = join(folder, 'first');
    cpSync(output(), first, { recursive: true });
    const again = await discover();
    assert.equal(again.code, 0, said(again));
    assert.match(again.stdout, /changed=0/);
    const differing = filesIn(output()).filter((path) => {
      const before = join(first, path);
      return !existsSync(before) || !readFileSync(before).equals(readFileSync(join(output(), path)));
    });
    const [, second = ''] = snapshots().map((path) => relative(output(), path));
    assert.deepEqual(
      differing.toSorted(),
      [second, `${second}.sig`, '.drover/snapshots/latest', 'log/dm.alert.log', 'log/dm.log'].toSorted(),
    );
    for (const account of [FIRST, SECOND]) assert.ok(existsSync(join(output(), account, 'providers.tf')));
    const [one, other] = snapshots().map(read);
    assert.deepEqual({ ...one, taken: '' }, { ...other, taken: '' });
  });

  it('writes nothing in check mode, and names the files', async () => {
    const value = discoveryOf(estate, { output: output() });
    const ended = await given(value, 'run', '--check', '--diff');
    assert.equal(ended.code, 0, said(ended));
    assert.equal(existsSync(output()), false);
    assert.match(ended.stdout, /\+\+\+ .*report\/discovery\.json/);
  });

  it('keeps no secrets of VPN connections', async () => {
    assert.equal((await discover()).code, 0);
    const [path = ''] = snapshots();
    assert.equal(read(path).regions[0]?.vpnConnections.length, 1);
    assert.doesNotMatch(
      readFileSync(path, 'utf8'),
      /pre_shared_key|PreSharedKey|CustomerGatewayConfiguration/,
    );
  });

  it('asks for each list once a region, however many VPCs there are, and gets all pages', async () => {
    const { config } = checkDiscovery(discoveryOf(estate, { output: output() }));
    assert.ok(config !== undefined);
    await bed.forgetCalls();
    const warn = (message: string) => assert.fail(message);
    const whole = await gatherSnapshot(aws, config, { warn });
    const counts = new Map<string, number>();
    for (const { action, account, region } of await bed.calls()) {
      const key = `${account}/${region} ${action}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const repeated = [...counts].filter(
      ([key, count]) => count > 1 && !/TransitGateway(Route|Prefix)|AssumeRole/.test(key),
    );
    assert.deepEqual(repeated, [], 'only what is in a transit table is asked for table by table');
    await bed.set({ pageSize: 5 });
    try {
      const paged = await gatherSnapshot(aws, config, { warn });
      assert.deepEqual({ ...paged, taken: '' }, { ...whole, taken: '' });
    } finally {
      await bed.set({ pageSize: 1000 });
    }
  });

  const unread = (): readonly string[] =>
    summary()
      .alerts.filter(({ code }) => code === 'VPC-UNREAD')
      .map(({ log }) => log);

  for (const [what, action, code, status, told] of [
    ['may not be read', 'DescribeNatGateways', 'UnauthorizedOperation', 403, true],
    ['AWS keeps failing at', 'DescribeVpcEndpoints', 'InternalError', 500, true],
    ['the region does not offer', 'DescribeEgressOnlyInternetGateways', 'InvalidAction', 400, false],
  ] as const)
    it(`goes on where there is something that ${what}`, async () => {
      await bed.fault({ kind: 'error', action, account: FIRST, code, status, times: 50 });
      const ended = await discover();
      assert.equal(ended.code, 0, said(ended));
      assert.equal((ended.stdout + ended.stderr).includes(action), told);
      assert.deepEqual(unread(), told ? [`${action} unread in us-east-1`] : []);
    });

  it('ends where AWS keeps failing at what it cannot do without', async () => {
    await bed.fault({
      kind: 'error',
      action: 'DescribeSubnets',
      code: 'InternalError',
      status: 500,
      times: 50,
    });
    const ended = await discover();
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /DescribeSubnets .*AWS failed at the call: InternalError/s);
  });

  it('comes to the same when it is throttled and its credentials expire', async () => {
    assert.equal((await discover()).code, 0);
    await bed.fault({ kind: 'throttle', times: 15 });
    await bed.fault({ kind: 'expired', action: 'DescribeRouteTables', times: 1 });
    const ended = await discover();
    assert.equal(ended.code, 0, said(ended));
    assert.match(ended.stdout, /changed=0/);
  });

  it('refuses a VPC that is not there, and names the one that was meant', async () => {
    const text = JSON.stringify(discoveryOf(estate, { output: output() }));
    const wanted = idOf('closed');
    const wrong = wanted.slice(0, -1) + (wanted.endsWith('0') ? '1' : '0');
    const ended = await given(JSON.parse(text.replaceAll(wanted, wrong)), 'run');
    assert.equal(ended.code, 2, said(ended));
    assert.match(
      ended.stdout,
      new RegExp(`${wrong} is not in us-east-1 of account ${FIRST}\\. Did you mean ${wanted}`),
    );
    const elsewhere = await given(JSON.parse(text.replaceAll(wanted, idOf('far'))), 'run');
    assert.match(elsewhere.stdout, new RegExp(`It is in us-west-2 of account ${SECOND}`));
  });

  it('takes all VPCs of a region where none is named, for an inventory without Terraform files', async () => {
    const value = {
      terraform: { terraform_output: output() },
      account_info: [
        { account_id: SECOND, role_name: ROLE, hpe: false, regions: [{ region: 'us-west-2', vpcs: [] }] },
      ],
    };
    const ended = await given(value, 'run', '-e', 'discovery_only=true');
    assert.equal(ended.code, 0, said(ended));
    const [path = ''] = snapshots();
    const found = read(path).regions[0]?.vpcs.map(({ VpcId }) => VpcId) ?? [];
    assert.ok(found.includes(idOf('guarded')) && found.includes(idOf('far')));
    assert.equal(existsSync(join(output(), SECOND)), false);
  });

  it('hides what is suppressed, and tells of entries that hide nothing', async () => {
    const suppress = [{ code: 'VPC-TABLE-EMPTY', ids: [idOf('plain')] }, 'VPC-NAT-NONE'];
    const ended = await discover({}, '-e', JSON.stringify({ aws_suppress_alerts: suppress }));
    assert.equal(ended.code, 0, said(ended));
    assert.ok(!codesOf('plain').includes('VPC-TABLE-EMPTY'));
    assert.ok(codesOf('peered').includes('VPC-TABLE-EMPTY'));
    assert.match(ended.stdout + ended.stderr, /VPC-NAT-NONE suppresses nothing/);
  });

  it('fails where it is asked to, after it has shown and written all', async () => {
    const ended = await discover({}, '-e', 'aws_fail_on_alerts=error');
    assert.equal(ended.code, 2, said(ended));
    assert.match(ended.stdout, /VPC-ADDRESSES-SHORT/);
    assert.equal(snapshots().length, 1);
  });

  it('brings what was written to the bucket', async () => {
    const s3 = { account: HUB, role_name: ROLE, name: 'drover-discovery', region: 'us-east-1' };
    const ended = await discover({ sections: { aws: { s3 } } }, '-e', '{"s3backup": true}');
    assert.equal(ended.code, 0, said(ended));
    const place = { account: HUB, role: ROLE, region: 'us-east-1' };
    const listed = await aws.all(place, 's3', 'ListObjectsV2', { Bucket: s3.name }, 'Contents');
    const keys = listed.map(({ Key }) => Key);
    for (const key of [
      `dm/${FIRST}/providers.tf`,
      `dm/${SECOND}/tmp/discovery-dm.log`,
      `dm/${FIRST}/tmp/discovery-dm.alert.log`,
    ])
      assert.ok(keys.includes(key), `${key} of ${keys.join(' ')}`);
    assert.ok(keys.some((key) => /\/tmp\/snapshot-.*\.json\.sig$/.test(key ?? '')));
  });

  it('says whose a shared subnet is', async () => {
    const plain = estate.vpcs.find(({ shape }) => shape.name === 'plain');
    const subnet = plain?.subnets['private-a'] ?? '';
    await bed.share({ region: 'us-east-1', subnet, owner: FIRST, with: SECOND });
    const regions = [{ region: 'us-east-1', vpcs: [{ vpc_id: idOf('plain') }] }];
    const value = {
      terraform: { terraform_output: output() },
      account_info: [{ account_id: SECOND, role_name: ROLE, hpe: false, regions }],
    };
    const ended = await given(value, 'run', '-e', 'discovery_only=true');
    assert.equal(ended.code, 0, said(ended));
    const shared = summary().alerts.filter(({ code }) => code === 'VPC-SHARED');
    assert.deepEqual(
      shared.map(({ log }) => log),
      [`${idOf('plain')} shared by ${FIRST}`],
    );
  });

  it('changes no Terraform file once the copies are built', async () => {
    assert.equal((await discover()).code, 0);
    const { config } = checkDiscovery(discoveryOf(estate, { output: output() }));
    assert.ok(config !== undefined);
    const [path = ''] = snapshots();
    await buildCopies(aws, read(path), config);
    const before = terraformOf(output());
    const ended = await discover();
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(terraformOf(output()), before);
  });
});

function said({ stdout, stderr }: Ended): string {
  return `${stdout}\n${stderr}`.slice(-6000);
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

/** Everything that Terraform reads, by path. */
function terraformOf(folder: string): Readonly<Record<string, string>> {
  const paths = filesIn(folder).filter((path) => /\.(?:tf|tfvars|sh)$/.test(path));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
