"""volume_backends.py KEYSTONE_URL PASSWORD_FILE VOLUME_URL BACKEND...

Waits until the scheduler of volumes knows the backends: until then each new volume ends in error.
A scheduler that was just started knows none, whatever the list of services says.
"""

import sys

from cloud_api import Cloud, until


def main(keystone, password_file, volume_url, *backends):
    with open(password_file, encoding='ascii') as file:
        cloud = Cloud(keystone, file.read().strip())
    pools = f'{volume_url}/v3/{cloud.project_id}/scheduler-stats/get_pools'

    def known():
        return {pool['name'].partition('@')[2].partition('#')[0] for pool in cloud.list(pools, 'pools')}

    until('a volume backend', lambda: known() >= set(backends))


main(*sys.argv[1:])
