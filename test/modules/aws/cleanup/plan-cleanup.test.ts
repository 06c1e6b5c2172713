import assert from 'node:assert/strict';
import type { RouteTable } from '../../../../modules/aws/api/ec2.types.ts';
import { whyTooEarly } from '../../../../modules/aws/cleanup/check-switched.ts';
import { digestOfList, requireConfirmation } from '../../../../modules/aws/cleanup/confirm.ts';
import { planCleanup } from '../../../../modules/aws/cleanup/plan/plan-cleanup.ts';
import { account, region, route, subnet, table } from '../terraform/support/estate.ts';
import { attachment, copy, moved, subjectOf, switchedTables, transit, type Scene } from './support/scene.ts';

function planned(scene: Scene): { readonly goes: readonly string[]; readonly stays: string } {
  const { operations, stays } = planCleanup(subjectOf(scene));
  return { goes: operations.map(({ id }) => id.replace('vpc-1/cleanup/', '')), stays: stays.join('\n') };
}

const originals = ['route-table/rtb-1', 'route-table/rtb-2'];
const filtered = { 'config.filter_tgw_attachment_subnet': true };
const withAttachment = [
  ...switchedTables,
  table('rtb-9', 'vpc-1', {
    subnets: ['subnet-9'],
    routes: [route('10.0.0.0/8', { TransitGatewayId: transit })],
  }),
];

