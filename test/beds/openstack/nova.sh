# shellcheck shell=bash
# Servers without guests: Nova's fake hypervisor, by way of python/drover_bed_compute.py.

NOVA_PROCESSES=${DROVER_BED_NOVA_PROCESSES:-2}

# nova_config CLOUD ROLE [DATABASE SECTION]: nova-compute must not see a database, and refuses to start if it does.
nova_config() {
  cat <<X
[DEFAULT]
host = $1-$2
my_ip = 127.0.0.1
state_path = $(state_dir "$1" nova)
instances_path = $(state_dir "$1" nova)/instances
log_file = $BED/log/$1-nova-$2.log
transport_url = $(message_bus "$1")
compute_driver = drover_bed.SteadyDriver
default_schedule_zone = nova
block_device_allocate_retries_interval = 1
running_deleted_instance_poll_interval = 0
[api]
auth_strategy = keystone
[wsgi]
api_paste_config = /etc/nova/api-paste.ini
[conductor]
workers = 1
[scheduler]
workers = 1
[filter_scheduler]
enabled_filters = ComputeFilter,AvailabilityZoneFilter,ComputeCapabilitiesFilter,ImagePropertiesFilter,ServerGroupAntiAffinityFilter,ServerGroupAffinityFilter
[quota]
instances = 500
cores = 2000
ram = 4000000
key_pairs = 500
server_groups = 100
[vnc]
enabled = false
[glance]
api_servers = $(endpoint "$1" 9292)
[oslo_concurrency]
lock_path = $(state_dir "$1" lock)
$(token_section "$1" nova)
$(account_section "$1" service_user nova)
send_service_user_token = true
$(account_section "$1" placement placement)
$(account_section "$1" neutron neutron)
service_metadata_proxy = true
metadata_proxy_shared_secret = $(secret)
$(account_section "$1" cinder nova)
catalog_info = volumev3:cinderv3:publicURL
os_region_name = RegionOne
${3:-}
X
}

configure_nova() {
  local etc databases role
  etc=$(config_dir "$1" nova)
  databases=$(database_section "$1" nova_api api_database && database_section "$1" nova)
  mkdir -p "$(state_dir "$1" nova)/instances"
  # The API looks for these two names in its folder, and for nothing else.
  nova_config "$1" api "$databases" | write_config "$etc/nova.conf"
  ln -sf /etc/nova/api-paste.ini "$etc/api-paste.ini"
  for role in conductor scheduler; do nova_config "$1" "$role" "$databases" | write_config "$etc/$role.conf"; done
  nova_config "$1" compute | write_config "$etc/compute.conf"
}

declare_nova() {
  local etc role
  etc=$(config_dir "$1" nova)
  wsgi "$1-nova-api" "$(port "$1" 8774)" /usr/bin/nova-api-wsgi "$NOVA_PROCESSES" OS_NOVA_CONFIG_DIR="$etc"
  declare_daemon "$1-nova-api" "http:$(port "$1" 8774)/" "$etc/nova.conf" "${WSGI_COMMAND[@]}"
  for role in conductor scheduler; do
    declare_daemon "$1-nova-$role" none "$etc/$role.conf" "nova-$role" --config-file "$etc/$role.conf"
  done
  declare_daemon "$1-nova-compute" none "$etc/compute.conf" \
    env PYTHONDONTWRITEBYTECODE=1 python3 "$BED/python/drover_bed_compute.py" --config-file "$etc/compute.conf"
}

# What `nova-manage cell_v2` does, without its twenty seconds: cell0 for servers that found no host, cell1 for the others.
map_cells() {
  sql "$1_nova_api" <<X
DELETE FROM host_mappings;
DELETE FROM cell_mappings;
INSERT INTO cell_mappings (created_at, uuid, name, transport_url, database_connection, disabled) VALUES
  (now(), '00000000-0000-0000-0000-000000000000', 'cell0', 'none:///', '$(database_url "$1" nova_cell0)', 0),
  (now(), uuid(), 'cell1', '$(rabbitmq_url "$1")', '$(database_url "$1" nova)', 0);
INSERT INTO host_mappings (created_at, cell_id, host) SELECT now(), id, '$1-compute' FROM cell_mappings WHERE name = 'cell1';
X
}
