"""workload_fixtures.py KEYSTONE_URL PASSWORD_FILE BASE_PORT SERVICE...

Flavors, an image and a volume type, for as many of Nova, Glance and Cinder as there are. May be run again at any time.
"""

import sys

from cloud_api import Cloud

FLAVORS = [
    # id, name, vcpus, MiB of memory, GiB of disk
    ('1', 'm1.tiny', 1, 512, 1),
    ('2', 'm1.small', 1, 2048, 20),
    ('3', 'm1.medium', 2, 4096, 40),
    ('42', 'm1.nano', 1, 128, 1),
    ('84', 'm1.micro', 1, 192, 0),
]
BACKENDS = ['files', 'shared', 'small']
IMAGE = {'name': 'bed-image', 'disk_format': 'raw', 'container_format': 'bare', 'visibility': 'public'}


def fill_nova(cloud, url):
    known = {flavor['id'] for flavor in cloud.list(url + '/v2.1/flavors', 'flavors')}
    for number, name, vcpus, ram, disk in FLAVORS:
        if number not in known:
            body = {'id': number, 'name': name, 'vcpus': vcpus, 'ram': ram, 'disk': disk}
            cloud.call('POST', url + '/v2.1/flavors', {'flavor': body})


def fill_glance(cloud, url):
    images = cloud.list(url + '/v2/images?name=' + IMAGE['name'], 'images')
    image = images[0] if images else cloud.call('POST', url + '/v2/images', IMAGE)[1]
    if image['status'] == 'queued':
        cloud.upload(f'{url}/v2/images/{image["id"]}/file', b'an image of the bed\n' * 800_000)


def fill_cinder(cloud, url):
    types = f'{url}/v3/{cloud.project_id}/types'
    for backend in BACKENDS:
        kind = cloud.ensure(types, 'volume_type', {'name': backend})
        specs = {'extra_specs': {'volume_backend_name': backend}}
        cloud.call('POST', f'{types}/{kind["id"]}/extra_specs', specs)


FILL = {'nova': (fill_nova, 8774), 'glance': (fill_glance, 9292), 'cinder': (fill_cinder, 8776)}


def main(keystone, password_file, base_port, *services):
    with open(password_file, encoding='ascii') as file:
        cloud = Cloud(keystone, file.read().strip())
    for service in services:
        if service in FILL:
            fill, usual_port = FILL[service]
            fill(cloud, f'http://127.0.0.1:{int(base_port) + usual_port}')


main(*sys.argv[1:])
