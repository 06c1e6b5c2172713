/** The end of a cycle where a controller has the transit: what it attached is detached by it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLEANUP, SWITCH } from './support/playbooks.ts';
import { openGround, said, type SwitchGround } from './support/switch-ground.ts';

const cleanup = { resources: ['NAT', 'VGW', 'TGW_ATTACHMENT', 'PEERING', 'INTERNAL_LB'] };

describe('the cleanup of a VPC that the controller has at its transit gateway', function () {
  this.timeout(600_000);
  let ground: SwitchGround;
  before(async () => {
    ground = await openGround({ shapes: ['closed'], sections: { cleanup }, account: { managed_tgw: true } });
    const { vpc, shape } = ground.vpc('closed');
    ground.controller.state.attachments.push({ vpcId: vpc, transit: 'managed', cidrs: [shape.cidr] });
    const switched = await ground.drover(['run', SWITCH], {});
    assert.equal(switched.code, 0, said(switched));
  });
  after(() => ground.close());

  const advertised = () =>
    ground.controller.state.gateways.find(({ name }) => name === 'closed-spoke')?.advertised;

  it('only writes down what it would delete where it is told to', async () => {
    const value = JSON.parse(readFileSync(join(ground.folder, 'discovery.yaml'), 'utf8')) as Record<
      string,
      unknown
    >;
    const report = { ...(value['cleanup'] as object), report_only: true };
    const before = advertised();
    const ended = await ground.drover(['run', CLEANUP], { variables: { cleanup: report } });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(advertised(), before);
    const { vpc, shape } = ground.vpc('closed');
    const path = join(ground.folder, 'terraform', shape.account, 'tmp', `${vpc}.resource`);
    assert.match(readFileSync(path, 'utf8'), /^transit-detachment: the controller detaches/m);
  });

  it('detaches by the controller, and has whole CIDRs advertised after that', async () => {
    const { vpc, shape } = ground.vpc('closed');
    assert.ok((advertised()?.length ?? 0) > 2, 'the switch has split the CIDR');
    ground.controller.calls.length = 0;
    const ended = await ground.drover(['run', CLEANUP], { variables: { vpc_cleanup_confirm: 'yes' } });
    assert.equal(ended.code, 0, said(ended));
    assert.deepEqual(
      ground.controller.state.attachments.filter(({ vpcId }) => vpcId === vpc),
      [],
    );
    assert.deepEqual(advertised(), [shape.cidr, shape.gateways]);
    const edits = ground.controller.calls
      .map(({ action }) => action)
      .filter((action) => /edit|detach/.test(action));
    assert.deepEqual(edits, ['detach_vpc_from_tgw', 'edit_gateway_advertised_cidr']);
  });
});
