# shellcheck shell=bash
# Identity: tokens, projects, users, the catalogue.

configure_keystone() {
  local keys
  keys=$(state_dir "$1" keystone)
  write_config "$(config_dir "$1" keystone)/keystone.conf" <<X
[DEFAULT]
log_file = $BED/log/$1-keystone.log
public_endpoint = $(endpoint "$1" 5000)/
[token]
provider = fernet
expiration = 86400
[fernet_tokens]
key_repository = $keys/fernet
[fernet_receipts]
key_repository = $keys/fernet
[credential]
key_repository = $keys/credential
[identity]
# Every login hashes the password; the default of 12 rounds costs a third of a second each.
password_hash_rounds = 4
[cache]
# One process a cloud: what it keeps in memory is never stale.
enabled = true
backend = oslo_cache.dict
$(database_section "$1" keystone)
X
  write_keys "$keys/fernet"
  write_keys "$keys/credential"
}

# As keystone-manage fernet_setup does, which takes seconds to start: 0 is the staged key, 1 the primary one.
write_keys() {
  local number
  mkdir -p "$1"
  chmod 700 "$1"
  for number in 0 1; do
    [[ -s $1/$number ]] || (umask 077 && head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n' >"$1/$number")
  done
}

declare_keystone() {
  local config
  config=$(config_dir "$1" keystone)/keystone.conf
  wsgi "$1-keystone" "$(port "$1" 5000)" /usr/bin/keystone-wsgi-public 1 OS_KEYSTONE_CONFIG_FILES="$config"
  declare_daemon "$1-keystone" "http:$(port "$1" 5000)/v3" "$config" "${WSGI_COMMAND[@]}"
}

bootstrap_keystone() {
  local url log=$BED/log/$1-bootstrap.log
  url=$(endpoint "$1" 5000)/v3
  OS_BOOTSTRAP_PASSWORD=$(secret) keystone-manage --config-file "$(config_dir "$1" keystone)/keystone.conf" bootstrap \
    --bootstrap-region-id RegionOne --bootstrap-admin-url "$url" --bootstrap-internal-url "$url" \
    --bootstrap-public-url "$url" >"$log" 2>&1 || die "Keystone of $1 could not be set up, see $log"
}

start_keystones() {
  local cloud
  local -a jobs=()
  for cloud in $CLOUDS; do
    (once "$cloud" bootstrap bootstrap_keystone "$cloud") & jobs+=($!)
    start_daemon "$cloud-keystone"
  done
  join "${jobs[@]}"
  for cloud in $CLOUDS; do await_daemon "$cloud-keystone" 90; done
}
