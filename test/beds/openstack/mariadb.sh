# shellcheck shell=bash
# One database server for both clouds, on a socket only. Durability is given up for speed: a bed can be made anew.

declare_mariadb() {
  declare_daemon mariadb "socket:$BED/run/mariadb.sock" "$PARTS/mariadb.sh" \
    mariadbd --no-defaults --user=root --datadir="$BED/mariadb" --socket="$BED/run/mariadb.sock" --skip-networking \
    --max-connections=1000 --innodb-buffer-pool-size=256M --innodb-log-file-size=128M \
    --innodb-flush-log-at-trx-commit=0 --innodb-doublewrite=0 --skip-log-bin --performance-schema=off \
    --character-set-server=utf8mb3 --collation-server=utf8mb3_general_ci
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
