# shellcheck shell=bash
# Where the bed lives and on which ports.

# Two beds on one machine take two numbers.
NUMBER=${DROVER_AWS_NUMBER:-0}
[[ $NUMBER =~ ^[0-9]{1,2}$ ]] || { echo "DROVER_AWS_NUMBER: '$NUMBER' is not a number from 0 to 99." >&2; exit 2; }
BED=${DROVER_AWS_DIR:-${TMPDIR:-/tmp}/drover-aws-$NUMBER}
# shellcheck disable=SC2034 # both are read by the other parts
PROXY_PORT=$((5800 + 2 * 10#$NUMBER)) MOTO_PORT=$((5801 + 2 * 10#$NUMBER))

die() {
  echo "aws.sh: $*" >&2
  exit 1
}

prepare_bed() {
  mkdir -p "$BED"/{log,run}
  chmod 700 "$BED"
  take_lock
}

forget_bed() { rm -rf --one-file-system "${BED:?}"; }
