# shellcheck shell=bash
# Where the bed lives, which clouds and services it has, and on which ports.

BED=${DROVER_BED_DIR:-${TMPDIR:-/tmp}/drover-bed}
# A bed keeps the ports that it was made with: its catalogue names them.
PORT_OFFSET=$(cat "$BED/port-offset" 2>/dev/null) || PORT_OFFSET=${DROVER_BED_PORT_OFFSET:-0}
# shellcheck disable=SC2034 # read by the other parts
CLOUDS='source destination'
ALL_SERVICES='keystone glance placement nova neutron cinder'

# Services that were once asked for stay: a later `up` without the variable must not take them away.
chosen_services() {
  local wanted kept service
  wanted=${DROVER_BED_SERVICES:-keystone neutron}
  [[ $wanted != all ]] || wanted=$ALL_SERVICES
  kept=$(cat "$BED/services" 2>/dev/null) || true
  for service in $wanted; do
    [[ " $ALL_SERVICES " == *" $service "* ]] ||
      { echo "DROVER_BED_SERVICES: there is no service '$service'; known are: $ALL_SERVICES, or all." >&2; exit 2; }
  done
  for service in $ALL_SERVICES; do
    if [[ " keystone $wanted $kept " == *" $service "* ]]; then printf '%s ' "$service"; fi
  done
}
SERVICES=$(chosen_services)

# A bed that once had guests keeps them.
want_guests() {
  DROVER_BED_SERVICES=all
  SERVICES=$(chosen_services)
  mkdir -p "$BED"
  touch "$BED/with-guests"
}

has_service() { [[ " $SERVICES " == *" $1 "* ]]; }

# The API processes talk to nobody but the database until Nova or Cinder are there.
needs_rabbitmq() { has_service nova || has_service cinder; }

# port CLOUD USUAL_PORT: 15000 is Keystone of the source, 25000 of the destination.
port() {
  case $1 in
    source) echo $((10000 + PORT_OFFSET + $2)) ;;
    destination) echo $((20000 + PORT_OFFSET + $2)) ;;
  esac
}
# shellcheck disable=SC2034 # read by rabbitmq.sh
RABBITMQ_PORT=$((15672 + PORT_OFFSET))

public_net_prefix() { if [[ $1 == source ]]; then echo 172.24.4; else echo 172.24.5; fi; }

prepare_state_dir() {
  local cloud
  # The kernel takes 107 bytes for the path of a socket.
  ((${#BED} <= 70)) || die "The path $BED is too long for the sockets in it: set DROVER_BED_DIR to a shorter one."
  mkdir -p "$BED"/{run,log,cache,mariadb}
  # 711: nothing here is for other users to list, but daemons that drop their privileges must get through.
  chmod 711 "$BED"
  for cloud in $CLOUDS; do mkdir -p "$BED/$cloud"/{etc,lib,done}; done
  echo "$SERVICES" >"$BED/services"
  echo "$PORT_OFFSET" >"$BED/port-offset"
  [[ -s $BED/secret ]] || (umask 077 && head -c 18 /dev/urandom | base64 | tr '+/' 'xy' >"$BED/secret")
}

# One password for every account of the bed, made once and kept as long as its databases.
secret() { cat "$BED/secret"; }

forget_state() {
  # Made for the islands' mounts, if no package made them.
  rmdir --ignore-fail-on-non-empty /etc/libvirt /run/libvirt 2>/dev/null || true
  rm -rf "${BED:?}"/{mariadb,mariadb.cnf,rabbitmq,run,python,log,source,destination,guests,with-guests,services,port-offset,secret,clouds.yaml,os-migrate-vars.yml,data,shared-volumes,small-volumes}
}

take_lock() {
  exec 9>"$BED/lock"
  flock -w 600 9 || die "Another run holds $BED/lock for over ten minutes."
}

# once CLOUD STEP COMMAND...: runs a step that must happen once in the life of a cloud's databases.
once() {
  local mark=$BED/$1/done/$2
  shift 2
  [[ -e $mark ]] && return 0
  "$@" || return
  touch "$mark"
}
