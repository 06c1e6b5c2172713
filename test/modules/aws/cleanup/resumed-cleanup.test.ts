import assert from 'node:assert/strict';
import { cleanupWork, type PlannedCleanup } from '../../../../modules/aws/cleanup/cleanup-work.ts';
import type { CleanupSubject } from '../../../../modules/aws/cleanup/cleanup.types.ts';
import { planLeft } from '../../../../modules/aws/cleanup/plan/left.ts';
import { planCleanup } from '../../../../modules/aws/cleanup/plan/plan-cleanup.ts';
import type { OperationStatus } from '../../../../modules/aws/switch/journal/fold-switch.ts';
import { account, route, table } from '../terraform/support/estate.ts';
import { attachment, copy, subjectOf, switchedTables, transit, type Scene } from './support/scene.ts';

/** A run that was cut off, and what the next one finds. */
interface Resumed {
  readonly first: Scene;
  readonly second: Scene;
  /** By the ends of the ids of steps; all others are planned. */
  readonly statuses?: Readonly<Record<string, OperationStatus>>;
  /** What is there now of steps that are not done, where it is not what was there before. */
  readonly present?: Readonly<Record<string, unknown>>;
}

const short = (id: string): string => id.replace('vpc-1/cleanup/', '');

function resumed({ first, second, statuses = {}, present = {} }: Resumed): PlannedCleanup {
  const { operations } = planCleanup(subjectOf(first));
  const recorded = operations.map((operation) => {
    return { operation, status: statuses[short(operation.id)] ?? ('planned' as const), at: '' };
  });
  const found = subjectOf(second);
  const cleanup = { begun: '', isEnded: false, operations: recorded };
  const subject: CleanupSubject = { ...found, state: { ...found.state, cleanup } };
  const seen = new Map(
    operations.map(({ id, before }) => [id, short(id) in present ? present[short(id)] : before]),
  );
  return cleanupWork(subject, planCleanup(subject, planLeft(subject, seen)), seen, 'sha256:0');
}

const listedIn = ({ listed }: PlannedCleanup): readonly string[] => listed.map(({ id }) => short(id));
const carriedOut = ({ work }: PlannedCleanup): readonly string[] =>
  (work?.operations ?? []).map(({ id }) => short(id));
const done = (...ids: readonly string[]): Readonly<Record<string, OperationStatus>> =>
  Object.fromEntries(ids.map((id) => [id, 'done']));

const originals = ['route-table/rtb-1', 'route-table/rtb-2'];
const copies = switchedTables.slice(2);
const copiesWith = (...routes: Parameters<typeof route>[1][]) => [
  ...switchedTables.slice(0, 3),
  copy('rtb-12', 'rtb-2', { subnets: ['subnet-1'], routes: routes.map((to) => route('0.0.0.0/0', to)) }),
];

