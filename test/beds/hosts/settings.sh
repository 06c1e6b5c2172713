# shellcheck shell=bash
# Where the bed lives and which addresses it has.

# Two beds on one machine take two numbers.
NUMBER=${DROVER_HOSTS_NUMBER:-0}
[[ $NUMBER =~ ^[0-9]{1,2}$ ]] || { echo "DROVER_HOSTS_NUMBER: '$NUMBER' is not a number from 0 to 99." >&2; exit 2; }
BED=${DROVER_HOSTS_DIR:-${TMPDIR:-/tmp}/drover-hosts-$NUMBER}
PREFIX=10.213.$((10#$NUMBER))
# shellcheck disable=SC2034 # read by the other parts
BRIDGE=drvhosts$NUMBER
# The other end of every host's cable: the machine itself.
# shellcheck disable=SC2034
GATEWAY=$PREFIX.1

die() {
  echo "hosts.sh: $*" >&2
  exit 1
}

prepare_bed() {
  mkdir -p "$BED"/{base,hosts,log,run,apt}
  chmod 711 "$BED"
  take_lock
  [[ -s $BED/key ]] || ssh-keygen -q -t ed25519 -N '' -C 'hosts of a test bed' -f "$BED/key"
}

forget_bed() {
  # Never across a mount: a host that is still there would lose what is not its own.
  rm -rf --one-file-system "${BED:?}"
}
