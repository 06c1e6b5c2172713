#!/bin/bash
# conversion.sh CACHE IMAGE PUBLIC_KEY: makes the disk of `conversion`, a conversion host: Debian with cloud-init, sshd and nbdkit,
# trimmed to start fast under emulation.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
cache=$1 image=$2 key=$3
work=$(mktemp -d "$cache/conversion.XXXXXX")
trap 'rm -rf "$work"' EXIT
packages=$work/packages root=$work/root initrd=$work/initrd

WANTED=systemd-sysv,udev,kmod,iproute2,acpid,openssh-server,sudo,libnss-myhostname,cloud-init,nbdkit,libnbd-bin,util-linux,diffutils,python3

# Where this machine's packages come from serves for the guest, too.
# shellcheck disable=SC2016 # apt-get expands it
mirror() { apt-get indextargets --format '$(REPO_URI) $(RELEASE)' | sed -n 's/ bookworm$//p' | head -n 1; }

unpack_system() {
  mmdebstrap --quiet --mode=root --variant=minbase --include="$WANTED" --dpkgopt=force-unsafe-io \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    bookworm "$root" "$(mirror)"
}

# cloud-init finds its metadata over the network, which is systemd-networkd's: one stage of it (two starts of Python) less, and no
# dhclient. sshd starts when the first stage has written keys and files.
configure_cloud_init() {
  cat >"$root/etc/cloud/cloud.cfg" <<'X'
datasource_list: [OpenStack, None]
datasource:
  OpenStack:
    metadata_urls: ['http://169.254.169.254']
    max_wait: 120
    timeout: 20
    apply_network_config: false
network: {config: disabled}
disable_root: true
preserve_hostname: false
ssh_deletekeys: true
ssh_genkeytypes: [ed25519]
ssh_pwauth: false
users: [default]
cloud_init_modules: [bootcmd, write-files, set_hostname, users-groups, ssh, runcmd]
cloud_config_modules: []
cloud_final_modules: [scripts-user, keys-to-console]
ssh: {emit_keys_to_console: true}
system_info:
  distro: debian
  default_user:
    name: cloud-user
    lock_passwd: true
    gecos: Cloud User
    groups: [sudo]
    sudo: ['ALL=(ALL) NOPASSWD:ALL']
    shell: /bin/bash
  paths: {cloud_dir: /var/lib/cloud, templates_dir: /etc/cloud/templates}
  ssh_svcname: ssh
X
  rm -f "$root"/etc/cloud/cloud.cfg.d/*
  cat >"$root/etc/cloud/cloud.cfg.d/log.cfg" <<'X'
output: {all: '>> /var/log/cloud-init-output.log'}
log_cfgs:
  - |
    [loggers]
    keys=root
    [handlers]
    keys=file
    [formatters]
    keys=line
    [logger_root]
    level=INFO
    handlers=file
    [handler_file]
    class=FileHandler
    level=INFO
    formatter=line
    args=('/var/log/cloud-init.log', 'a', 'UTF-8')
    [formatter_line]
    format=%(asctime)s %(filename)s[%(levelname)s]: %(message)s
X
  echo 'policy: enabled' >"$root/etc/cloud/ds-identify.cfg"
  # Checks of user data against schemas: seconds of imports, for warnings.
  rm -rf "$root"/usr/lib/python3/dist-packages/jsonschema
}

configure_network() {
  cat >"$root/etc/systemd/network/all.network" <<'X'
[Match]
Name=eth*
[Network]
DHCP=ipv4
LinkLocalAddressing=no
IPv6AcceptRA=no
[DHCPv4]
ClientIdentifier=mac
UseDomains=no
X
  mkdir -p "$root/etc/systemd/system/systemd-networkd-wait-online.service.d"
  printf '[Service]\nExecStart=\nExecStart=/lib/systemd/systemd-networkd-wait-online --any\n' \
    >"$root/etc/systemd/system/systemd-networkd-wait-online.service.d/any.conf"
  in_root systemctl enable systemd-networkd systemd-networkd-wait-online
  rm -f "$root/etc/resolv.conf"
  : >"$root/etc/resolv.conf"
}

# One start of Python less, and the last one after sshd.
order_stages() {
  in_root systemctl mask cloud-init-local.service cloud-config.service
  mkdir -p "$root/etc/systemd/system/cloud-final.service.d"
  printf '[Unit]\nAfter=ssh.service\n' >"$root/etc/systemd/system/cloud-final.service.d/after-ssh.conf"
}

# Units that a conversion host can do without, and rules of devices that it does not have.
trim_units() {
  # shellcheck disable=SC2046 # one word a unit
  in_root systemctl mask cloud-init-hotplugd.socket \
    apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer \
    getty@tty1.service serial-getty@ttyS0.service getty.target systemd-logind.service systemd-user-sessions.service \
    systemd-update-utmp.service systemd-update-utmp-runlevel.service systemd-random-seed.service systemd-pstore.service \
    systemd-machine-id-commit.service systemd-journal-flush.service systemd-journal-catalog-update.service \
    systemd-ask-password-console.path systemd-ask-password-wall.path systemd-hwdb-update.service systemd-update-done.service \
    systemd-binfmt.service systemd-resolved.service systemd-timesyncd.service systemd-sysusers.service systemd-boot-system-token.service \
    dev-hugepages.mount dev-mqueue.mount sys-kernel-debug.mount sys-kernel-tracing.mount sys-kernel-config.mount \
    sys-fs-fuse-connections.mount kmod-static-nodes.service modprobe@configfs.service modprobe@dm_mod.service modprobe@drm.service \
    modprobe@efi_pstore.service modprobe@fuse.service modprobe@loop.service proc-sys-fs-binfmt_misc.automount \
    systemd-tmpfiles-clean.timer systemd-modules-load.service systemd-sysctl.service systemd-fsck-root.service ssh.socket
  local rule
  for rule in "$root"/lib/udev/rules.d/*.rules; do
    case ${rule##*/} in
      50-udev-default.rules | 60-block.rules | 60-persistent-storage.rules | 80-drivers.rules | 99-systemd.rules) ;;
      *) rm "$rule" ;;
    esac
  done
  # Its reader would be systemd-user-sessions.
  rm -f "$root/usr/lib/tmpfiles.d/systemd-nologin.conf"
  mkdir -p "$root/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRateLimitIntervalSec=0\n' >"$root/etc/systemd/journald.conf.d/volatile.conf"
}

