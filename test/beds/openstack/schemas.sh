# shellcheck shell=bash
# Empty databases with their tables. The migrations take minutes, so their result is kept as a dump, by package version.

databases() {
  local service
  for service in $SERVICES; do
    case $service in nova) echo nova_api nova nova_cell0 ;; *) echo "$service" ;; esac
  done
}

# Both cells of Nova have the same tables.
schema_of() { echo "${1%_cell0}"; }

dump_file() {
  local service=${1%%_*} version
  version=$(dpkg-query -W -f='${Version}' "python3-$service" | tr -c '[:alnum:].\n' -)
  echo "$BED/cache/$1-$version.sql.gz"
}

migrate_command() {
  local etc
  etc=$(config_dir source "${1%%_*}")
  case $1 in
    keystone) echo keystone-manage --config-file "$etc/keystone.conf" db_sync ;;
    neutron) echo neutron-db-manage --config-file "$etc/neutron.conf" --config-file "$etc/ml2.ini" upgrade heads ;;
    glance) echo glance-manage --config-file "$etc/glance-api.conf" db_sync ;;
    placement) echo placement-manage --config-file "$etc/placement.conf" db sync ;;
    nova_api) echo nova-manage --config-file "$etc/nova.conf" api_db sync ;;
    nova) echo nova-manage --config-file "$etc/nova.conf" db sync --local_cell ;;
    cinder) echo cinder-manage --config-file "$etc/cinder.conf" db sync ;;
  esac
}

recreate_database() { sql -e "DROP DATABASE IF EXISTS $1; CREATE DATABASE $1 CHARACTER SET utf8mb3"; }

# The source's own database serves for the migration, and is loaded from the dump afterwards like the other.
make_dump() {
  local file log=$BED/log/schema-$1.log
  file=$(dump_file "$1")
  [[ ! -s $file ]] || return 0
  recreate_database "source_$1"
  # shellcheck disable=SC2046 # a command and its arguments
  nice -n 5 $(migrate_command "$1") >"$log" 2>&1 || die "The tables of $1 could not be made, see $log"
  mysqldump --no-defaults -S "$BED/run/mariadb.sock" -uroot --single-transaction "source_$1" | gzip -1 >"$file.new"
  mv "$file.new" "$file"
}

load_dump() { # CLOUD DATABASE
  recreate_database "$1_$2"
  zcat "$(dump_file "$(schema_of "$2")")" | sql "$1_$2"
}

load_schemas() {
  local cloud database
  local -a jobs=()
  for database in $(databases); do
    for cloud in $CLOUDS; do
      # Nothing to do for a database that is loaded; its dump may belong to other versions by now.
      if [[ ! -e $BED/$cloud/done/database-$database ]]; then
        if [[ $(schema_of "$database") == "$database" ]]; then make_dump "$database" & jobs+=($!); fi
        break
      fi
    done
  done
  join "${jobs[@]}"
  jobs=()
  for database in $(databases); do
    for cloud in $CLOUDS; do
      once "$cloud" "database-$database" load_dump "$cloud" "$database" & jobs+=($!)
    done
  done
  join "${jobs[@]}"
}

# join PID...: waits for all, and fails if one failed (it has said why).
join() {
  local pid failed=0
  for pid in "$@"; do wait "$pid" || failed=1; done
  [[ $failed == 0 ]] || exit 1
}
