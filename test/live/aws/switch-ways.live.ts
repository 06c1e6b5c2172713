/** Ways to switch: a managed transit gateway, subnets that go first with probes, and what the kit has switched. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import { HUB } from '../../beds/aws/estate/shapes.ts';
import type { Ended } from '../../cli/built.ts';
import { CLEANUP, REVERT, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const REGION = 'us-east-1';

const advertisedBy = ({ controller }: SwitchGround, name: string): readonly string[] =>
  controller.state.gateways.find((one) => one.name === name)?.advertised ?? [];

describe('a switch behind a managed transit gateway', function () {
  this.timeout(300_000);
  let ground: SwitchGround;
  before(async () => {
    ground = await openGround({ shapes: ['closed'], account: { managed_tgw: true } });
    const { shape, vpc } = ground.vpc('closed');
    ground.controller.state.attachments.push({ vpcId: vpc, transit: 'tgw', cidrs: [shape.cidr] });
  });
  after(() => ground.close());

  it('advertises pieces, leaves the transit gateway alone, and goes back', async () => {
    const original = await routingOf(ground);
    const variables = { rm_static_route: true, rm_propagated_route: true };
    const ended = await ground.drover(['run', SWITCH], { variables });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(advertisedBy(ground, 'closed-spoke'), [
      '10.20.0.0/17',
      '10.20.128.0/17',
      '10.120.0.0/24',
    ]);
    const calls = await ground.bed.calls();
    assert.ok(!calls.some(({ action }) => /^(Delete|Disable)TransitGateway/.test(action)));
    const back = await ground.drover(['run', REVERT]);
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });
});

describe('a switch with subnets that go first', function () {
  this.timeout(300_000);
  let ground: SwitchGround;
  let isThrough = true;
  const server = createServer((_request, response) => void response.writeHead(isThrough ? 200 : 503).end());
  before(async () => {
    ground = await openGround({ shapes: ['closed'] });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
  after(async () => {
    server.close();
    await ground.close();
  });

  it('is taken back where a probe finds no way, and goes through where it does', async () => {
    const { port } = server.address() as AddressInfo;
    const first = ground.vpc('closed').subnets['b'] ?? '';
    const variables = {
      rm_static_route: true,
      switch_canary: [first],
      switch_probes: [{ name: 'web', http: `http://127.0.0.1:${port}/`, tries: 2, pause: 0 }],
    };
    const original = await routingOf(ground);
    isThrough = false;
    const failed = await ground.drover(['run', SWITCH], { variables });
    assert.equal(failed.code, 2, said(failed));
    assert.match(
      said(failed),
      /probe web after the first subnets got no way through in 2 tries: the answer had status 503/,
    );
    assert.deepEqual(await routingOf(ground), original);
    isThrough = true;
    const ended = await ground.drover(['run', SWITCH], { variables });
    assert.equal(ended.code, 0, said(ended));
    assert.notDeepEqual(await routingOf(ground), original);
    const back = await ground.drover(['run', REVERT]);
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });
});

describe('what the kit has switched', function () {
  this.timeout(300_000);
  let ground: SwitchGround;
  let original: unknown;
  /** Where the kit keeps its revert.json. */
  let kept: string;
  beforeEach(async () => {
    ground = await openGround({ shapes: ['closed'], sections: { cleanup: { resources: [] } } });
    original = await routingOf(ground);
    kept = join(ground.folder, 'terraform', ground.vpc('closed').shape.account, 'tmp');
    await switchAsKit();
  });
  afterEach(() => ground.close());

  const run = async (playbook: string, variables: Readonly<Record<string, unknown>> = {}): Promise<Ended> => {
    const ended = await ground.drover(['run', playbook], { variables });
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };
  async function switchAsKit(): Promise<void> {
    const { vpc, shape, attachment = '' } = ground.vpc('closed');
    const [transit] = ground.estate.transits;
    const place = placeIn(shape.account, shape.region);
    const hub = placeIn(HUB, shape.region);
    const ofVpc = { Filters: [{ Name: 'vpc-id', Values: [vpc] }] };
    const tables = await ground.aws.all(place, 'ec2', 'DescribeRouteTables', ofVpc, 'RouteTables');
    const main = tables.find(({ Associations = [] }) => Associations.some(({ Main }) => Main));
    const copy = tables.find(({ Tags = [] }) => Tags.some(({ Key }) => Key === 'Org_RT'));
    await ground.aws.call(place, 'ec2', 'ReplaceRouteTableAssociation', {
      AssociationId: main?.Associations?.[0]?.RouteTableAssociationId,
      RouteTableId: copy?.RouteTableId,
    });
    const table = transit?.table ?? '';
    await ground.aws.call(hub, 'ec2', 'DeleteTransitGatewayRoute', {
      TransitGatewayRouteTableId: table,
      DestinationCidrBlock: shape.cidr,
    });
    await ground.aws.call(hub, 'ec2', 'DisableTransitGatewayRouteTablePropagation', {
      TransitGatewayRouteTableId: transit?.propagated,
      TransitGatewayAttachmentId: attachment,
    });
    const spoke = ground.controller.state.gateways.find(({ name }) => name === 'closed-spoke');
    assert.ok(spoke);
    const advertised = spoke.advertised;
    spoke.advertised = [shape.cidr, ...advertised];

    const key = `${shape.account}-${shape.region}-${vpc}`;
    mkdirSync(kept, { recursive: true });
    writeFileSync(
      join(kept, 'revert.json'),
      JSON.stringify({
        'vpcid-tf-size': { [`/kit/${shape.account}/aws-${shape.region}-${vpc}.tf`]: 100 },
        static: { [`${key}-${attachment}-${table}`]: [shape.cidr] },
        propagated: {
          [`${key}-${vpc}`]: [{ TransitGatewayRouteTableId: transit?.propagated, State: 'enabled' }],
        },
        gw_adv_cidr: { 'closed-spoke': advertised },
      }),
    );
  }

  it('is not switched again, and is taken back by its revert.json', async () => {
    const refused = await ground.drover(['run', SWITCH]);
    assert.equal(refused.code, 2, said(refused));
    assert.match(said(refused), /the kit has switched it already/);
    await run(REVERT);
    assert.deepEqual(await routingOf(ground), original);
    assert.ok(existsSync(join(kept, 'revert.json.reverted')));
    await run(SWITCH);
  });

  it('is taken back once, though its revert.json comes again', async () => {
    const file = join(kept, 'revert.json');
    const { vpc, shape } = ground.vpc('closed');
    const terraform = join(kept, '..', `aws-${shape.region}-${vpc}.tf`);
    const anew = `module "${vpc}" {\n  cidrs = [\n${'    "10.0.0.0/8",\n'.repeat(20)}  ]\n}\n`;
    writeFileSync(terraform, anew);
    const text = readFileSync(file, 'utf8');
    const ended = await run(REVERT);
    assert.match(said(ended), /written anew since the kit's switch/);
    assert.equal(readFileSync(terraform, 'utf8'), anew);
    const [transit] = ground.estate.transits;
    await ground.aws.call(placeIn(HUB, shape.region), 'ec2', 'DeleteTransitGatewayRoute', {
      TransitGatewayRouteTableId: transit?.table ?? '',
      DestinationCidrBlock: shape.cidr,
    });
    const without = await routingOf(ground);
    writeFileSync(file, text);
    const again = await run(REVERT);
    assert.match(again.stdout, /changed=0/);
    assert.deepEqual(await routingOf(ground), without);
    assert.ok(!existsSync(file));
  });

  it('has its revert.json put aside in the bucket, too', async () => {
    const s3 = {
      account: '210987654321',
      role_name: 'aviatrix-role-app',
      name: 'drover-kit',
      region: REGION,
    };
    const place = { account: s3.account, role: s3.role_name, region: REGION };
    const inBucket = async (): Promise<readonly (string | undefined)[]> => {
      const { Contents = [] } = await ground.aws.call(place, 's3', 'ListObjectsV2', { Bucket: s3.name });
      return Contents.map(({ Key = '' }) => /tmp\/(revert\.json.*)$/.exec(Key)?.[1]).filter(Boolean);
    };
    await run(SWITCH, { aws: { s3 }, s3backup: true, switch_adopt_kit: true });
    assert.deepEqual(await inBucket(), ['revert.json']);
    const variables = { aws: { s3 }, s3backup: true, s3download: true };
    await run(REVERT, variables);
    assert.deepEqual(await routingOf(ground), original);
    assert.deepEqual(await inBucket(), ['revert.json.reverted']);
    await run(REVERT, variables);
    assert.ok(!existsSync(join(kept, 'revert.json')));
  });

  it('is taken over as it is, and cleaned up', async () => {
    const early = await ground.drover(['run', CLEANUP], { variables: { vpc_cleanup_confirm: 'yes' } });
    assert.match(said(early), /no journal of it.*switch_adopt_kit/s);
    const switched = await routingOf(ground);
    await ground.bed.forgetCalls();
    const taken = await run(SWITCH, { switch_adopt_kit: true });
    assert.match(said(taken), /the kit has switched it; its 5 operations are taken over/);
    assert.deepEqual(await routingOf(ground), switched);
    assert.match((await run(SWITCH)).stdout, /changed=0/);
    const writes = (await ground.bed.calls()).filter(
      ({ service, action }) => service === 'ec2' && !/^(?:Describe|Get|Search)/.test(action),
    );
    assert.deepEqual(writes, []);
    await run(CLEANUP, { vpc_cleanup_confirm: 'yes' });
    assert.notDeepEqual(await routingOf(ground), switched);
  });

  it('is taken over and taken back by its journal', async () => {
    await run(SWITCH, { switch_adopt_kit: true });
    await run(REVERT);
    assert.deepEqual(await routingOf(ground), original);
  });

  it('is not taken over where it is not as the kit left it', async () => {
    const { shape, attachment = '' } = ground.vpc('closed');
    const [transit] = ground.estate.transits;
    await ground.aws.call(placeIn(HUB, shape.region), 'ec2', 'CreateTransitGatewayRoute', {
      TransitGatewayRouteTableId: transit?.table ?? '',
      DestinationCidrBlock: shape.cidr,
      TransitGatewayAttachmentId: attachment,
    });
    const refused = await ground.drover(['run', SWITCH], { variables: { switch_adopt_kit: true } });
    assert.equal(refused.code, 2, said(refused));
    assert.match(
      said(refused),
      /static route .*by its revert.json the kit has switched this, and it is not/s,
    );
  });
});
