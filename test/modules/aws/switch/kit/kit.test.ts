import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localConnection } from '../../../../../engine/transport/local.ts';
import { vpcViews } from '../../../../../modules/aws/discovery/view/views.ts';
import { isAbout, parseKitFile } from '../../../../../modules/aws/switch/kit/kit-file.ts';
import { kitOperations } from '../../../../../modules/aws/switch/kit/kit-operations.ts';
import {
  kitTerraformRow,
  leftKitFiles,
  withoutSwitch,
} from '../../../../../modules/aws/switch/kit/kit-terraform-row.ts';
import { kitProblem } from '../../../../../modules/aws/switch/kit/read-kit.ts';
import { retireKit } from '../../../../../modules/aws/switch/kit/retire-kit.ts';
import { noSwitch } from '../../../../../modules/aws/switch/journal/fold-switch.ts';
import { operatorOf } from '../support/operator.ts';
import { ACCOUNT, REGION, routingOf, shopConfig, shopWorld, snapshotOf } from '../support/world.ts';

/** What the kit writes of a switch of vpc-a, with all of its keys. */
const written = JSON.stringify({
  'vpcid-tf-size': { [`/opt/kit/out/${ACCOUNT}/aws-${REGION}-vpc-a.tf`]: 60 },
  static: {
    [`${ACCOUNT}-${REGION}-vpc-a-tgw-attach-a-tgw-rtb-1`]: ['10.1.0.0/16', '10.1.9.0/24'],
    [`${ACCOUNT}-${REGION}-vpc-a-tgw-attach-a-tgw-rtb-2`]: ['10.1.0.0/16'],
  },
  propagated: {
    [`${ACCOUNT}-${REGION}-vpc-a-vpc-a`]: [
      { TransitGatewayRouteTableId: 'tgw-rtb-2', State: 'enabled' },
      { TransitGatewayRouteTableId: 'tgw-rtb-1', State: 'disabled' },
    ],
  },
  gw_adv_cidr: { 'spoke-a': ['10.101.0.0/24'] },
});

describe("the kit's revert.json", () => {
  it('is read with all of its keys', () => {
    const file = parseKitFile(written, 'revert.json');
    assert.deepEqual(
      file.statics.map(({ table, cidrs }) => [table, cidrs.length]),
      [
        ['tgw-rtb-1', 2],
        ['tgw-rtb-2', 1],
      ],
    );
    assert.deepEqual(file.propagations, [{ vpc: 'vpc-a', tables: ['tgw-rtb-2'] }]);
    assert.deepEqual(file.sizes, { [`aws-${REGION}-vpc-a.tf`]: 60 });
    assert.ok(isAbout(file, 'vpc-a', undefined) && !isAbout(file, 'vpc-b', 'spoke-b'));
    assert.deepEqual(parseKitFile('{}', 'empty.json').statics, []);
  });

  it('is refused with its path where it is damaged', () => {
    for (const [text, why] of [
      ['{', 'JSON'],
      ['[]', 'the file is no mapping'],
      ['{"static": {"x": []}}', 'a key of another form: x'],
      ['{"gw_adv_cidr": {"spoke": "10.0.0.0/8"}}', 'gw_adv_cidr.spoke is no list'],
      ['{"vpcid-tf-size": {"a.tf": "x"}}', 'is no number'],
    ] as const)
      assert.throws(
        () => parseKitFile(text, '/out/tmp/revert.json'),
        (error: Error) => {
          assert.match(error.message, /^\/out\/tmp\/revert\.json cannot be read/);
          assert.ok(error.message.includes(why), error.message);
          return true;
        },
      );
  });

  it('stands against a switch of what the kit has switched', () => {
    const file = parseKitFile(written, 'revert.json');
    assert.match(kitProblem('vpc-a', 'spoke-a', noSwitch, file)!.detail, /the kit has switched it already/);
    assert.equal(kitProblem('vpc-b', 'spoke-b', noSwitch, file), undefined);
    assert.equal(kitProblem('vpc-a', 'spoke-a', { ...noSwitch, phase: 'reverted' }, file), undefined);
  });

  it('gives back exactly the routing from before the kit, but for prefix lists, which it does not touch', async () => {
    const world = shopWorld();
    world.transitTables[1]!.references = [];
    const original = routingOf(world);
    // What the kit does is what a switch does, without a word in our journal.
    await operatorOf(world).run('do');
    const file = parseKitFile(written, 'revert.json');
    const operator = operatorOf(world);
    const snapshot = snapshotOf(world);
    const facts = { regions: snapshot.regions, transits: snapshot.transits, gateways: world.gateways };
    const [view] = vpcViews(snapshot, shopConfig());
    const operations = kitOperations(file, view!, facts, 'spoke-a');
    assert.equal(operations.filter(({ kind }) => kind === 'kit-terraform').length, 1);
    const { outcomes } = await operator.run('undo', {
      only: 'vpc-a',
      adopted: new Map([['vpc-a', operations.filter(({ kind }) => kind !== 'kit-terraform')]]),
    });
    assert.deepEqual(
      outcomes.map(({ state }) => state),
      ['reverted'],
    );
    const other = shopWorld();
    other.transitTables[1]!.references = [];
    await operatorOf(other).run('do', { only: 'vpc-b' });
    assert.deepEqual(routingOf(world), routingOf(other));
    assert.notDeepEqual(routingOf(world), original, 'vpc-b is switched still');
    assert.equal((await operator.state('vpc-a')).phase, 'reverted');
  });
});

