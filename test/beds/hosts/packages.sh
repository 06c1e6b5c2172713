# shellcheck shell=bash
# What this machine needs to have hosts.

NEEDED='iproute2 util-linux procps mmdebstrap openssh-client apt-cacher-ng'

install_packages() {
  local package missing=()
  for package in $NEEDED; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  # Without systemd a package's own service must not start: it would take its usual port.
  [[ -e /usr/sbin/policy-rc.d ]] || install -m 755 /dev/stdin /usr/sbin/policy-rc.d <<<$'#!/bin/sh\nexit 101'
  local apt=(apt-get -y -q -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600 --no-install-recommends)
  "${apt[@]}" update >>"$BED/log/apt.log" 2>&1 || echo 'apt-get update failed, going on with the lists that are there' >&2
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install "${missing[@]}" >>"$BED/log/apt.log" 2>&1 ||
    die "The packages could not be installed: $(tail -n 3 "$BED/log/apt.log")"
}
