# shellcheck shell=bash
# Real guests, when the bed was asked for them: in each cloud one host of qemu's emulation in availability zone `kvm`, and Neutron's
# agents, which carry the packets. A cloud's host lives on an island: namespaces of its own (guests/island.sh).

has_guests() { [[ -e $BED/with-guests ]]; }

# The host's name in Nova and Neutron; python/drover_bed_neutron.py knows it by its end.
guest_host() { echo "$1-kvm"; }

in_island() { # CLOUD COMMAND...
  bash "$BED/guests/enter.sh" "$(island_pid_file "$1")" --net --mount --pid -- "${@:2}"
}

island_pid_file() { echo "$BED/run/$1-island.init"; }

configure_guests() {
  local cloud=$1 home
  home=$(state_dir "$1" libvirt)
  mkdir -p "$BED/guests" "$home"/{etc/libvirt,lib,cache} "$(state_dir "$1" nova)/guests" "$(state_dir "$1" neutron-agents)"
  write_config "$BED/guests/enter.sh" <"$PARTS/guests/enter.sh"
  write_config "$BED/guests/island.sh" <"$PARTS/guests/island.sh"
  write_config "$home/etc/qemu.conf" <<X
user = "root"
group = "root"
dynamic_ownership = 0
remember_owner = 0
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
# Consoles are written by qemu itself: virtlogd would be one more daemon.
stdio_handler = "file"
X
  write_config "$home/etc/libvirtd.conf" <<X
auth_unix_ro = "none"
auth_unix_rw = "none"
log_outputs = "3:stderr"
X
  configure_guest_compute "$cloud"
  write_config "$(config_dir "$1" neutron)/rpc.ini" <<X
[DEFAULT]
log_file = $BED/log/$1-neutron-rpc.log
rpc_workers = 1
rpc_state_report_workers = 0
X
  local agent
  for agent in linuxbridge dhcp l3 metadata; do configure_agent "$cloud" "$agent"; done
}

configure_guest_compute() {
  local etc
  etc=$(config_dir "$1" nova)
  {
    nova_config "$1" kvm
    # What stands later counts.
    cat <<X
[DEFAULT]
compute_driver = libvirt.LibvirtDriver
instances_path = $(state_dir "$1" nova)/guests
force_raw_images = false
cpu_allocation_ratio = 50
ram_allocation_ratio = 3
disk_allocation_ratio = 100
reserved_host_memory_mb = 0
reserved_host_disk_mb = 0
vif_plugging_timeout = 120
# A guest that ignores the power button is switched off after these seconds.
shutdown_timeout = 20
resume_guests_state_on_host_boot = true
sync_power_state_interval = 20
[workarounds]
disable_rootwrap = true
[libvirt]
virt_type = qemu
cpu_mode = none
images_type = qcow2
disk_cachemodes = file=unsafe
hw_machine_type = x86_64=pc
X
    python_version drover_bed_hypervisor
  } | write_config "$etc/kvm.conf"
}

configure_agent() { # CLOUD AGENT
  write_config "$(config_dir "$1" neutron)/$2-agent.ini" <<X
[DEFAULT]
host = $(guest_host "$1")
state_path = $(state_dir "$1" neutron-agents)
log_file = $BED/log/$1-neutron-$2.log
transport_url = $(message_bus "$1")
interface_driver = linuxbridge
dhcp_driver = neutron.agent.linux.dhcp.Dnsmasq
enable_isolated_metadata = true
metadata_proxy_shared_secret = $(secret)
nova_metadata_host = 127.0.0.1
nova_metadata_port = $(port "$1" 8775)
metadata_workers = 1
metadata_proxy_socket = $BED/run/$1-metadata.sock
[agent]
root_helper = sudo
report_interval = 20
polling_interval = 1
[linux_bridge]
physical_interface_mappings = public:public0,physnet1:physnet0
[vxlan]
enable_vxlan = true
local_ip = 127.0.0.1
l2_population = true
[securitygroup]
firewall_driver = iptables
enable_ipset = true
[oslo_concurrency]
lock_path = $(state_dir "$1" neutron-agents)/lock
X
}

