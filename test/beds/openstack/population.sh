# shellcheck shell=bash
# The other services, and what the clouds contain from the start: catalogue, tenants, an external network.

run_python() { # CLOUD SCRIPT ARGUMENT...
  local cloud=$1 script=$2 log
  shift 2
  log=$BED/log/$cloud-$script.log
  PYTHONPATH="$PARTS/python" PYTHONDONTWRITEBYTECODE=1 nice -n 5 python3 "$PARTS/python/$script.py" \
    "$(endpoint "$cloud" 5000)/v3" "$BED/secret" "$@" >"$log" 2>&1 ||
    die "$script of $cloud failed: $(tail -n 2 "$log")"
}

other_services() {
  local service
  for service in $SERVICES; do if [[ $service != keystone ]]; then echo "$service"; fi; done
}

# shellcheck disable=SC2046 # one word a service
fill_catalogue() { run_python "$1" catalogue "$(port "$1" 0)" $(other_services); }

# shellcheck disable=SC2046
fill_workloads() { run_python "$1" workload_fixtures "$(port "$1" 0)" $(other_services); }

fill_networks() { run_python "$1" public_network "$(endpoint "$1" 9696)" "$(public_net_prefix "$1")"; }

# Names a step after what it does, so that it runs again when that has changed.
version_of() { # SCRIPT
  { cat "$PARTS/python/$1.py"; echo "$SERVICES"; } | cksum | cut -d' ' -f1
}

populate() {
  local cloud name
  local -a jobs=()
  for cloud in $CLOUDS; do
    if has_service nova; then once "$cloud" cells map_cells "$cloud"; fi
    if has_guests; then once "$cloud" guest-host map_guest_host "$cloud"; fi
    (once "$cloud" "catalogue-$(version_of catalogue)" fill_catalogue "$cloud") & jobs+=($!)
    if has_service neutron; then start_daemon "$cloud-neutron"; fi
  done
  join "${jobs[@]}"
  # Nova and Cinder log in as they start, and end if their account is not there.
  for name in "${DAEMONS[@]}"; do start_daemon "$name"; done
  for name in "${DAEMONS[@]}"; do await_daemon "$name" 180; done
  jobs=()
  for cloud in $CLOUDS; do
    if has_service cinder; then await_backends "$cloud" & jobs+=($!); fi
    (once "$cloud" "workloads-$(version_of workload_fixtures)" fill_workloads "$cloud") & jobs+=($!)
    if has_service neutron; then (once "$cloud" "public-network-$(version_of public_network)" fill_networks "$cloud") & jobs+=($!); fi
  done
  join "${jobs[@]}"
}
