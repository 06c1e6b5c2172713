#!/bin/sh
# Runs a command on a system of its own: this one's files, but all that is changed of them is gone when it ends, as are
# the processes that it leaves. It has no network but loopback. Needs root and overlayfs.
# DROVER_PACKAGES: packages of Debian that it has beside this one's. Nothing outside of its namespaces sees any of it.
set -eu
case "${1:-}" in
--inside)
  shift
  ip link set lo up
  status=0
  "$@" || status=$?
  exit "$status"
  ;;
--files)
  shift
  upper=$(mktemp -d "${TMPDIR:-/tmp}/drover-own-system.XXXXXX")
  mount -t tmpfs -o size=2g tmpfs "$upper"
  for folder in etc home opt root srv usr var; do
    mkdir -p "$upper/$folder" "$upper/.work/$folder"
    # A lower folder may hold mounts of its own: they are not seen, which does no harm here.
    mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$upper/$folder,workdir=$upper/.work/$folder" "/$folder"
  done
  # Sockets and locks of daemons that run here are not to be found there.
  mount -t tmpfs tmpfs /run
  if [ -n "${DROVER_PACKAGES:-}" ]; then
    # No package starts anything; where the system has a policy of its own, that stays.
    policy=/usr/sbin/policy-rc.d
    [ ! -e "$policy" ] || policy=/dev/null
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    [ "$policy" = /dev/null ] || chmod 755 "$policy"
    export DEBIAN_FRONTEND=noninteractive
    install="apt-get install -y -qq --no-install-recommends $DROVER_PACKAGES"
    # Lists of packages may be missing, or too old to find what they name.
    $install >/dev/null 2>&1 || { apt-get update -qq && $install >/dev/null; }
    [ "$policy" = /dev/null ] || rm -f "$policy"
  fi
  status=0
  unshare --net sh "$0" --inside "$@" || status=$?
  umount -l "$upper"
  rmdir "$upper" 2>/dev/null || true
  exit "$status"
  ;;
esac
exec unshare --mount --uts --propagation private --pid --fork --kill-child --mount-proc sh "$0" --files "$@"
