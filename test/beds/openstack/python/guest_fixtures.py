"""guest_fixtures.py KEYSTONE_URL PASSWORD_FILE BASE_PORT HOST IMAGES_FOLDER

Waits for the host of real guests, puts it into availability zone `kvm`, and uploads the guests' images. May be run again at any time.
"""

import hashlib
import os
import sys

from cloud_api import Cloud, until

ZONE = 'kvm'
AGENTS = 4
DEVICES = {'hw_disk_bus': 'virtio', 'hw_vif_model': 'virtio', 'hw_rng_model': 'virtio'}
IMAGES = [
    # name, file, disk format, GiB that a disk must have
    ('tiny', 'tiny.raw', 'raw', 0),
    ('conversion', 'conversion.qcow2', 'qcow2', 2),
]
FLAVOR = {'id': '90', 'name': 'm1.conversion', 'vcpus': 1, 'ram': 768, 'disk': 2}


def join_zone(cloud, nova, host):
    services = f'{nova}/os-services?binary=nova-compute&host={host}'
    until('nova-compute', lambda: any(one['state'] == 'up' for one in cloud.list(services, 'services')))
    zone = cloud.ensure(nova + '/os-aggregates', 'aggregate', {'name': ZONE, 'availability_zone': ZONE})
    if host not in zone.get('hosts', []):
        # A host is known to Placement a little after it is up.
        hypervisors = nova + '/os-hypervisors/detail'
        until(
            'the hypervisor', lambda: any(h['service']['host'] == host for h in cloud.list(hypervisors, 'hypervisors'))
        )
        cloud.call('POST', f'{nova}/os-aggregates/{zone["id"]}/action', {'add_host': {'host': host}})


def upload(cloud, glance, name, path, disk_format, min_disk):
    with open(path, 'rb') as file:
        data = file.read()
    content = hashlib.sha256(data).hexdigest()
    for image in cloud.list(f'{glance}/v2/images?name={name}', 'images'):
        if image['status'] == 'active' and image.get('drover_bed_content') == content:
            return
        # An image that volumes or servers came from may go: they have their own bytes.
        cloud.call('DELETE', f'{glance}/v2/images/{image["id"]}')
    body = {
        'name': name,
        'disk_format': disk_format,
        'container_format': 'bare',
        'visibility': 'public',
        'min_disk': min_disk,
        'drover_bed_content': content,
        **DEVICES,
    }
    image = cloud.call('POST', glance + '/v2/images', body)[1]
    cloud.upload(f'{glance}/v2/images/{image["id"]}/file', data)


def main(keystone, password_file, base_port, host, folder):
    with open(password_file, encoding='ascii') as file:
        cloud = Cloud(keystone, file.read().strip())

    def service(usual_port):
        return f'http://127.0.0.1:{int(base_port) + usual_port}'

    nova, neutron, glance = service(8774) + '/v2.1', service(9696), service(9292)
    for name, file, disk_format, min_disk in IMAGES:
        path = os.path.join(folder, file)
        if os.path.exists(path):
            upload(cloud, glance, name, path, disk_format, min_disk)
    cloud.ensure(nova + '/flavors', 'flavor', FLAVOR)
    join_zone(cloud, nova, host)
    agents = f'{neutron}/v2.0/agents?host={host}'
    until('agents', lambda: sum(agent['alive'] for agent in cloud.list(agents, 'agents')) >= AGENTS)


main(*sys.argv[1:])
