#!/bin/bash
# island.sh PID_FILE LIBVIRT_HOME: the first process of a cloud's island.
#
# Network: bridges, taps and routers of one cloud. Mounts: those that were there before it, of the small backend of volumes among them;
# /sys, as the agents list /sys/class/net; /run/netns, as an L3 agent deletes
# every router's namespace that it does not know, also another cloud's; libvirt's folders. Processes: whatever was started here (guests,
# dnsmasq, haproxy) ends with this one, and with the processes go the namespaces, cables and mounts.
set -eu
read -r outer_pid _ </proc/self/stat
trap 'exit 0' TERM

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir -p /run/netns /run/libvirt /etc/libvirt /var/lib/libvirt /var/cache/libvirt
mount -t tmpfs tmpfs /run/netns
mount --make-shared /run/netns
# Empty at every start: what libvirt remembers of running guests is wrong when they are gone.
mount -t tmpfs tmpfs /run/libvirt
mount --bind "$2/etc" /etc/libvirt
mount --bind "$2/lib" /var/lib/libvirt
mount --bind "$2/cache" /var/cache/libvirt
# Debian's libvirt ends if this account is not there, though it is told to use another.
for file in passwd group; do
  sed '/^libvirt-qemu:/d' /etc/$file >"$2/$file"
  mount --bind "$2/$file" /etc/$file
done
echo 'libvirt-qemu:x:64055:64055::/nonexistent:/usr/sbin/nologin' >>/etc/passwd
echo 'libvirt-qemu:x:64055:' >>/etc/group
# No guest boots from the network; the program that would costs each of them seconds under emulation.
truncate -s 512 "$2/no-rom"
mount --bind "$2/no-rom" /usr/lib/ipxe/qemu/efi-virtio.rom

ip link set lo up
# VLAN networks lie on a cable that goes nowhere.
ip link add physnet0 type veth peer name physnet0-end
ip link set physnet0 up
ip link set physnet0-end up

touch /run/libvirt/island-is-up
echo "$outer_pid" >"$1"
# The shell collects what its daemons leave behind.
while :; do
  sleep 3600 &
  wait $! || true
done
