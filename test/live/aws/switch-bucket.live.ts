/** Journals and leases in a bucket: another machine goes on, and only one works on a VPC. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { routingOf } from './support/routing-of.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const SWITCH = 'playbooks/vpc_switch_traffic.yml';
const REVERT = 'playbooks/vpc_revert_traffic.yml';
const variables = { rm_static_route: true };

describe('a switch with a bucket', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  let original: unknown;
  /** Machines that share nothing but the bucket: folders of their own for data and for locks. */
  const machine = (name: string) => ({
    data: name,
    variables,
    environment: { XDG_STATE_HOME: join(ground.folder, `state-${name}`) },
  });
  before(async () => {
    const s3 = {
      account: '210987654321',
      role_name: 'aviatrix-role-app',
      name: 'drover-switch',
      region: 'us-east-1',
    };
    ground = await openGround({ shapes: ['closed', 'office'], sections: { aws: { s3 } } });
    original = await routingOf(ground);
  });
  after(() => ground.close());

  it('is reverted at once after its run was killed, from another data directory', async () => {
    const first = machine('killed');
    const preload = pathToFileURL(join(import.meta.dirname, 'support', 'kill-before-line.mjs')).href;
    const environment = { ...first.environment, NODE_OPTIONS: `--import=${preload}`, KILL_BEFORE: '14' };
    const killed = await ground.drover(['run', SWITCH], { ...first, environment });
    assert.equal(killed.code, null, said(killed));
    assert.notDeepEqual(await routingOf(ground), original);
    const back = await ground.drover(['run', REVERT], machine('other'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });

  it('is reverted from another machine', async () => {
    const ended = await ground.drover(['run', SWITCH], machine('first'));
    assert.equal(ended.code, 0, said(ended));
    assert.notDeepEqual(await routingOf(ground), original);
    const back = await ground.drover(['run', REVERT], machine('second'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
    const again = await ground.drover(['run', REVERT], machine('first'));
    assert.equal(again.code, 0, said(again));
    assert.deepEqual(await routingOf(ground), original);
  });

  it('has one operator at a time, whatever the machine', async () => {
    await ground.bed.fault({ kind: 'delay', action: 'ReplaceRouteTableAssociation', ms: 4000 });
    const one = ground.drover(['run', SWITCH], machine('first'));
    await new Promise((resolve) => setTimeout(resolve, 6000));
    const other = await ground.drover(['run', SWITCH], machine('second'));
    assert.equal(other.code, 2, said(other));
    assert.match(said(other), /Another run works on vpc-|another run has written/i);
    const ended = await one;
    assert.equal(ended.code, 0, said(ended));
    await ground.bed.clearFaults();
    const back = await ground.drover(['run', REVERT], machine('third'));
    assert.equal(back.code, 0, said(back));
    assert.deepEqual(await routingOf(ground), original);
  });
});
