import assert from 'node:assert/strict';
import { ruleLabel, ruleText } from '../../../modules/openstack/network/rule-text.ts';

const base = {
  direction: 'ingress',
  ethertype: 'IPv4',
  protocol: 'tcp',
  port_range_min: 80,
  port_range_max: 80,
};

describe('ruleText', () => {
  const same: readonly (readonly [string, object, object])[] = [
    ['a protocol by name and by number', { protocol: 'tcp' }, { protocol: '6' }],
    ['a protocol by number and as text', { protocol: 17 }, { protocol: 'UDP' }],
    ['no prefix and everywhere', { remote_ip_prefix: null }, { remote_ip_prefix: '0.0.0.0/0' }],
    [
      'a prefix with and without host bits',
      { remote_ip_prefix: '10.1.2.3/8' },
      { remote_ip_prefix: '10.0.0.0/8' },
    ],
    ['an address and its range', { remote_ip_prefix: '192.0.2.1' }, { remote_ip_prefix: '192.0.2.1/32' }],
    [
      'all ports and none',
      { port_range_min: 1, port_range_max: 65535 },
      { port_range_min: null, port_range_max: null },
    ],
    [
      'ICMP of IPv6 by its names',
      { ethertype: 'IPv6', protocol: 'icmp', port_range_min: 128 },
      { ethertype: 'ipv6', protocol: 'ipv6-icmp', port_range_min: 128 },
    ],
    [
      'ICMP of IPv6 by number',
      { ethertype: 'IPv6', protocol: 'icmpv6' },
      { ethertype: 'IPv6', protocol: '58' },
    ],
  ];
  for (const [what, one, other] of same) {
    it(`takes ${what} for the same`, () => {
      assert.equal(ruleText({ ...base, ...one }, 'g'), ruleText({ ...base, ...other }, 'g'));
    });
  }

  const different: readonly (readonly [string, object])[] = [
    ['direction', { direction: 'egress' }],
    ['version', { ethertype: 'IPv6' }],
    ['protocol', { protocol: 'udp' }],
    ['port', { port_range_max: 81 }],
    ['range', { remote_ip_prefix: '10.0.0.0/8' }],
    ['other group', { remote_group_id: 'x' }],
    ['address group', { remote_address_group_id: 'x' }],
  ];
  for (const [what, change] of different) {
    it(`tells rules apart by their ${what}`, () => {
      assert.notEqual(ruleText({ ...base, ...change }, 'g'), ruleText(base, 'g'));
    });
  }

  it('tells rules apart by their groups', () => {
    assert.notEqual(ruleText(base, 'g'), ruleText(base, 'h'));
  });
});

describe('ruleLabel', () => {
  it('says a rule in a few words', () => {
    const params = { ...base, ether_type: 'IPv4' };
    assert.equal(
      ruleLabel({ ...params, remote_ip_prefix: '10.0.0.0/8' }),
      'ingress IPv4 tcp 80 from 10.0.0.0/8',
    );
    assert.equal(
      ruleLabel({ direction: 'egress', ether_type: 'IPv6', remote_group_ref: { name: 'db' } }),
      'egress IPv6 any to db',
    );
  });
});
