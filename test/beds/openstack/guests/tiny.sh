#!/bin/bash
# tiny.sh CACHE IMAGE PUBLIC_KEY: makes the disk of `tiny`, a guest of Debian's kernel, busybox and dropbear: see files/tiny-init.
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
cache=$1 image=$2 key=$3
work=$(mktemp -d "$cache/tiny.XXXXXX")
trap 'rm -rf "$work"' EXIT
packages=$work/packages root=$work/root disk=$work/disk

unpack_packages "$cache" "$packages" "$(kernel_package)" busybox dropbear-bin libtomcrypt1 libtommath1 libgmp10 \
  libcrypt1 zlib1g libc6 extlinux syslinux-common
version=$(ls "$packages/lib/modules")

mkdir -p "$root"/{bin,sbin,proc,sys,dev,run,tmp,disk,var/log,root/.ssh,etc/dropbear}
install "$packages/bin/busybox" "$packages/usr/sbin/dropbear" "$packages/usr/bin/dropbearkey" "$root/bin"
for applet in $("$packages/bin/busybox" --list); do
  [[ $applet == busybox ]] || ln -s busybox "$root/bin/$applet"
done
copy_libraries "$packages" "$root" "$root"/bin/{busybox,dropbear,dropbearkey}
copy_modules "$packages" "$root" "$version" virtio_pci virtio_blk virtio_scsi sd_mod virtio_net virtio_rng ext4 button evdev
echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
echo 'root:x:0:' >"$root/etc/group"
echo 'root:*:19000:0:99999:7:::' >"$root/etc/shadow"
echo /bin/sh >"$root/etc/shells"
echo 'passwd: files' >"$root/etc/nsswitch.conf"
install -m 600 "$key" "$root/root/.ssh/authorized_keys"
chmod 700 "$root/root" "$root/root/.ssh"
install "$HERE/files/tiny-init" "$root/init"
install "$HERE/files/tiny-dhcp" "$root/bin/dhcp-script"

mkdir -p "$disk/boot/extlinux"
cp "$packages/boot/vmlinuz-$version" "$disk/boot/vmlinuz"
pack_initrd "$root" "$disk/boot/initrd.gz"
cat >"$disk/boot/extlinux/extlinux.conf" <<X
DEFAULT tiny
PROMPT 0
TIMEOUT 0
LABEL tiny
  KERNEL /boot/vmlinuz
  INITRD /boot/initrd.gz
  APPEND console=ttyS0 quiet net.ifnames=0 mitigations=off panic=5 tsc=unstable random.trust_cpu=on no_timer_check
X
make_disk "$work/tiny.raw" 64 "$disk" tiny "$packages" -O '^has_journal' -m 0
mv "$work/tiny.raw" "$image"
