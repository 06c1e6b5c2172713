#!/bin/bash
# AWS for tests: moto's server, and in front of it a proxy that answers what moto lacks. See aws/README.md beside this file.
#
#   aws.sh up                 starts both; a second run changes nothing
#   aws.sh reset              empties every account; faults and the list of calls, too
#   aws.sh status             one row a part; exit 1 if one does not answer
#   aws.sh down [--purge]     ends both; with --purge also forgets what was unpacked
set -eu -o pipefail

export LC_ALL=C.UTF-8

PARTS=$(dirname "$(readlink -f "$0")")/aws
for part in settings ../processes packages servers; do
  # shellcheck source=/dev/null
  source "$PARTS/$part.sh"
done

usage() {
  sed -n '4,7s/^# \{0,3\}//p' "$0" >&2
  exit 2
}

up() {
  prepare_bed
  unpack_moto
  start_moto
  start_proxy
  await_server moto "$MOTO_PORT/moto-api/"
  await_server proxy "$PROXY_PORT/drover-bed/calls"
  echo "AWS is up. Endpoint: http://127.0.0.1:$PROXY_PORT"
}

reset() {
  process_of proxy >/dev/null || die "The bed is not up: aws.sh up starts it."
  curl -fsS --max-time 60 -X POST -o /dev/null "http://127.0.0.1:$PROXY_PORT/drover-bed/reset"
}

status() {
  local part broken=0
  for part in moto:$MOTO_PORT/moto-api/ proxy:$PROXY_PORT/drover-bed/calls; do
    if process_of "${part%%:*}" >/dev/null && answers "${part#*:}"; then
      printf '%-6s %6s  http://127.0.0.1:%s\n' "${part%%:*}" "$(process_of "${part%%:*}")" "${part#*:}"
    else
      printf '%-6s does not answer\n' "${part%%:*}"
      broken=1
    fi
  done
  return "$broken"
}

down() {
  [[ ${1:-} == '' || ${1:-} == --purge ]] || usage
  [[ -d $BED ]] || { echo "There is no bed in $BED."; return 0; }
  take_lock
  end_process proxy
  end_process moto
  if [[ ${1:-} == --purge ]]; then forget_bed; fi
  echo 'AWS is down.'
}

command=${1:-}
(($# == 0)) || shift
case $command in
  up) (($# == 0)) || usage; up ;;
  reset) (($# == 0)) || usage; reset ;;
  status) (($# == 0)) || usage; status ;;
  down) (($# <= 1)) || usage; down "$@" ;;
  *) usage ;;
esac
