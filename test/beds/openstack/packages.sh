# shellcheck shell=bash
# Debian's packages, without the services that they would like to start.

needed_packages() {
  echo curl iproute2 procps mariadb-server python3-pymysql uwsgi-core uwsgi-plugin-python3 \
    keystone python3-openstackclient
  if has_service neutron; then echo neutron-server; fi
  if has_service glance; then echo glance-api; fi
  if has_service placement; then echo placement-api; fi
  if has_service nova; then echo nova-api nova-conductor nova-scheduler; fi # the compute service is Python alone
  if has_service cinder; then echo cinder-api cinder-scheduler cinder-volume; fi
  if needs_rabbitmq; then echo rabbitmq-server; fi
  if has_guests; then
    echo qemu-system-x86 qemu-utils libvirt-daemon python3-libvirt sudo ipset conntrack \
      neutron-linuxbridge-agent neutron-l3-agent neutron-dhcp-agent neutron-metadata-agent
    # For their images, and to talk to them.
    echo cpio kmod fdisk e2fsprogs mmdebstrap openssh-client
  fi
}

is_installed() { [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

missing_packages() {
  local package
  for package in $(needed_packages); do is_installed "$package" || echo "$package"; done
}

# Without systemd the packages' own services must not start: they would take default ports and write to /var/lib.
forbid_service_starts() {
  [[ -e /usr/sbin/policy-rc.d ]] && return
  printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
  chmod 755 /usr/sbin/policy-rc.d
}

apt() {
  DEBIAN_FRONTEND=noninteractive nice -n 10 apt-get -y -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600 \
    -o Dpkg::Options::=--force-unsafe-io -o Dpkg::Options::=--force-confold -o Dpkg::Use-Pty=0 \
    --no-install-recommends "$@" >>"$BED/log/apt.log" 2>&1
}

install_packages() {
  local missing
  missing=$(missing_packages)
  [[ -n $missing ]] || return 0
  forbid_service_starts
  echo man-db man-db/auto-update boolean false | debconf-set-selections
  # An old list of packages is no reason to fail: the download below says what is missing.
  apt update || echo "apt-get update failed, going on with the lists that are there (see $BED/log/apt.log)" >&2
  # shellcheck disable=SC2086 # one word a package
  apt install $missing || die "The packages could not be installed: $(tail -n 3 "$BED/log/apt.log")"
}
