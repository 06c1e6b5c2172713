# shellcheck shell=bash
# Volumes, as sparse files: python/drover_bed_volumes.py.

CINDER_BACKENDS='files shared small'

configure_cinder() {
  local etc lib
  etc=$(config_dir "$1" cinder) lib=$(state_dir "$1" cinder)
  mkdir -p "$lib/conversion" "$(switches_dir "$1")"
  write_config "$etc/cinder.conf" <<X
[DEFAULT]
host = $1-storage
my_ip = 127.0.0.1
state_path = $lib
log_dir = $BED/log/$1-cinder
transport_url = $(message_bus "$1")
auth_strategy = keystone
api_paste_config = /etc/cinder/api-paste.ini
resource_query_filters_file = /etc/cinder/resource_filters.json
osapi_volume_listen = 127.0.0.1
osapi_volume_listen_port = $(port "$1" 8776)
osapi_volume_workers = 1
glance_api_servers = $(endpoint "$1" 9292)
# What backends can hold is told to the scheduler this often.
periodic_interval = 5
periodic_fuzzy_delay = 0
enabled_backends = ${CINDER_BACKENDS// /,}
default_volume_type = files
quota_volumes = 500
quota_snapshots = 500
quota_gigabytes = 50000
image_conversion_dir = $lib/conversion
[files]
volume_driver = drover_bed_volumes.FileDriver
volume_backend_name = files
bed_volumes_dir = $lib/volumes
bed_switches_dir = $(switches_dir "$1")
# A backend that both clouds see.
[shared]
volume_driver = drover_bed_volumes.FileDriver
volume_backend_name = shared
bed_volumes_dir = $BED/shared-volumes
bed_switches_dir = $(switches_dir "$1")
# A backend that is soon full, and does not say so.
[small]
volume_driver = drover_bed_volumes.FileDriver
volume_backend_name = small
bed_volumes_dir = $(small_volumes)
bed_switches_dir = $(switches_dir "$1")
[oslo_concurrency]
lock_path = $(state_dir "$1" lock)
$(database_section "$1" cinder)
$(token_section "$1" cinder)
$(account_section "$1" nova nova)
$(account_section "$1" service_user cinder)
send_service_user_token = true
$(python_version drover_bed_volumes)
X
  mkdir -p "$BED/log/$1-cinder"
}

# What stands against operations with volumes: python/drover_bed_volumes.py.
switches_dir() { echo "$BED/$1/switches"; }

small_volumes() { echo "$BED/small-volumes"; }

# Must be there before an island is: that sees no mount of later.
mount_small_volumes() {
  mkdir -p "$(small_volumes)"
  mountpoint -q "$(small_volumes)" || mount -t tmpfs -o size=24m,mode=700 drover-bed "$(small_volumes)"
}

unmount_small_volumes() { if mountpoint -q "$(small_volumes)"; then umount "$(small_volumes)"; fi; }

declare_cinder() {
  local config role probe
  config=$(config_dir "$1" cinder)/cinder.conf
  for role in api scheduler volume; do
    probe=none
    if [[ $role == api ]]; then probe=http:$(port "$1" 8776)/; fi
    declare_daemon "$1-cinder-$role" "$probe" "$config" \
      env PYTHONPATH="$BED/python" PYTHONDONTWRITEBYTECODE=1 "cinder-$role" --config-file "$config"
  done
}

# shellcheck disable=SC2086 # one word a backend
await_backends() { run_python "$1" volume_backends "$(endpoint "$1" 8776)" $CINDER_BACKENDS; }
