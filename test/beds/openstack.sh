#!/bin/bash
# Two real OpenStack clouds on loopback, for tests: see README.md beside this file.
#
#   openstack.sh up [--guests]      install what is missing, start what is not running; a second run changes nothing
#   openstack.sh status             one row a daemon; exit 1 if one is missing or does not answer
#   openstack.sh down [--purge]     end every daemon; with --purge also forget the clouds (the cache of schemas stays)
set -eu -o pipefail

# A virtual environment or another Python first in the path would hide the packages' own modules.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
export no_proxy='*' NO_PROXY='*' LC_ALL=C.UTF-8

PARTS=$(dirname "$(readlink -f "$0")")/openstack
for part in settings output packages daemons configuration mariadb rabbitmq schemas \
  keystone glance placement nova neutron cinder guests guest-images population credentials; do
  # shellcheck source=/dev/null
  source "$PARTS/$part.sh"
done

usage() {
  sed -n '4,6s/^# \{0,3\}//p' "$0" >&2
  exit 2
}

# Fills the tables of daemons.sh with all that the chosen services need.
declare_everything() {
  declare_mariadb
  if needs_rabbitmq; then declare_rabbitmq; fi
  local cloud service
  for cloud in $CLOUDS; do
    for service in $SERVICES; do "declare_$service" "$cloud"; done
    if has_guests; then declare_guests "$cloud"; fi
  done
}

up() {
  [[ ${1:-} == '' || ${1:-} == --guests ]] || usage
  [[ $(id -u) == 0 ]] || die 'The bed installs packages and starts a database server: run this as root.'
  prepare_state_dir
  take_lock
  if [[ ${1:-} == --guests ]]; then want_guests; fi
  install_packages
  lap packages
  configure_everything
  declare_everything
  start_mariadb
  if needs_rabbitmq; then start_rabbitmq; fi
  lap 'database server'
  load_schemas
  lap schemas
  start_keystones
  lap keystone
  if has_guests; then start_islands; fi
  populate
  lap 'other services, catalogue, projects, public network'
  if has_guests; then
    populate_guests
    lap 'guests: images, hosts, agents'
  fi
  write_credentials
  echo "The clouds are up. export OS_CLIENT_CONFIG_FILE=$BED/clouds.yaml OS_CLOUD=source"
}

down() {
  [[ ${1:-} == '' || ${1:-} == --purge ]] || usage
  [[ -d $BED ]] || { echo "There is no bed in $BED."; return 0; }
  take_lock
  stop_everything
  disconnect_islands
  unmount_small_volumes
  if [[ ${1:-} == --purge ]]; then forget_state; fi
  echo 'The clouds are down.'
}

command=${1:-}
[[ $# -gt 0 ]] && shift
case $command in
  up) [[ $# -le 1 ]] || usage; up "$@" ;;
  down) [[ $# -le 1 ]] || usage; down "$@" ;;
  status) [[ $# == 0 ]] || usage; declare_everything; print_status ;;
  *) usage ;;
esac
