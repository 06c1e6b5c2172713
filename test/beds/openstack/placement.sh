# shellcheck shell=bash
# What hosts have and what of it is taken: Nova asks it where a server can go.

configure_placement() {
  write_config "$(config_dir "$1" placement)/placement.conf" <<X
[DEFAULT]
log_file = $BED/log/$1-placement.log
[api]
auth_strategy = keystone
$(database_section "$1" placement placement_database)
$(token_section "$1" placement)
X
}

declare_placement() {
  local etc
  etc=$(config_dir "$1" placement)
  wsgi "$1-placement" "$(port "$1" 8778)" /usr/bin/placement-api 1 OS_PLACEMENT_CONFIG_DIR="$etc"
  declare_daemon "$1-placement" "http:$(port "$1" 8778)/" "$etc/placement.conf" "${WSGI_COMMAND[@]}"
}
