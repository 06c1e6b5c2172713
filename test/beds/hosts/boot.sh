#!/bin/sh
# The first process of a host, in namespaces of its own: lays out its file systems and becomes its init. boot.sh HOST BED BASE GATEWAY
set -eu
host=$1 bed=$2 base=$3 gateway=$4

# A halt has put the network down; its addresses are still there.
ip link set lo up
ip link set eth0 up
ip route replace default via "$gateway"

root=$bed/run/$host.root
mkdir -p "$root"
mount -t overlay overlay -o "lowerdir=$base,upperdir=$bed/hosts/$host/files,workdir=$bed/hosts/$host/work" "$root"
cd "$root"

mount -t proc proc proc
# The kernel's own settings are the machine's; those of the network are of the host's namespace.
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --bind proc/sys/net proc/sys/net
mount -o remount,bind,rw proc/sys/net
mount -t sysfs -o ro sysfs sys
mount -t tmpfs -o mode=755,size=64k dev dev
for device in null zero full random urandom tty; do
  : >"dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777,size=256m shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
ln -s /proc/self/fd/0 dev/stdin
ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o mode=755,size=256m run run
mkdir -p run/lock run/sshd
chmod 1777 run/lock

# By this number others see that the host was booted again.
cat /proc/sys/kernel/random/uuid >run/.boot-id
mount --bind run/.boot-id proc/sys/kernel/random/boot_id
mount -o remount,bind,ro proc/sys/kernel/random/boot_id

mkdir -p run/outside
pivot_root . run/outside
cd /
hostname "$(cat /etc/hostname)"
umount -l /run/outside
rmdir /run/outside
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb container=drover-bed \
  setpriv --bounding-set=-sys_time,-sys_module,-sys_rawio,-syslog,-mknod --inh-caps=-all /sbin/init </dev/null >/dev/null 2>&1