# Daemons on an island end with it; the gate and the API of the metadata stand outside.
declare_guests() {
  local cloud=$1 etc agent enter neutron
  enter=(bash "$BED/guests/enter.sh" "$(island_pid_file "$1")")
  neutron=$(config_dir "$1" neutron)
  etc=$(config_dir "$1" nova)
  declare_daemon "$1-island" none "$BED/guests/island.sh" \
    unshare --net --mount --pid --fork --kill-child --propagation private \
    bash "$BED/guests/island.sh" "$(island_pid_file "$1")" "$(state_dir "$1" libvirt)"
  # shellcheck disable=SC2046 # one word a port
  declare_daemon "$1-gate" none "$BED/guests/island.sh" "${enter[@]}" --mount --pid -- \
    python3 "$BED/python/drover_bed_gate.py" $(gate_ports "$1")
  declare_daemon "$1-neutron-rpc" none "$neutron/neutron.conf" env PYTHONPATH="$BED/python" PYTHONDONTWRITEBYTECODE=1 \
    neutron-rpc-server --config-file "$neutron/neutron.conf" --config-file "$neutron/ml2.ini" --config-file "$neutron/rpc.ini"
  wsgi "$1-nova-metadata" "$(port "$1" 8775)" /usr/bin/nova-metadata-wsgi 1 OS_NOVA_CONFIG_DIR="$etc"
  declare_daemon "$1-nova-metadata" "http:$(port "$1" 8775)/" "$etc/nova.conf" "${WSGI_COMMAND[@]}"
  enter+=(--net --mount --pid --)
  # Guests are slow enough: they are not niced as daemons are.
  declare_daemon "$1-libvirtd" none "$(state_dir "$1" libvirt)/etc/qemu.conf" \
    "${enter[@]}" nice -n -5 libvirtd --config /etc/libvirt/libvirtd.conf --pid-file /run/libvirt/libvirtd.pid
  for agent in linuxbridge dhcp l3 metadata; do
    declare_daemon "$1-neutron-$agent" none "$neutron/$agent-agent.ini" \
      "${enter[@]}" "neutron-$agent-agent" --config-file "$neutron/$agent-agent.ini"
  done
  declare_daemon "$1-nova-kvm" none "$etc/kvm.conf" "${enter[@]}" \
    env PYTHONDONTWRITEBYTECODE=1 python3 "$BED/python/drover_bed_hypervisor.py" --config-file "$etc/kvm.conf"
}

gate_ports() {
  local usual
  echo "$RABBITMQ_PORT"
  for usual in 5000 8774 8775 8776 8778 9292 9696; do port "$1" "$usual"; done
}

guest_link() { if [[ $1 == source ]]; then echo bed-src; else echo bed-dst; fi; }

# Packets from guests reach the two external networks and this machine, and nothing beyond: a guest must not find the way out.
ROUTES=17244

start_islands() {
  local cloud link
  mount_small_volumes
  for cloud in $CLOUDS; do start_daemon "$cloud-island"; done
  for cloud in $CLOUDS; do
    await_island "$cloud"
    link=$(guest_link "$cloud")
    in_island "$cloud" test -e /sys/class/net/public0 || connect_island "$cloud" "$link"
  done
  for cloud in $CLOUDS; do
    ip route replace "$(public_net_prefix "$cloud").0/24" dev "$(guest_link "$cloud")" table $ROUTES
    start_daemon "$cloud-gate"
  done
  ip route replace unreachable default table $ROUTES
}

await_island() {
  local end=$((SECONDS + 20))
  until [[ -s $(island_pid_file "$1") ]] && in_island "$1" test -e /run/libvirt/island-is-up; do
    is_running "$1-island" || die_with_log "$BED/log/$1-island.log" "The island of $1 ended as soon as it was started."
    ((SECONDS < end)) || die_with_log "$BED/log/$1-island.log" "The island of $1 does not come up."
    sleep 0.1
  done 2>/dev/null
}

# One end of the cable is the external network's physical interface, the other one its gateway on this machine.
connect_island() { # CLOUD LINK
  local prefix
  prefix=$(public_net_prefix "$1")
  # The cable of an island that is gone may linger.
  { ip link delete "$2" || true; ip rule delete pref $ROUTES iif "$2" || true; } 2>/dev/null
  [[ -z $(ip -4 -o addr show to "$prefix.0/24") ]] || die "$prefix.1 is another interface's already: two beds cannot both have guests."
  ip link add "$2" type veth peer name public0 netns "$(cat "$(island_pid_file "$1")")"
  in_island "$1" ip link set public0 up
  sysctl -q "net.ipv6.conf.$2.disable_ipv6=1" "net.ipv4.conf.$2.forwarding=1"
  ip addr add "$prefix.1/24" dev "$2"
  ip link set "$2" up
  ip rule add pref $ROUTES iif "$2" lookup $ROUTES
}

disconnect_islands() {
  local cloud
  for cloud in $CLOUDS; do
    ip link delete "$(guest_link "$cloud")" || true
    ip rule delete pref $ROUTES iif "$(guest_link "$cloud")" || true
    rm -f "$(island_pid_file "$cloud")"
  done
  ip route flush table $ROUTES || true
} 2>/dev/null

map_guest_host() {
  sql "$1_nova_api" <<X
INSERT INTO host_mappings (created_at, cell_id, host) SELECT now(), id, '$(guest_host "$1")' FROM cell_mappings WHERE name = 'cell1';
X
}

populate_guests() {
  local cloud
  local -a jobs=()
  build_guest_images
  for cloud in $CLOUDS; do fill_guests "$cloud" & jobs+=($!); done
  join "${jobs[@]}"
}

fill_guests() { run_python "$1" guest_fixtures "$(port "$1" 0)" "$(guest_host "$1")" "$BED/cache/images"; }
