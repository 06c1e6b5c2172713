# shellcheck shell=bash
# What the person at the terminal sees.

die() {
  echo "openstack.sh: $*" >&2
  exit 1
}

LAP_START=$(date +%s%N)
LAP_BEFORE=$LAP_START

# lap WHAT: how long the last part took, and all together.
lap() {
  local now
  now=$(date +%s%N)
  printf '%-54s %6.1f s  (%.1f s)\n' "$1" "$(((now - LAP_BEFORE) / 1000000))e-3" "$(((now - LAP_START) / 1000000))e-3"
  LAP_BEFORE=$now
}

# die_with_log LOG WHY: with the errors of the log, which are seldom its last lines, and its last lines.
die_with_log() {
  { grep -aE '(Error|Exception|ERROR)' "$1" | tail -n 5; tail -n 5 "$1"; } >&2 || true
  die "$2 Its last errors and lines are above; all of it is in $1."
}
