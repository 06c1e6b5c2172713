# shellcheck shell=bash
# What the scripts that make images share.
set -eu -o pipefail
export PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive

# shellcheck disable=SC2034 # read by those who source this
HERE=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# unpack_packages CACHE TREE PACKAGE...: downloads Debian's packages (once) and unpacks them, without installing anything.
unpack_packages() {
  local cache=$1 tree=$2 package
  shift 2
  mkdir -p "$cache/packages" "$tree"
  for package in "$@"; do
    compgen -G "$cache/packages/${package}_*.deb" >/dev/null ||
      (cd "$cache/packages" && apt-get -q -o APT::Sandbox::User=root download "$package")
    dpkg-deb -x "$cache/packages/${package}"_*.deb "$tree"
  done
}

kernel_package() { apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: //p' | head -n 1; }

# copy_modules TREE ROOT VERSION MODULE...: kernel modules with those that they need, and the files by which modprobe finds them.
copy_modules() {
  local tree=$1 root=$2 version=$3 module path
  shift 3
  depmod -b "$tree" "$version"
  for module in "$@"; do
    modprobe -d "$tree" -S "$version" -D "$module" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
  done | sort -u | while read -r path; do
    path=${path#"$tree"}
    install -D -m 644 "$tree$path" "$root$path"
  done
  cp "$tree/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$root/lib/modules/$version/"
  depmod -b "$root" "$version"
}

# copy_libraries TREE ROOT PROGRAM...: the shared libraries of the programs, from the tree.
copy_libraries() {
  local tree=$1 root=$2 loader program path
  loader=$(find "$tree" -name 'ld-linux-x86-64.so.2' -print -quit)
  install -D "$loader" "$root/lib64/ld-linux-x86-64.so.2"
  for program in "${@:3}"; do
    "$loader" --library-path "$tree/usr/lib/x86_64-linux-gnu:$tree/lib/x86_64-linux-gnu" --list "$program"
  done | sed -n "s|.* => \\($tree/[^ ]*\\) .*|\\1|p" | sort -u | while read -r path; do
    install -D "$path" "$root/lib/x86_64-linux-gnu/$(basename "$path")"
  done
}

pack_initrd() { # ROOT FILE
  (cd "$1" && find . | LC_ALL=C sort | cpio --quiet -o -H newc | gzip -1) >"$2"
}

# make_disk FILE MIB TREE LABEL SYSLINUX MKFS_OPTION...: a disk with one bootable ext4 partition that holds TREE, which has
# /boot/extlinux/extlinux.conf in it. SYSLINUX is a tree with Debian's extlinux unpacked. Mounts: run it in a mount namespace.
make_disk() {
  local file=$1 mib=$2 tree=$3 label=$4 syslinux=$5 mount=$1.mount
  shift 5
  rm -f "$file"
  truncate -s "${mib}M" "$file"
  echo '2048,,83,*' | sfdisk -q "$file"
  dd if="$syslinux/usr/lib/syslinux/mbr/mbr.bin" of="$file" conv=notrunc bs=440 count=1 status=none
  # Extlinux reads no 64-bit ext4, and no holes in a kernel, which mkfs -d would make.
  mkfs.ext4 -q -F -L "$label" -O '^64bit,^metadata_csum' "$@" -E offset=1048576,lazy_itable_init=0 "$file" "$((mib - 1))M"
  mkdir -p "$mount"
  mount -o loop,offset=1048576,sizelimit="$(((mib - 1) * 1048576))" "$file" "$mount"
  cp -a --sparse=never "$tree/." "$mount"
  "$syslinux/usr/bin/extlinux" --install "$mount/boot/extlinux"
  umount "$mount"
  rmdir "$mount"
}