describe('modules/aws/cleanup: the plan', () => {
  it('takes the original tables of the journal, and nothing else unasked', () => {
    assert.deepEqual(planned({}), { goes: originals, stays: '' });
  });

  it('never takes a copy, whatever the journal says', () => {
    const operations = [moved('subnet-1', 'rtb-12', 'rtb-2')];
    const { goes, stays } = planned({ state: { operations } });
    assert.deepEqual(goes, []);
    assert.match(stays, /rtb-12 is a copy/);
  });

  it('leaves an original that a subnet, a gateway or the main association is still on', () => {
    const [main, , ...copies] = switchedTables as [RouteTable, ...RouteTable[]];
    const edge = {
      ...table('rtb-2', 'vpc-1', {}),
      Associations: [{ GatewayId: 'igw-1', RouteTableAssociationId: 'x' }],
    };
    for (const [used, by] of [
      [table('rtb-2', 'vpc-1', { subnets: ['subnet-1'] }), 'subnet-1'],
      [table('rtb-2', 'vpc-1', { isMain: true }), 'main'],
      [edge, 'igw-1'],
    ] as const) {
      const { goes, stays } = planned({ tables: [main, used, ...copies] });
      assert.deepEqual(goes, ['route-table/rtb-1']);
      assert.match(stays, new RegExp(`rtb-2 stays: it is still used by ${by}`));
    }
  });

  it('leaves an original whose copy is gone', () => {
    const { goes, stays } = planned({ tables: switchedTables.slice(0, 3) });
    assert.deepEqual(goes, ['route-table/rtb-1']);
    assert.match(stays, /rtb-2 stays: there is no copy/);
  });

  describe('attachments', () => {
    it('go with their subnets and the tables of those, in order', () => {
      const { goes } = planned({
        config: filtered,
        seen: { attachments: [attachment] },
        tables: withAttachment,
      });
      assert.deepEqual(goes, [
        ...originals,
        'transit-attachment/tgw-attach-1',
        'subnet/subnet-9',
        'attachment-table/rtb-9',
      ]);
    });

    it('of another transit gateway stay, and those that nobody asked for', () => {
      const other = { ...attachment, TransitGatewayId: 'tgw-2' };
      assert.deepEqual(planned({ config: filtered, seen: { attachments: [other] } }).goes, originals);
      assert.deepEqual(planned({ seen: { attachments: [attachment] } }).goes, originals);
    });

    it('leave the subnets and tables of those that stay', () => {
      const other = {
        ...attachment,
        TransitGatewayAttachmentId: 'tgw-attach-2',
        TransitGatewayId: 'tgw-2',
        SubnetIds: ['subnet-8'],
      };
      const { goes, stays } = planned({
        config: filtered,
        seen: { attachments: [attachment, other] },
        tables: [...withAttachment, table('rtb-8', 'vpc-1', { subnets: ['subnet-8'] })],
        subnets: [
          subnet('subnet-1', 'vpc-1', '10.0.1.0/24', 'a'),
          subnet('subnet-8', 'vpc-1', '100.65.0.16/28', 'a'),
          subnet('subnet-9', 'vpc-1', '100.65.0.0/28', 'a'),
        ],
      });
      assert.deepEqual(goes, [
        ...originals,
        'transit-attachment/tgw-attach-1',
        'subnet/subnet-9',
        'attachment-table/rtb-9',
      ]);
      assert.match(stays, /subnet-8 stays, as the attachment in it does/);
      const both = { ...other, SubnetIds: ['subnet-9'] };
      const shared = planned({
        config: filtered,
        seen: { attachments: [attachment, both] },
        tables: withAttachment,
      });
      assert.deepEqual(shared.goes, originals);
      assert.match(shared.stays, /tgw-attach-1 stays: rtb-9 has a route/);
      assert.match(shared.stays, /subnet-9 stays/);
    });

    it('stay where a static route of the transit leads to them', () => {
      const transits = [
        {
          account: '321098765432',
          region,
          gateway: { TransitGatewayId: transit },
          attachments: [],
          routeTables: [
            {
              table: {},
              associations: [],
              propagations: [],
              prefixListReferences: [],
              routes: [
                {
                  DestinationCidrBlock: '10.0.0.0/16',
                  Type: 'static' as const,
                  TransitGatewayAttachments: [{ TransitGatewayAttachmentId: 'tgw-attach-1' }],
                },
              ],
            },
          ],
        },
      ];
      const { goes, stays } = planned({
        config: filtered,
        seen: { attachments: [attachment] },
        transits,
        tables: withAttachment,
      });
      assert.deepEqual(goes, originals);
      assert.match(stays, /static route 10\.0\.0\.0\/16 .* Switch with rm_static_route first/);
      assert.match(stays, /subnet-9 stays, as the attachment/);
    });

    it('stay where a table that stays has a route there', () => {
      const tables = [
        ...switchedTables.slice(0, 3),
        copy('rtb-12', 'rtb-2', {
          subnets: ['subnet-1'],
          routes: [route('10.0.0.0/8', { TransitGatewayId: transit })],
        }),
      ];
      const config = { cleanup: { resources: ['TGW_ATTACHMENT'] } };
      const { goes, stays } = planned({ config, seen: { attachments: [attachment] }, tables });
      assert.deepEqual(goes, originals);
      assert.match(stays, /tgw-attach-1 stays: rtb-12 has a route/);
    });

    it('leave a subnet in which something else is', () => {
      const interfaces = [
        { SubnetId: 'subnet-9', NetworkInterfaceId: 'eni-1', InterfaceType: 'interface' as const },
        { SubnetId: 'subnet-9', NetworkInterfaceId: 'eni-2', InterfaceType: 'transit_gateway' as const },
      ];
      const { goes, stays } = planned({
        config: filtered,
        seen: { attachments: [attachment] },
        dependents: { interfaces },
      });
      assert.deepEqual(goes, [...originals, 'transit-attachment/tgw-attach-1']);
      assert.match(stays, /subnet-9 stays: eni-1/);
    });

    it('leave subnets that were switched as others are', () => {
      const config = { cleanup: { resources: ['TGW_ATTACHMENT'] } };
      assert.deepEqual(planned({ config, seen: { attachments: [attachment] } }).goes, [
        ...originals,
        'transit-attachment/tgw-attach-1',
      ]);
    });
  });

  describe('CIDRs', () => {
    const cidrs = (...vpc_cidrs: string[]) => planned({ config: { cleanup: { vpc_cidrs } } });

    it('go where they are listed exactly', () => {
      assert.deepEqual(cidrs('100.64.0.0/24').goes, [...originals, 'vpc-cidr/100.64.0.0/24']);
    });

    it('stay where they are only inside of what is listed', () => {
      assert.deepEqual(cidrs('100.64.0.0/10', '10.0.0.0/8').goes, originals);
    });

    it("stay where they are the first one, the gateways', or in use", () => {
      const { goes, stays } = cidrs('10.0.0.0/16', '10.101.0.0/24', '100.65.0.0/24');
      assert.deepEqual(goes, originals);
      assert.match(stays, /10\.0\.0\.0\/16 stays: it is the first/);
      assert.match(stays, /10\.101\.0\.0\/24 stays: the gateways/);
      assert.match(stays, /100\.65\.0\.0\/24 stays: the subnet subnet-9/);
    });

    it('go with the subnet of the attachment in them', () => {
      const config = { ...filtered, cleanup: { vpc_cidrs: ['100.65.0.0/24'] } };
      const { goes } = planned({ config, seen: { attachments: [attachment] } });
      assert.equal(goes.at(-1), 'vpc-cidr/100.65.0.0/24');
    });
  });

  describe('gateways', () => {
    const natGateways = [{ NatGatewayId: 'nat-1', VpcId: 'vpc-1', State: 'available' as const }];
    const nat = { cleanup: { resources: ['NAT'] } };
    const vpn = { cleanup: { resources: ['VGW'] } };
    const vpnGateways = [
      { VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-1', State: 'attached' as const }] },
    ];

    it('for NAT go where only originals lead to them', () => {
      const tables = [
        table('rtb-1', 'vpc-1', { routes: [route('0.0.0.0/0', { NatGatewayId: 'nat-1' })] }),
        ...switchedTables.slice(1),
      ];
      assert.deepEqual(planned({ config: nat, seen: { natGateways }, tables }).goes, [
        ...originals,
        'nat-gateway/nat-1',
      ]);
    });

    it('for NAT stay where a table that stays leads to them, as that of an attachment other VPCs come in by', () => {
      const tables = [
        ...switchedTables,
        table('rtb-9', 'vpc-1', {
          subnets: ['subnet-9'],
          routes: [route('0.0.0.0/0', { NatGatewayId: 'nat-1' })],
        }),
      ];
      const { goes, stays } = planned({ config: nat, seen: { natGateways }, tables });
      assert.deepEqual(goes, originals);
      assert.match(stays, /nat-1 stays: rtb-9/);
    });

    it('for VPN are detached, rid of their interfaces, then deleted', () => {
      const virtualInterfaces = [
        { id: 'dxvif-1', owner: account, gateway: 'vgw-1' },
        { id: 'dxvif-2', owner: account, gateway: 'vgw-2' },
      ];
      const { goes } = planned({ config: vpn, seen: { vpnGateways }, dependents: { virtualInterfaces } });
      assert.deepEqual(goes, [
        ...originals,
        'vpn-detachment/vgw-1',
        'virtual-interface/dxvif-1',
        'vpn-gateway/vgw-1',
      ]);
    });

    it('for VPN stay with a connection, a route, or an interface of another account', () => {
      const reasons = [
        {
          seen: {
            vpnGateways,
            vpnConnections: [
              { VpnConnectionId: 'vpn-1', VpnGatewayId: 'vgw-1', State: 'available' as const },
            ],
          },
        },
        {
          seen: { vpnGateways },
          tables: [
            ...switchedTables.slice(0, 3),
            copy('rtb-12', 'rtb-2', { routes: [route('172.20.0.0/16', { GatewayId: 'vgw-1' })] }),
          ],
        },
        {
          seen: { vpnGateways },
          dependents: { virtualInterfaces: [{ id: 'dxvif-1', owner: '999999999999', gateway: 'vgw-1' }] },
        },
      ];
      for (const scene of reasons) {
        const { goes, stays } = planned({ config: vpn, ...scene });
        assert.deepEqual(goes, originals);
        assert.match(stays, /vgw-1 stays/);
      }
    });

    it('of another VPC stay', () => {
      const elsewhere = [
        { VpnGatewayId: 'vgw-1', VpcAttachments: [{ VpcId: 'vpc-2', State: 'attached' as const }] },
      ];
      assert.deepEqual(planned({ config: vpn, seen: { vpnGateways: elsewhere } }).goes, originals);
    });

    it('for loads go where they are internal and have no targets', () => {
      const balancer = { arn: 'arn:lb', name: 'inner', vpc: 'vpc-1', targets: 0, answers: [] };
      const config = { cleanup: { resources: ['INTERNAL_LB'] } };
      assert.deepEqual(planned({ config, dependents: { balancers: [balancer] } }).goes, [
        ...originals,
        'load-balancer/inner',
      ]);
      assert.match(
        planned({ config, dependents: { balancers: [{ ...balancer, targets: 2 }] } }).stays,
        /it has 2 targets/,
      );
    });

    it('for loads stay where they answer by themselves', () => {
      const balancer = { arn: 'arn:lb', name: 'inner', vpc: 'vpc-1', targets: 0, answers: ['redirect'] };
      const config = { cleanup: { resources: ['INTERNAL_LB'] } };
      const { goes, stays } = planned({ config, dependents: { balancers: [balancer] } });
      assert.deepEqual(goes, originals);
      assert.match(stays, /inner stays: .* no target to answer \(redirect\)/);
    });
  });

  describe('peerings', () => {
    const peerings = [
      {
        VpcPeeringConnectionId: 'pcx-1',
        Status: { Code: 'active' as const },
        RequesterVpcInfo: { VpcId: 'vpc-1' },
        AccepterVpcInfo: { VpcId: 'vpc-2', OwnerId: '999999999999' },
      },
    ];
    const config = { cleanup: { resources: ['PEERING'] } };
    const tables = [
      table('rtb-1', 'vpc-1', {}),
      table('rtb-2', 'vpc-1', {}),
      copy('rtb-11', 'rtb-1', { isMain: true }),
      copy('rtb-12', 'rtb-2', { routes: [route('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-1' })] }),
    ];

    it('go after the routes to them', () => {
      const { goes } = planned({ config, seen: { peerings }, tables });
      assert.deepEqual(goes, [...originals, 'peering-route/rtb-12/10.9.0.0/16', 'peering/pcx-1']);
    });

    it('stay where they are to be retained', () => {
      const retained = { ...config, 'account_info.0.regions.0.vpcs.0.retain_peerings': ['pcx-1'] };
      assert.deepEqual(planned({ config: retained, seen: { peerings }, tables }).goes, originals);
    });
  });
});

