#!/bin/sh
# Runs a command on a system of its own: this one's files, but all that is changed of them is gone when it ends.
# Needs root and overlayfs. Nothing outside of the mount namespace sees any of it.
set -eu
if [ "${1:-}" != --inside ]; then
  exec unshare --mount --propagation private sh "$0" --inside "$@"
fi
shift
upper=$(mktemp -d /run/drover-own-system.XXXXXX)
mount -t tmpfs -o size=1g tmpfs "$upper"
for folder in etc home opt root srv usr var; do
  mkdir -p "$upper/$folder" "$upper/.work/$folder"
  # A lower folder may hold mounts of its own: they are not seen, which does no harm here.
  mount -t overlay overlay -o "lowerdir=/$folder,upperdir=$upper/$folder,workdir=$upper/.work/$folder" "/$folder"
done
status=0
"$@" || status=$?
umount -l "$upper"
rmdir "$upper" 2>/dev/null || true
exit "$status"
