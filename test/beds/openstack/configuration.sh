# shellcheck shell=bash
# Sections of configuration that all services share.

configure_everything() {
  local cloud service
  # Daemons outlive the working copy that started them.
  mkdir -p "$BED/python"
  cp -r "$PARTS/python/." "$BED/python"
  configure_mariadb
  for cloud in $CLOUDS; do
    for service in $SERVICES; do "configure_$service" "$cloud"; done
    if has_guests; then configure_guests "$cloud"; fi
  done
  if needs_rabbitmq; then configure_rabbitmq; fi
}

# A line that changes with one of our Python files, so that the daemon that uses it is started anew.
python_version() { echo "# $1.py: $(cksum <"$PARTS/python/$1.py" | cut -d' ' -f1)"; }

config_dir() { echo "$BED/$1/etc/$2"; }
state_dir() { echo "$BED/$1/lib/$2"; }

# write_config FILE: takes standard input, and leaves the file (and its time) alone if it says the same already.
write_config() {
  mkdir -p "$(dirname "$1")"
  (umask 077 && cat >"$1.new")
  if cmp -s "$1.new" "$1"; then rm "$1.new"; else mv "$1.new" "$1"; fi
}

endpoint() { echo "http://127.0.0.1:$(port "$1" "$2")"; }

# account_section CLOUD SECTION USER: how a service logs in.
account_section() {
  cat <<X
[$2]
auth_type = password
auth_url = $(endpoint "$1" 5000)/v3
username = $3
password = $(secret)
project_name = service
user_domain_name = Default
project_domain_name = Default
region_name = RegionOne
X
}

# token_section CLOUD USER: how a service checks the tokens of its callers.
token_section() {
  account_section "$1" keystone_authtoken "$2"
  cat <<X
www_authenticate_uri = $(endpoint "$1" 5000)/v3
service_token_roles = service
service_token_roles_required = true
# The default of five minutes would let a revoked token live on.
token_cache_time = 10
X
}

database_url() { echo "mysql+pymysql://root@localhost/$1_$2?charset=utf8&unix_socket=$BED/run/mariadb.sock"; }

# database_section CLOUD DATABASE [SECTION]
database_section() {
  cat <<X
[${3:-database}]
connection = $(database_url "$1" "$2")
max_pool_size = 10
max_overflow = 20
connection_recycle_time = 600
X
}

message_bus() { if needs_rabbitmq; then rabbitmq_url "$1"; else echo fake://; fi; }

# wsgi DAEMON PORT SCRIPT PROCESSES [VARIABLE=VALUE...]: sets WSGI_COMMAND to the command of a WSGI service. It speaks HTTP 1.1
# with keep-alive, and writes a line a request (time, method, path, status, milliseconds) to log/DAEMON.requests.
wsgi() {
  local name=$1 port=$2 script=$3 processes=$4
  shift 4
  # shellcheck disable=SC2034,SC2054 # read by the callers; the commas are uwsgi's
  WSGI_COMMAND=(env PYTHONPATH="$BED/python" PYTHONDONTWRITEBYTECODE=1 "$@"
    uwsgi --plugins http,logfile,python311 --http "127.0.0.1:$port" --http-keepalive --http-timeout 300 --http-buffer-size 1048576
    --socket "$BED/run/$name.sock" --buffer-size 65535 --listen 100
    --wsgi-file "$script" --need-app --processes "$processes" --master --lazy-apps --enable-threads --thunder-lock
    --die-on-term --no-orphans --paste-logger
    --req-logger "file:$BED/log/$name.requests" --log-format '%(ltime) %(method) %(uri) %(status) %(msecs)')
}