describe('modules/aws/cleanup: before it', () => {
  const now = Date.parse('2026-11-22T12:00:00Z');

  it('a switch has to be done', () => {
    assert.equal(whyTooEarly(subjectOf({}), 0, now), undefined);
    for (const phase of ['none', 'switching', 'reverting', 'reverted'] as const)
      assert.ok(whyTooEarly(subjectOf({ state: { phase } }), 0, now) !== undefined, phase);
  });

  it('every operation of it has to be done', () => {
    const operations = [{ ...moved('subnet-1', 'rtb-2', 'rtb-12'), status: 'failed' as const }];
    assert.match(whyTooEarly(subjectOf({ state: { operations } }), 0, now) ?? '', /this is failed, not done/);
  });

  it('what is there has to agree with it', () => {
    const tables = [
      table('rtb-1', 'vpc-1', {}),
      table('rtb-2', 'vpc-1', { subnets: ['subnet-1'] }),
      ...switchedTables.slice(2, 3),
      copy('rtb-12', 'rtb-2'),
    ];
    assert.equal(whyTooEarly(subjectOf({}), 0, now), undefined);
    assert.match(whyTooEarly(subjectOf({ tables }), 0, now) ?? '', /subnet-1/);
  });

  it('it has to be as old as is asked', () => {
    assert.match(
      whyTooEarly(subjectOf({}), 24, now) ?? '',
      /switched 12\.0 hours ago; minimum_age asks for 24/,
    );
    assert.equal(whyTooEarly(subjectOf({}), 12, now), undefined);
  });

  it('the list has to be confirmed: by its digest, which another list does not have, or by yes', () => {
    const { operations } = planCleanup(subjectOf({}));
    const digest = digestOfList(operations);
    requireConfirmation(operations, digest);
    requireConfirmation(operations, 'yes');
    for (const other of [undefined, '', 'no', digestOfList(operations.slice(1))])
      assert.throws(() => requireConfirmation(operations, other), {
        code: 'cleanup-unconfirmed',
        message: /rtb-1/,
      });
  });
});
