"""catalogue.py KEYSTONE_URL PASSWORD_FILE BASE_PORT SERVICE...

Fills Keystone: the services' accounts and endpoints, and the tenants of the tests. May be run again at any time.
"""

import sys

from cloud_api import Cloud

# service -> its rows in the catalogue (name, type, usual port, path)
ENDPOINTS = {
    'glance': [('glance', 'image', 9292, '')],
    'placement': [('placement', 'placement', 8778, '')],
    'nova': [('nova', 'compute', 8774, '/v2.1')],
    'neutron': [('neutron', 'network', 9696, '')],
    'cinder': [
        ('cinderv3', 'volumev3', 8776, '/v3/%(project_id)s'),
        ('cinder', 'block-storage', 8776, '/v3/%(project_id)s'),
    ],
}

# Each is a project, and a user in it who is a plain member.
TENANTS = {
    'src': 'The tenant that is moved',
    'dst': 'The tenant that it is moved to',
    'partner': 'Shares networks and security groups with the others',
    'bench': 'Filled with much of the same, for measurements',
}


def main(keystone, password_file, base_port, *services):
    with open(password_file, encoding='ascii') as file:
        password = file.read().strip()
    cloud = Cloud(keystone, password)
    users = {user['name']: user for user in cloud.list(keystone + '/users', 'users')}
    roles = {role['name']: role['id'] for role in cloud.list(keystone + '/roles', 'roles')}
    if 'service' not in roles:
        roles['service'] = cloud.call('POST', keystone + '/roles', {'role': {'name': 'service'}})[1]['role']['id']

    def project(name, description):
        body = {'name': name, 'domain_id': 'default', 'description': description}
        return cloud.ensure(keystone + '/projects', 'project', body)['id']

    def account(name, project_id, *granted):
        if name not in users:
            body = {'name': name, 'domain_id': 'default', 'password': password, 'default_project_id': project_id}
            users[name] = cloud.call('POST', keystone + '/users', {'user': body})[1]['user']
        grant(users[name]['id'], project_id, *granted)

    def grant(user_id, project_id, *granted):
        for role in granted:
            cloud.call('PUT', f'{keystone}/projects/{project_id}/users/{user_id}/roles/{roles[role]}')

    service_project = project('service', 'Accounts of the services')
    for service in services:
        account(service, service_project, 'admin', 'service')
    for name, description in TENANTS.items():
        project_id = project(name, description)
        account(name, project_id, 'member')
        # An administrator can look at a tenant from the inside.
        grant(users['admin']['id'], project_id, 'admin')

    known = {(e['service_id'], e['interface']) for e in cloud.list(keystone + '/endpoints', 'endpoints')}
    for service in services:
        for name, kind, usual_port, path in ENDPOINTS[service]:
            row = cloud.ensure(keystone + '/services', 'service', {'name': name, 'type': kind}, same=('type',))
            for interface in ('public', 'internal', 'admin'):
                if (row['id'], interface) not in known:
                    url = f'http://127.0.0.1:{int(base_port) + usual_port}{path}'
                    body = {'service_id': row['id'], 'interface': interface, 'url': url, 'region_id': 'RegionOne'}
                    cloud.call('POST', keystone + '/endpoints', {'endpoint': body})


main(*sys.argv[1:])
