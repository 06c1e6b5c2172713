# shellcheck shell=bash
# One database server for both clouds, on a socket only. Durability is given up for speed: a bed can be made anew.

configure_mariadb() {
  write_config "$BED/mariadb.cnf" <<X
[mariadbd]
user = root
datadir = $BED/mariadb
socket = $BED/run/mariadb.sock
skip_networking
max_connections = 1000
innodb_buffer_pool_size = 256M
innodb_log_file_size = 128M
innodb_flush_log_at_trx_commit = 0
innodb_doublewrite = 0
skip_log_bin
performance_schema = off
character_set_server = utf8mb3
collation_server = utf8mb3_general_ci
X
}

declare_mariadb() {
  declare_daemon mariadb "socket:$BED/run/mariadb.sock" "$BED/mariadb.cnf" mariadbd --defaults-file="$BED/mariadb.cnf"
}

sql() { mysql --no-defaults -S "$BED/run/mariadb.sock" -uroot -N "$@"; }

start_mariadb() {
  if [[ ! -e $BED/mariadb/.installed ]]; then
    rm -rf "${BED:?}/mariadb" && mkdir "$BED/mariadb"
    mysql_install_db --no-defaults --user=root --datadir="$BED/mariadb" --skip-test-db \
      --auth-root-authentication-method=normal >"$BED/log/mariadb-install.log" 2>&1 ||
      die "mysql_install_db failed, see $BED/log/mariadb-install.log"
    touch "$BED/mariadb/.installed"
  fi
  start_daemon mariadb
  await_daemon mariadb 60
}
