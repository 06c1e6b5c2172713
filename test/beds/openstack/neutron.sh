# shellcheck shell=bash
# Networks. The API alone, without agents: ports, routers and addresses are kept and checked, no packet flows. With guests (guests.sh)
# there are agents.

NEUTRON_PROCESSES=${DROVER_BED_NEUTRON_PROCESSES:-2}

configure_neutron() {
  local etc
  etc=$(config_dir "$1" neutron)
  write_config "$etc/neutron.conf" <<X
[DEFAULT]
host = $1-controller
state_path = $(state_dir "$1" neutron)
log_file = $BED/log/$1-neutron.log
api_paste_config = /etc/neutron/api-paste.ini
transport_url = $(message_bus "$1")
core_plugin = ml2
service_plugins = router,qos,trunk,port_forwarding
dns_domain = $1.example.
global_physnet_mtu = 1500
network_scheduler_driver = drover_bed_neutron.OnlyForGuests
router_auto_schedule = false
$(python_version drover_bed_neutron)
notify_nova_on_port_status_changes = $(has_service nova && echo true || echo false)
notify_nova_on_port_data_changes = $(has_service nova && echo true || echo false)
[quotas]
quota_network = 2000
quota_subnet = 2000
quota_port = 10000
quota_router = 1000
quota_floatingip = 1000
quota_security_group = 2000
quota_security_group_rule = 20000
quota_rbac_policy = 1000
quota_trunk = 1000
[experimental]
linuxbridge = true
[oslo_concurrency]
lock_path = $(state_dir "$1" lock)
$(database_section "$1" neutron)
$(token_section "$1" neutron)
$(account_section "$1" nova nova)
$(account_section "$1" placement placement)
X
  write_config "$etc/ml2.ini" <<X
[ml2]
type_drivers = flat,vlan,vxlan
tenant_network_types = vxlan
# linuxbridge binds where it has an agent, on hosts of real guests; trunk and qos refuse to load without a driver that they know.
mechanism_drivers = linuxbridge,l2population,drover_bed
extension_drivers = port_security,qos,dns
[ml2_type_flat]
flat_networks = public,physnet1
[ml2_type_vlan]
network_vlan_ranges = physnet1:100:999
[ml2_type_vxlan]
vni_ranges = 1:4000
X
}

declare_neutron() {
  local etc
  etc=$(config_dir "$1" neutron)
  wsgi "$1-neutron" "$(port "$1" 9696)" /usr/bin/neutron-api "$NEUTRON_PROCESSES" \
    OS_NEUTRON_CONFIG_DIR="$etc" OS_NEUTRON_CONFIG_FILES='neutron.conf;ml2.ini'
  declare_daemon "$1-neutron" "http:$(port "$1" 9696)/" "$etc/neutron.conf" "${WSGI_COMMAND[@]}"
}