describe('the Terraform file that the kit added to', () => {
  const before = 'module "vpc-a" {\n  switch_traffic = false\n}\n';
  const flagged = before.replace('false', 'true');
  const added = `${flagged}resource "aws_route_table_association" "x" {\n}\n`;

  it('is cut where it ended, whether it was measured before the flag was set or after', () => {
    for (const size of [Buffer.byteLength(before), Buffer.byteLength(flagged)])
      assert.equal(withoutSwitch(added, size), before, String(size));
    assert.equal(withoutSwitch(flagged, Buffer.byteLength(flagged)), before);
    assert.equal(withoutSwitch(before, Buffer.byteLength(before)), before);
  });

  it('is cut before several associations, whatever stands in their quotes', () => {
    const more = `${added}\nresource "aws_main_route_table_association" "y" {\n  vpc_id = "\${module.a.id}"\n}\n`;
    assert.equal(withoutSwitch(more, Buffer.byteLength(flagged)), before);
  });

  it('is not cut where it was written anew since', () => {
    const longer = `${added}module "other" {\n}\n`;
    assert.equal(withoutSwitch(longer, Buffer.byteLength(flagged)), undefined);
    const block = `module "vpc-a" {\n  cidrs = [\n    "10.0.0.0/8",\n  ]\n  switch_traffic = true\n}\n`;
    assert.equal(withoutSwitch(block, Buffer.byteLength(flagged)), undefined, 'in the middle of a block');
    assert.equal(withoutSwitch(`${block}${added}`, Buffer.byteLength(flagged)), undefined);
  });

  it('is left to its owner where it is not here, and put right where it is', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-kit-'));
    try {
      const { files } = localConnection(process.env);
      const row = kitTerraformRow(files, folder);
      const operation = {
        target: { account: ACCOUNT, name: 'x.tf', size: Buffer.byteLength(flagged) },
      } as never;
      const idle = new AbortController().signal;
      await row.act(operation, 'undo', { signal: idle, stopping: idle });
      mkdirSync(join(folder, ACCOUNT));
      writeFileSync(join(folder, ACCOUNT, 'x.tf'), added);
      await row.act(operation, 'undo', { signal: idle, stopping: idle });
      assert.equal(readFileSync(join(folder, ACCOUNT, 'x.tf'), 'utf8'), before);
      const kept = { ...(operation as object), kind: 'kit-terraform' } as never;
      assert.deepEqual(await leftKitFiles([kept], files, folder), []);
      const anew = `${added}module "other" {\n}\n`;
      writeFileSync(join(folder, ACCOUNT, 'x.tf'), anew);
      await row.act(operation, 'undo', { signal: idle, stopping: idle });
      assert.equal(readFileSync(join(folder, ACCOUNT, 'x.tf'), 'utf8'), anew);
      assert.deepEqual(await leftKitFiles([kept], files, folder), [join(folder, ACCOUNT, 'x.tf')]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has its revert.json put aside once all of it was taken back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-kit-'));
    try {
      const path = join(folder, 'revert.json');
      writeFileSync(path, written);
      const { files } = localConnection(process.env);
      const file = parseKitFile(written, path);
      assert.equal(await retireKit(file, [{ vpc: 'vpc-b', gateway: 'spoke-b' }], files), false);
      assert.ok(existsSync(path));
      writeFileSync(path, written.replace('10.1.9.0/24', '10.1.8.0/24'));
      const other = await retireKit(file, [{ vpc: 'vpc-a', gateway: 'spoke-a' }], files);
      assert.equal(other, false, 'a download has brought another');
      writeFileSync(path, written);
      assert.equal(await retireKit(file, [{ vpc: 'vpc-a', gateway: 'spoke-a' }], files), true);
      assert.ok(!existsSync(path) && existsSync(`${path}.reverted`));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
