# shellcheck shell=bash
# One host: an overlay over its base, and namespaces of its own for processes, mounts, network and name.

known_hosts() { find "$BED/hosts" -mindepth 1 -maxdepth 1 -printf '%f\n' 2>/dev/null | sort -V; }

is_known() { [[ $1 =~ ^(python|plain)-[1-9][0-9]?$ && -d $BED/hosts/$1 ]]; }

# address_of HOST: python-3 is .13, plain-3 is .113.
address_of() {
  local number=${1#*-}
  case $1 in
    python-*) echo "$PREFIX.$((10 + number))" ;;
    plain-*) echo "$PREFIX.$((110 + number))" ;;
  esac
}

start_host() {
  process_of "$1" >/dev/null && return 0
  local folder=$BED/hosts/$1
  mkdir -p "$folder"
  # The key outlives a reset: whoever has pinned it may go on.
  [[ -s $folder/key ]] || ssh-keygen -q -t ed25519 -N '' -C "$1" -f "$folder/key"
  [[ -d $folder/files ]] || make_files "$1"
  start_cable "$1"
  setsid bash "$PARTS/keep-running.sh" "$1" "$BED" "$BED/base/$(base_of "$1")" "$(namespace_of "$1")" "$GATEWAY" \
    >"$BED/log/$1.log" 2>&1 9>&- </dev/null &
  note_process "$1" "$!"
}

# What a host has that its base has not.
make_files() {
  local folder=$BED/hosts/$1 etc
  rm -rf --one-file-system "$folder/files.new" "$folder/work"
  mkdir -p "$folder/work" "$folder/files.new/etc/ssh" "$folder/files.new/etc/apt/apt.conf.d"
  etc=$folder/files.new/etc
  echo "$1" >"$etc/hostname"
  printf '127.0.0.1 localhost\n127.0.1.1 %s\n' "$1" >"$etc/hosts"
  : >"$etc/resolv.conf"
  echo "Acquire::http::Proxy \"http://$GATEWAY:$CACHE_PORT\";" >"$etc/apt/apt.conf.d/80bed"
  install -m 600 "$folder/key" "$etc/ssh/ssh_host_ed25519_key"
  install -m 644 "$folder/key.pub" "$etc/ssh/ssh_host_ed25519_key.pub"
  install -m 644 "$BED/key.pub" "$etc/ssh/bed_authorized_keys"
  mv "$folder/files.new" "$folder/files"
}

forget_files() { rm -rf --one-file-system "${BED:?}/hosts/$1/"{files,work}; }

cable_of() { echo "dv$NUMBER-${1/python-/y}" | sed 's/plain-/p/'; }

# The namespace has a name because it outlives the reboots of its host.
start_cable() {
  local name cable
  name=$(namespace_of "$1") cable=$(cable_of "$1")
  ip netns list | grep -qw "$name" && return 0
  ip netns add "$name"
  ip link add "$cable" type veth peer name eth0 netns "$name"
  ip link set "$cable" master "$BRIDGE" up
  ip -n "$name" link set eth0 address "$(printf '52:54:00:d5:%02x:%02x' "$((10#$NUMBER))" "$(address_of "$1" | cut -d. -f4)")"
  ip -n "$name" address add "$(address_of "$1")/24" dev eth0
}

namespace_of() { echo "drover-hosts-$NUMBER-$1"; }

stop_host() {
  end_process "$1"
  local name
  name=$(namespace_of "$1")
  if ip netns list | grep -qw "$name"; then ip netns delete "$name"; fi
  ip link delete "$(cable_of "$1")" 2>/dev/null || true
}

# A connection to a host that is not there takes the kernel minutes to give up.
answers() {
  timeout 2 bash -c 'exec 3<>"/dev/tcp/$1/22" && read -r line <&3 && [[ $line == SSH-* ]]' - "$(address_of "$1")" 2>/dev/null
}

await_host() {
  local until=$((SECONDS + 30))
  while ((SECONDS < until)); do
    answers "$1" && return 0
    process_of "$1" >/dev/null || die "$1 has ended: $(tail -n 5 "$BED/log/$1.log")"
    sleep 0.05
  done
  die "$1 does not answer on port 22: $(tail -n 5 "$BED/log/$1.log")"
}

# enter_host HOST COMMAND...: as on its console.
enter_host() {
  local host=$1 pid
  shift
  is_known "$host" || die "There is no host '$host': hosts.sh up makes them."
  pid=$(cat "$BED/run/$host.first" 2>/dev/null) && [[ -d /proc/$pid ]] || die "$host does not run: hosts.sh up starts it."
  exec nsenter --target "$pid" --mount --uts --ipc --net --pid --root -- \
    env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"
}

print_status() {
  local host state status=0
  for host in $(known_hosts); do
    if answers "$host"; then state=answers; else state='does not answer' status=1; fi
    printf '%-12s %-16s %s\n' "$host" "$(address_of "$host")" "$state"
  done
  return "$status"
}
