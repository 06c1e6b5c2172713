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

take_lock() {
  exec 9>"$BED/lock"
  flock -w 600 9 || die "Another run holds $BED/lock for over ten minutes."
}

forget_bed() {
  # Never across a mount: a host that is still there would lose what is not its own.
  rm -rf --one-file-system "${BED:?}"
}

# started_at PID: in clock ticks since boot; fails if there is no such process, or only its zombie.
started_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  # shellcheck disable=SC2086 # split into fields: state is the 3rd field of the file, starttime the 22nd
  set -- $stat
  [[ $1 != Z ]] || return 1
  echo "${20}"
}

# note_process NAME PID: the number and the start time, so that a number which the kernel gave to another is never ours.
note_process() { echo "$2 $(started_at "$2")" >"$BED/run/$1.pid"; }

# process_of NAME: its number, if it runs.
process_of() {
  local pid began
  read -r pid began 2>/dev/null <"$BED/run/$1.pid" || return 1
  [[ $(started_at "$pid") == "$began" ]] || return 1
  echo "$pid"
} 2>/dev/null

# end_process NAME: its whole session, and waits for the end.
end_process() {
  local pid try
  pid=$(process_of "$1") || { rm -f "$BED/run/$1.pid"; return 0; }
  kill -KILL -- "-$pid" 2>/dev/null || true
  for try in $(seq 100); do
    process_of "$1" >/dev/null || break
    ((try < 100)) || die "Process $pid of $1 does not end."
    sleep 0.1
  done
  rm -f "$BED/run/$1.pid"
}
