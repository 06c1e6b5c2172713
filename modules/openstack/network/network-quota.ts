import { limit, quotaCollection, quotaKind } from '../kind/quotas.ts';

/** Quotas of Neutron. */
export const networkQuotas = quotaCollection({
  service: 'network',
  word: 'network',
  path: '/quotas',
  defaults: 'default',
  one: 'quota',
});

/** How much a project may have of Neutron. Which limits there are depends on its extensions. */
export const networkQuota = quotaKind('network', {
  collection: networkQuotas,
  about: 'How many networks, ports and so on a project may have.',
  limits: [
    limit('address_groups', 'Address groups.', { wire: 'address_group' }),
    limit('address_scopes', 'Address scopes.', { wire: 'address_scope' }),
    limit('bgpvpns', 'BGP VPNs.', { wire: 'bgpvpn' }),
    limit('endpoint_groups', 'Endpoint groups of VPNs.', { wire: 'endpoint_group' }),
    limit('firewall_groups', 'Firewall groups.', { wire: 'firewall_group' }),
    limit('firewall_policies', 'Firewall policies.', { wire: 'firewall_policy' }),
    limit('firewall_rules', 'Firewall rules.', { wire: 'firewall_rule' }),
    limit('floating_ips', 'Floating IPs.', { wire: 'floatingip' }),
    limit('health_monitors', 'Health monitors.', { wire: 'healthmonitor' }),
    limit('ikepolicies', 'IKE policies.', { wire: 'ikepolicy' }),
    limit('ipsec_site_connections', 'IPsec connections.', { wire: 'ipsec_site_connection' }),
    limit('ipsecpolicies', 'IPsec policies.', { wire: 'ipsecpolicy' }),
    limit('l7_policies', 'Layer 7 policies.', { wire: 'l7policy' }),
    limit('listeners', 'Listeners.', { wire: 'listener' }),
    limit('load_balancers', 'Load balancers.', { wire: 'loadbalancer' }),
    limit('members', 'Members of pools.', { wire: 'member' }),
    limit('networks', 'Networks.', { wire: 'network' }),
    limit('pools', 'Pools of load balancers.', { wire: 'pool' }),
    limit('ports', 'Ports.', { wire: 'port' }),
    limit('rbac_policies', 'RBAC policies.', { wire: 'rbac_policy' }),
    limit('routers', 'Routers.', { wire: 'router' }),
    limit('security_group_rules', 'Rules of security groups.', { wire: 'security_group_rule' }),
    limit('security_groups', 'Security groups.', { wire: 'security_group' }),
    limit('subnet_pools', 'Subnet pools.', { wire: 'subnetpool' }),
    limit('subnets', 'Subnets.', { wire: 'subnet' }),
    limit('trunks', 'Trunks.', { wire: 'trunk' }),
    limit('vpnservices', 'VPN services.', { wire: 'vpnservice' }),
  ],
});
