"""nova-compute with libvirt, for volumes that are files on the same machine: python/drover_bed_volumes.py."""

import os
import sys
import time

from nova.cmd import compute
from nova.virt.libvirt import config as guest_config
from nova.virt.libvirt import driver
from nova.virt.libvirt.volume import volume

LIBVIRT_SOCKET = '/run/libvirt/libvirt-sock'


class ReportingDisk(guest_config.LibvirtConfigGuestDisk):
    """A disk that tells its guest of errors, as disks do: by default, a guest whose disk is full is paused instead."""

    def format_dom(self):
        disk = super().format_dom()
        disk.find('driver').set('error_policy', 'report')
        return disk


class FileVolumeDriver(volume.LibvirtVolumeDriver):
    def get_config(self, connection_info, disk_info):
        config = super().get_config(connection_info, disk_info)
        config.__class__ = ReportingDisk
        config.source_type = 'file'
        # Tests read the files while guests run: both see the machine's page cache. Nothing here must survive a crash of the machine.
        config.driver_cache = 'unsafe'
        config.driver_discard = 'unmap'
        return config

    def extend_volume(self, connection_info, instance, requested_size):
        return requested_size


def wait_for_libvirt(seconds):
    end = time.monotonic() + seconds
    while not os.path.exists(LIBVIRT_SOCKET) and time.monotonic() < end:
        time.sleep(0.2)


if __name__ == '__main__':
    driver.VOLUME_DRIVERS['local'] = 'drover_bed_hypervisor.FileVolumeDriver'
    wait_for_libvirt(60)
    sys.argv[0] = 'nova-compute'
    compute.main()
