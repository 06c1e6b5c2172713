# shellcheck shell=bash
# A bridge that all hosts are on, and the way to Debian's packages: a cache that listens on the bridge alone.
# Hosts reach nothing else: no address is translated, nothing is forwarded.

CACHE_PORT=3142

start_network() {
  if ! ip link show "$BRIDGE" >/dev/null 2>&1; then
    ip link add "$BRIDGE" type bridge
    ip address add "$GATEWAY/24" dev "$BRIDGE"
    ip link set "$BRIDGE" up
  fi
  start_package_cache
}

start_package_cache() {
  process_of package-cache >/dev/null && return 0
  # Settings of its own: those of the package send requests for Debian to mirrors that this machine may not reach.
  mkdir -p "$BED/cache-settings"
  : >"$BED/cache-settings/acng.conf"
  setsid /usr/sbin/apt-cacher-ng -c "$BED/cache-settings" ForeGround=1 "BindAddress=$GATEWAY" "Port=$CACHE_PORT" \
    "CacheDir=$BED/apt" "LogDir=$BED/log" "SocketPath=$BED/run/cache.socket" PidFile= \
    >>"$BED/log/package-cache.log" 2>&1 9>&- </dev/null &
  local pid=$! try
  for try in $(seq 100); do
    if (exec 3<>"/dev/tcp/$GATEWAY/$CACHE_PORT") 2>/dev/null; then
      note_process package-cache "$pid"
      return 0
    fi
    sleep 0.1
  done
  die "The cache of packages does not answer: $(tail -n 3 "$BED/log/package-cache.log")"
}

stop_network() {
  end_process package-cache
  if ip link show "$BRIDGE" >/dev/null 2>&1; then ip link delete "$BRIDGE"; fi
}
