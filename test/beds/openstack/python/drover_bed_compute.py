"""nova-compute with Nova's fake hypervisor, mended in two places that a migration needs.

Servers are still there after a restart of the service, and a snapshot of a server is an image with bytes in it.
"""

import io
import sys

from nova import context as nova_context
from nova import objects
from nova.cmd import compute
from nova.compute import power_state
from nova.compute import task_states
from nova.image import glance
from nova.virt import fake

REMEMBERED = ('active', 'stopped', 'paused', 'suspended')
SNAPSHOT = b'drover bed\n' * 100_000


class SteadyDriver(fake.MediumFakeDriver):
    vcpus, memory_mb, local_gb = 1_000, 2_000_000, 200_000

    def init_host(self, host):
        super().init_host(host)
        for server in objects.InstanceList.get_by_host(nova_context.get_admin_context(), host):
            if server.vm_state in REMEMBERED and server.uuid not in self.instances:
                flavor = server.flavor
                self.resources.claim(vcpus=flavor.vcpus, mem=flavor.memory_mb, disk=flavor.root_gb)
                state = power_state.RUNNING if server.power_state is None else server.power_state
                self.instances[server.uuid] = fake.FakeInstance(server.name, state, server.uuid)

    def snapshot(self, context, instance, image_id, update_task_state):
        update_task_state(task_state=task_states.IMAGE_PENDING_UPLOAD)
        update_task_state(
            task_state=task_states.IMAGE_UPLOADING, expected_state=task_states.IMAGE_PENDING_UPLOAD
        )
        image = {'disk_format': 'raw', 'container_format': 'bare', 'properties': {}}
        glance.API().update(context, image_id, image, data=io.BytesIO(SNAPSHOT), purge_props=False)


if __name__ == '__main__':
    # Nova takes drivers from its own package only, and its name from the command.
    sys.modules['nova.virt.drover_bed'] = sys.modules['__main__']
    sys.argv[0] = 'nova-compute'
    compute.main()
