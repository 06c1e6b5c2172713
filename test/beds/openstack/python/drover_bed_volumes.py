"""A Cinder driver that keeps every volume and snapshot as a sparse file in one folder.

Tests make it fail: a file OPERATION-NAME in bed_switches_dir stands against an operation with the volume of that name. While it says
`wait`, the operation does not come to an end; if it says anything else, the operation fails.
"""

import os
import time

from cinder import exception
from cinder import interface
from cinder.image import image_utils
from cinder.volume import configuration
from cinder.volume import driver
from cinder.volume import volume_utils
from oslo_concurrency import processutils
from oslo_config import cfg

OPTIONS = [
    cfg.StrOpt('bed_volumes_dir', help='The folder of the files.'),
    cfg.StrOpt('bed_switches_dir', help='The folder of what stands against operations.'),
]
cfg.CONF.register_opts(OPTIONS, group=configuration.SHARED_CONF_GROUP)

GIBIBYTE = 1 << 30


@interface.volumedriver
class FileDriver(driver.VolumeDriver):
    VERSION = '1.0'

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTIONS)

    def check_for_setup_error(self):
        os.makedirs(self.configuration.bed_volumes_dir, exist_ok=True)

    def local_path(self, resource):
        return os.path.join(self.configuration.bed_volumes_dir, resource['name'])

    def _copy(self, source, target, gibibytes=None):
        path = self.local_path(target)
        processutils.execute('cp', '--sparse=always', '--reflink=auto', self.local_path(source), path)
        if gibibytes:
            os.truncate(path, gibibytes * GIBIBYTE)

    def _remove(self, resource):
        if os.path.exists(self.local_path(resource)):
            os.unlink(self.local_path(resource))

    def _obey(self, operation, volume):
        switch = os.path.join(self.configuration.bed_switches_dir, f"{operation}-{volume['display_name']}")
        while os.path.exists(switch):
            with open(switch, encoding='ascii') as file:
                if file.read().strip() != 'wait':
                    raise exception.VolumeBackendAPIException(data=f'{operation} is switched off')
            time.sleep(0.5)

    def create_volume(self, volume):
        with open(self.local_path(volume), 'wb') as file:
            file.truncate(volume['size'] * GIBIBYTE)

    def delete_volume(self, volume):
        self._remove(volume)

    def manage_existing_get_size(self, volume, existing_ref):
        size = os.path.getsize(self._existing(existing_ref))
        return -(-size // GIBIBYTE)

    def manage_existing(self, volume, existing_ref):
        os.rename(self._existing(existing_ref), self.local_path(volume))

    def unmanage(self, volume):
        """The file stays under its name."""

    def _existing(self, existing_ref):
        name = existing_ref.get('source-name', '')
        path = os.path.join(self.configuration.bed_volumes_dir, os.path.basename(name))
        if not name or not os.path.isfile(path):
            reason = 'the backend has no such file'
            raise exception.ManageExistingInvalidReference(existing_ref=existing_ref, reason=reason)
        return path

    def extend_volume(self, volume, new_size):
        os.truncate(self.local_path(volume), new_size * GIBIBYTE)

    def create_snapshot(self, snapshot):
        self._obey('create_snapshot', snapshot['volume'])
        self._copy(snapshot['volume'], snapshot)

    def delete_snapshot(self, snapshot):
        self._remove(snapshot)

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copy(snapshot, volume, volume['size'])

    def create_cloned_volume(self, volume, src_vref):
        self._copy(src_vref, volume, volume['size'])

    def revert_to_snapshot(self, context, volume, snapshot):
        self._copy(snapshot, volume)

    def clone_image(self, context, volume, image_location, image_meta, image_service):
        return None, False

    def copy_image_to_volume(self, context, volume, image_service, image_id, disable_sparse=False):
        path = self.local_path(volume)
        block = self.configuration.volume_dd_blocksize
        image_utils.fetch_to_raw(context, image_service, image_id, path, block, size=volume['size'])
        os.truncate(path, volume['size'] * GIBIBYTE)

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        volume_utils.upload_volume(context, image_service, image_meta, self.local_path(volume), volume)

    def ensure_export(self, context, volume):
        """A file needs no export."""

    def create_export(self, context, volume, connector):
        """A file needs no export."""

    def remove_export(self, context, volume):
        """A file needs no export."""

    def initialize_connection(self, volume, connector):
        self._obey('initialize_connection', volume)
        data = {'device_path': self.local_path(volume), 'volume_id': volume['id']}
        return {'driver_volume_type': 'local', 'data': data}

    def terminate_connection(self, volume, connector, **kwargs):
        """Nothing was set up."""

    def _update_volume_stats(self):
        self._stats = {
            'volume_backend_name': self.configuration.safe_get('volume_backend_name'),
            'vendor_name': 'drover',
            'driver_version': self.VERSION,
            'storage_protocol': 'local',
            'total_capacity_gb': 10_000,
            'free_capacity_gb': 9_000,
            'reserved_percentage': 0,
            'provisioned_capacity_gb': 0,
            'max_over_subscription_ratio': 20.0,
            'thin_provisioning_support': True,
            'multiattach': True,
            'QoS_support': False,
        }
