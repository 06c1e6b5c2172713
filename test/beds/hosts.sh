#!/bin/bash
# Hosts for tests, real and apart: see hosts/README.md beside this file.
#
#   hosts.sh up [--count N] [--plain N]   N hosts with Python, N without; a second run changes nothing
#   hosts.sh reset HOST...                as they were when they were new
#   hosts.sh enter HOST COMMAND...        a command in a host, without SSH
#   hosts.sh status                       one row a host; exit 1 if one does not answer
#   hosts.sh down [--purge]               ends every host; with --purge also forgets all of it
set -eu -o pipefail

export PATH=/usr/sbin:/usr/bin:/sbin:/bin
export LC_ALL=C.UTF-8

PARTS=$(dirname "$(readlink -f "$0")")/hosts
for part in settings ../processes packages network base host inventory; do
  # shellcheck source=/dev/null
  source "$PARTS/$part.sh"
done

usage() {
  sed -n '4,8s/^# \{0,3\}//p' "$0" >&2
  exit 2
}

up() {
  local count=2 plain=1
  while (($# > 0)); do
    case $1 in
      --count) count=${2:?} ;;
      --plain) plain=${2:?} ;;
      *) usage ;;
    esac
    shift 2
  done
  [[ $count =~ ^[0-9]+$ && $plain =~ ^[0-9]+$ ]] || usage
  ((count <= 80 && plain <= 80)) || die 'There is room for 80 hosts of each kind.'
  prepare_bed
  install_packages
  make_bases
  start_network
  local number wanted=()
  for ((number = 1; number <= count; number++)); do wanted+=("python-$number"); done
  for ((number = 1; number <= plain; number++)); do wanted+=("plain-$number"); done
  local host
  for host in ${wanted[@]+"${wanted[@]}"}; do start_host "$host"; done
  for host in ${wanted[@]+"${wanted[@]}"}; do await_host "$host"; done
  write_inventory
  echo "The hosts are up. Inventory: $BED/hosts.yml"
}

reset() {
  (($# > 0)) || usage
  prepare_bed
  local host
  for host in "$@"; do is_known "$host" || die "There is no host '$host': hosts.sh up makes them."; done
  start_network
  for host in "$@"; do
    stop_host "$host"
    forget_files "$host"
    start_host "$host"
  done
  for host in "$@"; do await_host "$host"; done
}

down() {
  [[ ${1:-} == '' || ${1:-} == --purge ]] || usage
  [[ -d $BED ]] || { echo "There is no bed in $BED."; return 0; }
  take_lock
  local host
  for host in $(known_hosts); do stop_host "$host"; done
  stop_network
  if [[ ${1:-} == --purge ]]; then forget_bed; fi
  echo 'The hosts are down.'
}

command=${1:-}
(($# == 0)) || shift
[[ $(id -u) == 0 ]] || die 'Hosts are made of namespaces and mounts: run this as root.'
case $command in
  up) up "$@" ;;
  reset) reset "$@" ;;
  enter) (($# >= 2)) || usage; enter_host "$@" ;;
  status) (($# == 0)) || usage; print_status ;;
  down) (($# <= 1)) || usage; down "$@" ;;
  *) usage ;;
esac
