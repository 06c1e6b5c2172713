# shellcheck shell=bash
# The two servers: moto, and the proxy that tests speak with.

start_moto() {
  start_server moto env PYTHONPATH="$BED/moto/usr/lib/python3/dist-packages" PYTHONDONTWRITEBYTECODE=1 \
    "$PYTHON" -m moto.server -H 127.0.0.1 -p "$MOTO_PORT"
}

start_proxy() {
  local root
  root=$(readlink -f "$PARTS/../../..")
  # From the tree's root: there the loader of TypeScript is found.
  cd "$root" || die "There is no folder $root."
  # One that was started with other sources ends, and with it what it knew of transit gateways: tests begin with a reset.
  local sources
  sources=$(cd "$PARTS/proxy" && find . -name '*.ts' -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  if [[ $(cat "$BED/run/proxy.sources" 2>/dev/null) != "$sources" ]]; then
    end_process proxy
    echo "$sources" >"$BED/run/proxy.sources"
  fi
  start_server proxy node --import tsx "$PARTS/proxy/main.ts" "$PROXY_PORT" "$MOTO_PORT"
}

# start_server NAME COMMAND...
start_server() {
  local name=$1
  process_of "$name" >/dev/null && return 0
  shift
  # The server keeps neither the lock nor the terminal.
  setsid "$@" >"$BED/log/$name.log" 2>&1 </dev/null 9>&- &
  note_process "$name" "$!"
}

answers() { curl -fsS -o /dev/null --max-time 5 "http://127.0.0.1:$1" 2>/dev/null; }

# await_server NAME PORT/PATH
await_server() {
  local try
  for try in $(seq 600); do
    if answers "$2"; then return 0; fi
    process_of "$1" >/dev/null || die "$1 has ended: $(tail -n 5 "$BED/log/$1.log")"
    ((try < 600)) || die "$1 does not answer; its log: $BED/log/$1.log"
    sleep 0.1
  done
}
