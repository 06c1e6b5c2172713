/** What operators do by mistake: another data directory, an empty list of VPCs, files in the wrong place. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { placeIn } from '../../beds/aws/estate/build-estate.ts';
import { FIRST, SECOND } from '../../beds/aws/estate/shapes.ts';
import { DISCOVERY, REVERT, STATUS, SWITCH } from './support/playbooks.ts';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

describe('a switch and the mistakes of operators', function () {
  this.timeout(300_000);
  let ground: SwitchGround;
  let original: unknown;
  before(async () => {
    ground = await openGround({ shapes: ['closed', 'far'] });
    original = await routingOf(ground);
  });
  after(() => ground.close());

  const journal = () =>
    join(ground.folder, 'data', '.drover', 'vpc-switch', `${FIRST}--${ground.vpc('closed').vpc}.jsonl`);

  it('is not begun for an empty list of VPCs', async () => {
    for (const playbook of [SWITCH, REVERT, STATUS]) {
      const ended = await ground.drover(['run', playbook, '--vpc', '']);
      assert.equal(ended.code, 2, said(ended));
      assert.match(said(ended), /none is named/);
    }
  });

  it('is told of by a discovery that cannot write, and one that reads more than was asked for', async () => {
    const output = join(ground.folder, 'no-folder');
    writeFileSync(output, '');
    const variables = { terraform: { ...ground.config.terraform, terraform_output: output } };
    const ended = await ground.drover(['run', DISCOVERY], { variables });
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /terraform\.terraform_output\) a file cannot be written: \[Errno 20\]/);
    const whole = await ground.drover(['run', DISCOVERY, '--vpc', ground.vpc('closed').vpc]);
    assert.equal(whole.code, 0, said(whole));
    assert.match(said(whole), /reads all VPCs of the discovery\.yaml/);
  });

  it('is not gone back on from a data directory that knows nothing of it', async () => {
    const switched = await ground.drover(['run', SWITCH]);
    assert.equal(switched.code, 0, said(switched));
    const routing = await routingOf(ground);
    const back = await ground.drover(['run', REVERT], { data: 'other' });
    assert.equal(back.code, 2, said(back));
    assert.match(said(back), /by what is written down here it is not switched/);
    const again = await ground.drover(['run', SWITCH], { data: 'other' });
    assert.equal(again.code, 0, said(again));
    assert.match(said(again), /by what is written down here it is not switched/);
    assert.deepEqual(await routingOf(ground), routing);
  });

  it('is not taken for less than it was where its journal is damaged', async () => {
    const whole = readFileSync(journal(), 'utf8');
    writeFileSync(journal(), whole.slice(whole.indexOf('\n') + 1));
    const ended = await ground.drover(['run', REVERT]);
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /damaged: line 1 of vpc-\w+ is missing/);
    writeFileSync(journal(), whole);
  });

  it('goes back also where the files of Terraform are damaged', async () => {
    writeFileSync(
      join(ground.config.terraform.terraform_output, FIRST, 'tmp', 'drover-terraform.json'),
      '[]',
    );
    const back = await ground.drover(['run', REVERT]);
    assert.equal(back.code, 0, said(back));
    assert.match(said(back), /files of the associations cannot be compared/);
    assert.deepEqual(await routingOf(ground), original);
  });

  it('goes on, and back, without a subnet that was deleted since', async () => {
    const { terraform_output } = ground.config.terraform;
    rmSync(join(terraform_output, FIRST, 'tmp', 'drover-terraform.json'));
    const { vpc, shape, subnets } = ground.vpc('far');
    const file = join(terraform_output, SECOND, `aws-${shape.region}-${vpc}.associations.tf`);
    const switched = await ground.drover(['run', SWITCH, '--vpc', vpc]);
    assert.equal(switched.code, 0, said(switched));
    const gone = subnets['a'] ?? '';
    assert.ok(readFileSync(file, 'utf8').includes(gone));
    await ground.aws.call(placeIn(SECOND, shape.region), 'ec2', 'DeleteSubnet', { SubnetId: gone });
    const again = await ground.drover(['run', SWITCH, '--vpc', vpc]);
    assert.equal(again.code, 0, said(again));
    assert.match(said(again), new RegExp(`${gone} was deleted since`));
    assert.ok(!readFileSync(file, 'utf8').includes(gone));
    const back = await ground.drover(['run', REVERT, '--vpc', vpc]);
    assert.equal(back.code, 0, said(back));
    assert.ok(!existsSync(file));
    const other = await ground.drover(['run', SWITCH, '--vpc', ground.vpc('closed').vpc]);
    assert.equal(other.code, 0, said(other));
    assert.ok(!existsSync(file));
  });
});