describe('modules/aws/cleanup: what a run has left open', () => {
  const nat: Scene = {
    config: { cleanup: { resources: ['NAT'] } },
    seen: { natGateways: [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'available' }] },
  };

  for (const status of ['planned', 'intended', 'failed'] as const)
    it(`stays where the plan says now that it stays (${status})`, () => {
      const second = { ...nat, tables: copiesWith({ NatGatewayId: 'nat-1' }) };
      const planned = resumed({ first: nat, second, statuses: { 'nat-gateway/nat-1': status } });
      assert.deepEqual(listedIn(planned), originals);
      assert.deepEqual(carriedOut(planned), originals);
      assert.match(planned.stays.join(), /nat-1 stays: rtb-12 has a route to it/);
    });

  it('stays where nobody asks for it any more', () => {
    assert.deepEqual(carriedOut(resumed({ first: nat, second: { ...nat, config: {} } })), originals);
  });

  it('stays where it is to be retained by now', () => {
    const first: Scene = {
      config: { cleanup: { resources: ['PEERING'] } },
      seen: {
        peerings: [
          {
            VpcPeeringConnectionId: 'pcx-1',
            Status: { Code: 'active' },
            RequesterVpcInfo: { VpcId: 'vpc-1' },
            AccepterVpcInfo: { VpcId: 'vpc-2', OwnerId: '999999999999' },
          },
        ],
      },
      tables: copiesWith({ VpcPeeringConnectionId: 'pcx-1' }),
    };
    const retained = { ...first.config, 'account_info.0.regions.0.vpcs.0.retain_peerings': ['pcx-1'] };
    assert.ok(carriedOut(resumed({ first, second: first })).includes('peering/pcx-1'));
    assert.deepEqual(carriedOut(resumed({ first, second: { ...first, config: retained } })), originals);
  });

  it('is waited for where it is going already', () => {
    const natGateways = [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'deleting' as const }];
    const second = { ...nat, seen: { natGateways }, tables: copies };
    const statuses = { ...done(...originals), 'nat-gateway/nat-1': 'intended' as const };
    assert.deepEqual(carriedOut(resumed({ first: nat, second, statuses })), ['nat-gateway/nat-1']);
  });

  it('is noted and not listed where it is gone', () => {
    const second = { ...nat, seen: {}, tables: copies };
    const statuses = { ...done(...originals), 'nat-gateway/nat-1': 'intended' as const };
    const present = { 'nat-gateway/nat-1': null };
    const planned = resumed({ first: nat, second, statuses, present });
    assert.deepEqual(listedIn(planned), []);
    assert.deepEqual(carriedOut(planned), ['nat-gateway/nat-1']);
    assert.deepEqual([planned.work?.begins, planned.work?.extends], [[], []]);
  });

  it('is none once it has ended', () => {
    const subject = subjectOf({});
    const cleanup = { begun: '', isEnded: true, operations: [] };
    const ended = { ...subject, state: { ...subject.state, cleanup } };
    assert.equal(cleanupWork(ended, { operations: [], stays: [] }, new Map(), 'sha256:0').work, undefined);
  });

  describe('of an attachment that is gone', () => {
    const config = {
      'config.filter_tgw_attachment_subnet': true,
      cleanup: { vpc_cidrs: ['100.65.0.0/24'], resources: ['NAT'] },
    };
    const { seen = {} } = nat;
    const ways = [
      route('10.0.0.0/8', { TransitGatewayId: transit }),
      route('0.0.0.0/0', { NatGatewayId: 'nat-1' }),
    ];
    const own = table('rtb-9', 'vpc-1', { subnets: ['subnet-9'], routes: ways });
    const first: Scene = {
      config,
      seen: { ...seen, attachments: [attachment] },
      tables: [...switchedTables, own],
    };
    const second: Scene = { config, seen, tables: [...copies, own] };
    const statuses = done(...originals, 'transit-attachment/tgw-attach-1');
    const rest = ['subnet/subnet-9', 'attachment-table/rtb-9', 'nat-gateway/nat-1', 'vpc-cidr/100.65.0.0/24'];

    it('goes on, with all that only it holds back', () => {
      const planned = resumed({ first, second, statuses });
      assert.deepEqual(listedIn(planned), rest);
      assert.deepEqual(planned.stays, []);
    });

    it('goes on while the attachment is still going', () => {
      const attachments = [{ ...attachment, State: 'deleting' as const }];
      const going = { ...second, seen: { ...seen, attachments } };
      const begun = { ...statuses, 'transit-attachment/tgw-attach-1': 'intended' as const };
      assert.deepEqual(listedIn(resumed({ first, second: going, statuses: begun })), [
        'transit-attachment/tgw-attach-1',
        ...rest,
      ]);
    });

    it('goes on with the table alone', () => {
      const bare = table('rtb-9', 'vpc-1', {});
      const present = { 'subnet/subnet-9': null };
      const without = {
        ...second,
        tables: [...copies, bare],
        subnets: [],
      };
      const planned = resumed({ first, second: without, statuses, present });
      assert.deepEqual(listedIn(planned), rest.slice(1));
      assert.equal(carriedOut(planned)[0], 'subnet/subnet-9', 'which is only noted');
    });

    it('stays where something is in the subnet by now', () => {
      const interfaces = [{ SubnetId: 'subnet-9', NetworkInterfaceId: 'eni-1', Description: 'web' }];
      const planned = resumed({ first, second: { ...second, dependents: { interfaces } }, statuses });
      assert.deepEqual(listedIn(planned), []);
      assert.match(planned.stays.join('\n'), /subnet-9 stays: eni-1 \(web\) is in it/);
    });

    it('stays where nobody asks for it any more', () => {
      const unasked = { ...config, 'config.filter_tgw_attachment_subnet': false };
      const planned = resumed({ first, second: { ...second, config: unasked }, statuses });
      assert.deepEqual(listedIn(planned), []);
    });

    it('stays where the table is used by something else by now', () => {
      const used = table('rtb-9', 'vpc-1', { subnets: ['subnet-1'] });
      const planned = resumed({ first, second: { ...second, tables: [...copies, used] }, statuses });
      assert.ok(!listedIn(planned).includes('attachment-table/rtb-9'));
    });
  });

  describe('of a VPN gateway that is detached', () => {
    const config = { cleanup: { resources: ['VGW'] } };
    const vpnGateways = [
      { VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' as const }] },
    ];
    const virtualInterfaces = [{ id: 'dxvif-1', owner: account, gateway: 'vgw-1' }];
    const first: Scene = { config, seen: { vpnGateways }, dependents: { virtualInterfaces } };
    const detached = [{ VpnGatewayId: 'vgw-1', VpcAttachments: [] }];
    const second: Scene = { config, seen: { vpnGateways: detached }, tables: copies };
    const statuses = done(...originals, 'vpn-detachment/vgw-1');
    const rest = ['virtual-interface/dxvif-1', 'vpn-gateway/vgw-1'];

    it('goes on', () => {
      assert.deepEqual(listedIn(resumed({ first, second, statuses })), rest);
    });

    it('goes on while it is still being detached', () => {
      const VpcAttachments = [{ VpcId: 'vpc-1', State: 'detaching' as const }];
      const going = { ...second, seen: { vpnGateways: [{ VpnGatewayId: 'vgw-1', VpcAttachments }] } };
      const begun = { ...statuses, 'vpn-detachment/vgw-1': 'intended' as const };
      const present = { 'vpn-gateway/vgw-1': { vpc: 'vpc-1' } };
      assert.deepEqual(listedIn(resumed({ first, second: going, statuses: begun, present })), [
        'vpn-detachment/vgw-1',
        ...rest,
      ]);
    });

    it('stays where nobody asks for it any more', () => {
      assert.deepEqual(listedIn(resumed({ first, second: { ...second, config: {} }, statuses })), []);
    });

    it('stays where it is another VPC’s by now, or a connection ends at it', () => {
      const present = { 'vpn-gateway/vgw-1': { vpc: 'vpc-2' } };
      const elsewhere = resumed({ first, second, statuses, present });
      assert.deepEqual(listedIn(elsewhere), []);
      assert.match(elsewhere.stays.join('\n'), /dxvif-1 stays: .*\nvgw-1 stays: vgw-1 is attached to vpc-2/);
      const vpnConnections = [
        { VpnConnectionId: 'vpn-1', VpnGatewayId: 'vgw-1', State: 'available' as const },
      ];
      const used = { ...second, seen: { vpnGateways: detached, vpnConnections } };
      assert.deepEqual(listedIn(resumed({ first, second: used, statuses })), []);
    });

    it('stays with all its steps where it was not begun, and may not be now', () => {
      const held = {
        ...first,
        seen: {
          vpnGateways,
          vpnConnections: [{ VpnConnectionId: 'vpn-1', VpnGatewayId: 'vgw-1', State: 'available' as const }],
        },
      };
      const present = { 'vpn-gateway/vgw-1': { vpc: 'vpc-1' } };
      assert.deepEqual(carriedOut(resumed({ first, second: held, present })), originals);
    });
  });
});
