# shellcheck shell=bash
# Processes of a bed without systemd, each known by its number AND its start time, so that a number which the kernel gave
# to another is never ours. The bed lives in $BED, and its `die` says why it gives up.

take_lock() {
  exec 9>"$BED/lock"
  flock -w 600 9 || die "Another run holds $BED/lock for over ten minutes."
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

# note_process NAME PID
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
