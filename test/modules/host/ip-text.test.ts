import assert from 'node:assert/strict';
import { linksInText, routesInText } from '../../../modules/host/facts/ip-text.ts';

const old = `1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000
    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00
    inet 127.0.0.1/8 scope host lo
       valid_lft forever preferred_lft forever
    inet6 ::1/128 scope host
       valid_lft forever preferred_lft forever
2: eth0.7@eth0: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1400 qdisc noqueue state UP group default qlen 1000
    link/ether 02:fc:00:00:00:01 brd ff:ff:ff:ff:ff:ff
    inet 192.0.2.2/24 brd 192.0.2.255 scope global dynamic eth0.7
       valid_lft 3000sec preferred_lft 3000sec
    inet 192.0.2.3/32 scope global secondary eth0.7:1
       valid_lft forever preferred_lft forever
3: tun0: <POINTOPOINT,NOARP> mtu 1500 qdisc noop state DOWN qlen 500
    link/none
    inet 198.51.100.1 peer 198.51.100.2/31 scope global tun0
       valid_lft forever preferred_lft forever
`;

describe('what ip prints without JSON', () => {
  it('tells of interfaces and their addresses', () => {
    const [lo, vlan, tunnel, ...more] = linksInText(old);
    assert.deepEqual(more, []);
    assert.deepEqual(lo, {
      ifname: 'lo',
      address: '00:00:00:00:00:00',
      flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
      mtu: 65536,
      operstate: 'UNKNOWN',
      link_type: 'loopback',
      addr_info: [
        { family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host' },
        { family: 'inet6', local: '::1', prefixlen: 128, scope: 'host' },
      ],
    });
    assert.deepEqual(
      [vlan?.ifname, vlan?.operstate, vlan?.link_type, vlan?.mtu],
      ['eth0.7', 'UP', 'ether', 1400],
    );
    assert.deepEqual(vlan?.addr_info, [
      { family: 'inet', local: '192.0.2.2', prefixlen: 24, scope: 'global', broadcast: '192.0.2.255' },
      { family: 'inet', local: '192.0.2.3', prefixlen: 32, scope: 'global' },
    ]);
    assert.deepEqual(tunnel?.addr_info, [
      { family: 'inet', local: '198.51.100.1', prefixlen: 31, scope: 'global' },
    ]);
    assert.equal(tunnel.address, undefined);
  });
  it('has the state of interfaces in their flags, where busybox does not tell it', () => {
    const [up, down] = linksInText(
      '4: eth0: <BROADCAST,UP,LOWER_UP> mtu 1400 qdisc fq\n    link/ether 02:00:00:00:00:01 brd ff:ff:ff:ff:ff:ff\n5: ifb0: <BROADCAST,NOARP> mtu 1500 qdisc noop\n',
    );
    assert.deepEqual([up?.operstate, down?.operstate], ['UP', 'DOWN']);
  });
  it('tells of routes', () => {
    assert.deepEqual(
      routesInText(
        'default via 192.0.2.1 dev eth0 proto dhcp src 192.0.2.2 metric 100 \ndefault dev ppp0 scope link\n\n',
      ),
      [
        { dst: 'default', dev: 'eth0', gateway: '192.0.2.1', prefsrc: '192.0.2.2' },
        { dst: 'default', dev: 'ppp0' },
      ],
    );
  });
  it('that is nothing tells of nothing', () => {
    assert.deepEqual([linksInText(''), routesInText('')], [[], []]);
  });
});
