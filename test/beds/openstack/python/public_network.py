"""public_network.py KEYSTONE_URL PASSWORD_FILE NEUTRON_URL PREFIX

Makes the external network `public` with its subnet PREFIX.0/24. May be run again at any time.
"""

import sys

from cloud_api import Cloud


def main(keystone, password_file, neutron, prefix):
    with open(password_file, encoding='ascii') as file:
        cloud = Cloud(keystone, file.read().strip())
    network = cloud.ensure(
        neutron + '/v2.0/networks',
        'network',
        {
            'name': 'public',
            'router:external': True,
            'provider:network_type': 'flat',
            'provider:physical_network': 'public',
        },
    )
    cloud.ensure(
        neutron + '/v2.0/subnets',
        'subnet',
        {
            'name': 'public-subnet',
            'network_id': network['id'],
            'ip_version': 4,
            'cidr': prefix + '.0/24',
            'gateway_ip': prefix + '.1',
            'enable_dhcp': False,
            'allocation_pools': [{'start': prefix + '.10', 'end': prefix + '.250'}],
        },
        same=('name', 'network_id'),
    )


main(*sys.argv[1:])
