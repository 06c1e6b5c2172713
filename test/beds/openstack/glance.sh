# shellcheck shell=bash
# Images, as files.

configure_glance() {
  local etc lib
  etc=$(config_dir "$1" glance) lib=$(state_dir "$1" glance)
  write_config "$etc/glance-api.conf" <<X
[DEFAULT]
bind_host = 127.0.0.1
bind_port = $(port "$1" 9292)
workers = 1
log_file = $BED/log/$1-glance.log
enabled_backends = files:file
enabled_import_methods = [glance-direct,web-download,copy-image]
worker_self_reference_url = $(endpoint "$1" 9292)
[glance_store]
default_backend = files
[files]
filesystem_store_datadir = $lib/images
[os_glance_staging_store]
filesystem_store_datadir = $lib/staging
[os_glance_tasks_store]
filesystem_store_datadir = $lib/tasks
[paste_deploy]
flavor = keystone
config_file = /etc/glance/glance-api-paste.ini
[oslo_concurrency]
lock_path = $(state_dir "$1" lock)
$(database_section "$1" glance)
$(token_section "$1" glance)
X
}

declare_glance() {
  local config
  config=$(config_dir "$1" glance)/glance-api.conf
  declare_daemon "$1-glance" "http:$(port "$1" 9292)/versions" "$config" glance-api --config-file "$config"
}
