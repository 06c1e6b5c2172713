#!/bin/sh
# Run once in a base, as the last step of its installation.
set -eu

# No terminals and no hardware: the machine outside has set its clock, its kernel and its disks.
cat >/etc/inittab <<'TABLE'
id:2:initdefault:
l0:0:wait:/etc/init.d/rc 0
l2:2:wait:/etc/init.d/rc 2
l6:6:wait:/etc/init.d/rc 6
TABLE
rm -f /etc/rcS.d/S* /etc/rc0.d/*hwclock* /etc/rc6.d/*hwclock* /etc/rc0.d/*umount* /etc/rc6.d/*umount*

# A plain user as images of clouds have one.
useradd --create-home --shell /bin/bash debian
echo 'debian ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/90-debian
chmod 440 /etc/sudoers.d/90-debian

# Keys are those of each host, and who may log in stands outside of the homes that tests change.
rm -f /etc/ssh/ssh_host_*
cat >/etc/ssh/sshd_config.d/bed.conf <<'CONFIG'
AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/bed_authorized_keys
HostKey /etc/ssh/ssh_host_ed25519_key
PasswordAuthentication no
UseDNS no
MaxSessions 50
MaxStartups 100
CONFIG
sed -i '/^session.*pam_motd/d' /etc/pam.d/sshd

echo 'Acquire::Retries "5";' >/etc/apt/apt.conf.d/90bed
