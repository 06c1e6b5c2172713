# shellcheck shell=bash
# One message bus for both clouds, a virtual host each. Only Nova and Cinder need it.

rabbitmq_url() { echo "rabbit://bed:$(secret)@127.0.0.1:$RABBITMQ_PORT/$1"; }

rabbitmq_port_mapper() { echo $((14369 + PORT_OFFSET)); }

configure_rabbitmq() {
  local home=$BED/rabbitmq
  mkdir -p "$home"/{database,log}
  write_config "$home/rabbitmq.conf" <<X
listeners.tcp.1 = 127.0.0.1:$RABBITMQ_PORT
load_definitions = $home/definitions.json
vm_memory_high_watermark.absolute = 1GiB
disk_free_limit.absolute = 200MB
X
  # Accounts are read at the start: rabbitmqctl would take seconds for each.
  write_config "$home/definitions.json" <<X
{
  "users": [{ "name": "bed", "password": "$(secret)", "tags": "" }],
  "vhosts": [{ "name": "source" }, { "name": "destination" }],
  "permissions": [
    { "user": "bed", "vhost": "source", "configure": ".*", "write": ".*", "read": ".*" },
    { "user": "bed", "vhost": "destination", "configure": ".*", "write": ".*", "read": ".*" }
  ]
}
X
  echo '[].' | write_config "$home/plugins"
  secret | write_config "$home/.erlang.cookie"
  chmod 400 "$home/.erlang.cookie"
}

# The port mapper is a daemon of its own here: left to itself, RabbitMQ starts one that outlives it.
declare_rabbitmq() {
  local home=$BED/rabbitmq mapper
  mapper=$(rabbitmq_port_mapper)
  declare_daemon epmd "tcp:$mapper" "$home/rabbitmq.conf" epmd -address 127.0.0.1 -port "$mapper"
  declare_daemon rabbitmq "tcp:$RABBITMQ_PORT" "$home/rabbitmq.conf" env HOME="$home" RABBITMQ_HOME=/usr/lib/rabbitmq \
    RABBITMQ_NODENAME="bed$PORT_OFFSET@localhost" RABBITMQ_MNESIA_BASE="$home/database" RABBITMQ_LOG_BASE="$home/log" \
    RABBITMQ_CONFIG_FILE="$home/rabbitmq.conf" RABBITMQ_CONF_ENV_FILE=/dev/null \
    RABBITMQ_ENABLED_PLUGINS_FILE="$home/plugins" ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT="$mapper" \
    RABBITMQ_DIST_PORT=$((RABBITMQ_PORT + 1)) \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='+S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}' \
    /usr/lib/rabbitmq/bin/rabbitmq-server
}

start_rabbitmq() {
  start_daemon epmd
  await_daemon epmd 20
  start_daemon rabbitmq
}
