import assert from 'node:assert/strict';
import { toRecord } from '../../../../modules/openstack/files/record.ts';
import { renewed } from '../../../../modules/openstack/files/versions.ts';

function paramsOf(type: string, params: Record<string, unknown>): unknown {
  const record = toRecord({ type, params });
  assert.ok(record !== undefined);
  return renewed(record).params;
}

const named = (name: string) => ({ name, project_name: null, domain_name: null });

describe('renewed', () => {
  it('turns names into references', () => {
    assert.deepEqual(paramsOf('openstack.network.Network', { name: 'a', qos_policy_name: 'gold' }), {
      name: 'a',
      qos_policy_ref: named('gold'),
    });
    assert.deepEqual(paramsOf('openstack.network.Network', { name: 'a', qos_policy_name: null }), {
      name: 'a',
      qos_policy_ref: null,
    });
    assert.deepEqual(
      paramsOf('openstack.subnet.Subnet', { network_name: 'n', segment_name: null, subnet_pool_name: 'p' }),
      { network_ref: named('n'), segment_ref: null, subnet_pool_ref: named('p') },
    );
  });

  it('brings the gateway of a router into three fields', () => {
    assert.deepEqual(
      paramsOf('openstack.network.Router', {
        name: 'r',
        routes: [{ destination: '10.0.0.0/8', nexthop: '10.1.0.1' }],
        external_gateway_nameinfo: {
          network_name: 'public',
          external_fixed_ips: [{ subnet_name: 'public-v4', ip_address: '172.24.4.79' }],
        },
      }),
      {
        name: 'r',
        routes: [{ destination: '10.0.0.0/8', nexthop: '10.1.0.1' }],
        external_gateway_refinfo: { network_ref: named('public') },
        external_fixed_ips: [{ ip_address: '172.24.4.79', subnet_ref: named('public-v4') }],
      },
    );
    assert.deepEqual(paramsOf('openstack.network.Router', { external_gateway_nameinfo: null }), {
      external_gateway_refinfo: null,
    });
  });

  it('knows the interfaces and rules of old files', () => {
    assert.deepEqual(
      paramsOf('openstack.network.RouterInterface', {
        router_name: 'r',
        fixed_ips_names: [{ ip_address: '10.0.0.1', subnet_name: 's' }],
      }),
      {
        network_ref: null,
        device_ref: named('r'),
        fixed_ips_refs: [{ ip_address: '10.0.0.1', subnet_ref: named('s') }],
      },
    );
    const rule = paramsOf('openstack.network.SecurityGroupRule', {
      security_group_name: 'web',
      remote_group_name: null,
      remote_ip_prefix: 'fd00::/8',
    });
    assert.deepEqual(rule, {
      security_group_ref: named('web'),
      remote_group_ref: null,
      remote_ip_prefix: 'fd00::/8',
      ether_type: 'IPv6',
    });
  });

  it('lets the key of today count where both stand', () => {
    assert.deepEqual(
      paramsOf('openstack.network.Network', { qos_policy_name: 'old', qos_policy_ref: named('new') }),
      { qos_policy_ref: named('new') },
    );
  });

  it('leaves other records alone', () => {
    const params = { flavor_name: 'm1.small' };
    assert.deepEqual(paramsOf('openstack.compute.Server', params), params);
  });
});
