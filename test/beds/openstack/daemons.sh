# shellcheck shell=bash
# Daemons without systemd: each runs in a session of its own, is known by its process id AND its start time
# (so that a number that the kernel has given to another process is never taken for ours), and is asked whether it answers.

declare -a DAEMONS=()
declare -A COMMAND=() CONFIG=() PROBE=() STARTED=()

# declare_daemon NAME PROBE CONFIG_FILE COMMAND...
# PROBE: http:PORT/PATH, tcp:PORT, socket:PATH, or none (being alive is all that can be asked).
# A daemon that is older than its CONFIG_FILE is restarted by start_daemon.
declare_daemon() {
  local name=$1
  DAEMONS+=("$name")
  PROBE[$name]=$2
  CONFIG[$name]=$3
  shift 3
  COMMAND[$name]=$(printf '%q ' "$@")
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

pid_of() { cut -d' ' -f1 "$BED/run/$1.pid" 2>/dev/null; }

is_running() {
  local pid began
  read -r pid began <"$BED/run/$1.pid" || return 1
  [[ $(started_at "$pid") == "$began" ]]
} 2>/dev/null

# Every process of a daemon: its session, even when its leader is gone.
session_of() {
  local pid began member
  read -r pid began <"$BED/run/$1.pid" || return 0
  # A leader with another start time means that the number is another's by now.
  if [[ -d /proc/$pid && $(started_at "$pid" || echo "$began") != "$began" ]]; then return 0; fi
  for member in $(pgrep -s "$pid"); do
    if (($(started_at "$member" || echo 0) >= began)); then echo "$member"; fi
  done
} 2>/dev/null

answers() {
  local kind=${PROBE[$1]%%:*} where=${PROBE[$1]#*:}
  case $kind in
    http) curl -s -o /dev/null --max-time 5 -w '%{http_code}' "http://127.0.0.1:$where" | grep -qE '^(200|300|401)$' ;;
    tcp) (exec 3<>"/dev/tcp/127.0.0.1/$where") 2>/dev/null ;;
    socket) mysqladmin --no-defaults -S "$where" -uroot ping >/dev/null 2>&1 ;;
    none) is_running "$1" ;;
  esac
}

probed_port() {
  local where=${PROBE[$1]#*:}
  case ${PROBE[$1]} in http:* | tcp:*) echo "${where%%/*}" ;; *) echo - ;; esac
}

refuse_taken_port() {
  local port holder
  port=$(probed_port "$1")
  [[ $port != - ]] || return 0
  holder=$(ss -Hltnp "sport = :$port")
  [[ -z $holder ]] || die "Port $port, which $1 needs, is taken: $holder. Set DROVER_BED_PORT_OFFSET to move the bed."
}

# A daemon that hangs is as good as a dead one; half a minute is what a loaded machine may need for an answer.
is_healthy() {
  local try
  is_running "$1" || return 1
  [[ ! ${CONFIG[$1]} -nt $BED/run/$1.pid ]] || return 1
  for try in 1 2 3 4 5; do
    answers "$1" && return 0
    ((try == 5)) || sleep 1
  done
  return 1
}

# Starts a daemon unless it is there and well. Does not wait until it answers: await_daemon does.
start_daemon() {
  [[ -z ${STARTED[$1]:-} ]] || return 0
  is_healthy "$1" && return 0
  stop_daemons "$1"
  refuse_taken_port "$1"
  # The shell writes its own id and start time, then becomes the daemon. The lock (9) must not be inherited.
  # shellcheck disable=SC2016 # the inner shell expands it
  BED_PID_FILE=$BED/run/$1.pid setsid nohup nice -n 5 bash -c '
    read -r stat <"/proc/$$/stat"; stat=${stat##*) }; set -- $stat
    echo "$$ ${20}" >"$BED_PID_FILE"; unset BED_PID_FILE; cd /
    exec '"${COMMAND[$1]}" >>"$BED/log/$1.log" 2>&1 </dev/null 9>&- &
  STARTED[$1]=$SECONDS
  until [[ -s $BED/run/$1.pid ]]; do sleep 0.02; done
}

# await_daemon NAME SECONDS
await_daemon() {
  local end=$((SECONDS + $2)) log=$BED/log/$1.log
  until answers "$1"; do
    is_running "$1" || die_with_log "$log" "$1 ended as soon as it was started."
    ((SECONDS < end)) || die_with_log "$log" "$1 does not answer after $2 seconds."
    sleep 0.2
  done
}

# stop_daemons NAME...: asks all of them at once, waits ten seconds, then insists.
stop_daemons() {
  local name members end=$((SECONDS + 10))
  for name in "$@"; do
    # shellcheck disable=SC2046 # one word a process
    if [[ -e $BED/run/$name.pid ]]; then kill -TERM $(session_of "$name") 2>/dev/null || true; fi
  done
  for name in "$@"; do
    while members=$(session_of "$name") && [[ -n $members ]]; do
      # shellcheck disable=SC2086
      if ((SECONDS >= end)); then kill -KILL $members 2>/dev/null || true; fi
      sleep 0.1
    done
    rm -f "$BED/run/$name.pid"
  done
}

# What others need is ended after those who need it.
stop_everything() {
  local file name
  local -a early=() late=()
  for file in "$BED"/run/*.pid; do
    [[ -e $file ]] || continue
    name=$(basename "$file" .pid)
    case $name in mariadb | rabbitmq) late+=("$name") ;; *) early+=("$name") ;; esac
  done
  stop_daemons "${early[@]}"
  stop_daemons "${late[@]}"
}

resident_mib() {
  local pids
  pids=$(session_of "$1" | paste -sd,)
  if [[ -z $pids ]]; then echo 0; else ps -o rss= -p "$pids" | awk '{ sum += $1 } END { printf "%d", sum / 1024 }'; fi
}

print_status() {
  local name pid state bad=0 total=0 mib
  local row='%-31s %8s %6s %6s  %s\n'
  # shellcheck disable=SC2059
  printf "$row" DAEMON PID PORT MIB STATE
  for name in "${DAEMONS[@]}"; do
    mib=$(resident_mib "$name")
    total=$((total + mib))
    pid=$(pid_of "$name") || pid=-
    if ! is_running "$name"; then pid=- state='not running' bad=1
    elif answers "$name"; then state=answers
    else state='runs, does not answer' bad=1; fi
    # shellcheck disable=SC2059
    printf "$row" "$name" "$pid" "$(probed_port "$name")" "$mib" "$state"
  done
  echo "$total MiB in all. State and logs: $BED"
  return $bad
}