configure_system() {
  # The button is what a cloud's `stop` presses.
  mkdir -p "$root/etc/acpi/events"
  printf 'event=button/power\naction=/bin/systemctl poweroff\n' >"$root/etc/acpi/events/power"
  in_root systemctl enable acpid.service
  in_root useradd --create-home --shell /bin/bash cloud-user
  install -d -m 700 "$root/home/cloud-user/.ssh"
  install -m 600 "$key" "$root/home/cloud-user/.ssh/authorized_keys"
  in_root chown -R cloud-user: /home/cloud-user/.ssh
  echo 'cloud-user ALL=(ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/cloud-user"
  rm -f "$root"/etc/ssh/ssh_host_*
  # Every program and module that a login starts costs a tenth of a second under emulation, an exchange of post-quantum keys seconds.
  printf 'UsePAM yes\nPasswordAuthentication no\nKexAlgorithms curve25519-sha256\nSubsystem sftp internal-sftp\n' >"$root/etc/ssh/sshd_config"
  printf 'account required pam_permit.so\nsession required pam_permit.so\n' >"$root/etc/pam.d/sshd"
  printf 'auth required pam_permit.so\naccount required pam_permit.so\nsession required pam_permit.so\n' >"$root/etc/pam.d/sudo"
  rm -rf "$root"/etc/update-motd.d/* "$root/etc/motd"
  echo '/dev/vda1 / ext4 noatime 0 0' >"$root/etc/fstab"
  # An empty one would make every boot a first boot, which sets up all units anew.
  tr -d - </proc/sys/kernel/random/uuid >"$root/etc/machine-id"
  echo conversion >"$root/etc/hostname"
  echo '127.0.0.1 localhost conversion' >"$root/etc/hosts"
  rm -rf "$root"/usr/share/{doc,man,info,locale,i18n,lintian,bash-completion} "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin \
    "$root"/var/cache/apt/archives/*.deb "$root"/usr/lib/udev/hwdb.* "$root"/etc/udev/hwdb.bin
}

in_root() { chroot "$root" "$@"; }

install_kernel() {
  local version
  unpack_packages "$cache" "$packages" "$(kernel_package)" busybox libc6 extlinux syslinux-common
  version=$(ls "$packages/lib/modules")
  copy_modules "$packages" "$root" "$version" virtio_pci virtio_blk virtio_scsi sd_mod virtio_net virtio_rng virtio_balloon ext4 xfs \
    vfat fuse loop nbd dm_mod button evdev
  mkdir -p "$initrd"/{bin,proc,sys,dev,root} "$root/boot/extlinux"
  install "$packages/bin/busybox" "$initrd/bin"
  ln -s busybox "$initrd/bin/sh"
  copy_libraries "$packages" "$initrd" "$initrd/bin/busybox"
  copy_modules "$packages" "$initrd" "$version" virtio_pci virtio_blk virtio_net virtio_rng ext4 button evdev
  install "$HERE/files/conversion-init" "$initrd/init"
  pack_initrd "$initrd" "$root/boot/initrd.gz"
  cp "$packages/boot/vmlinuz-$version" "$root/boot/vmlinuz"
  cat >"$root/boot/extlinux/extlinux.conf" <<'X'
DEFAULT conversion
PROMPT 0
TIMEOUT 0
LABEL conversion
  KERNEL /boot/vmlinuz
  INITRD /boot/initrd.gz
  APPEND console=ttyS0 quiet net.ifnames=0 mitigations=off panic=5 tsc=unstable random.trust_cpu=on no_timer_check audit=0 apparmor=0 systemd.show_status=0
X
}

unpack_system
configure_cloud_init
order_stages
configure_network
trim_units
configure_system
install_kernel
make_disk "$work/disk.raw" 1024 "$root" conversion "$packages" -m 0
qemu-img convert -c -f raw -O qcow2 -o compression_type=zstd "$work/disk.raw" "$work/disk.qcow2"
mv "$work/disk.qcow2" "$image"
