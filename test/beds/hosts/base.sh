# shellcheck shell=bash
# The file systems that hosts begin with: Debian 12, once without Python and once with it. They are made once and only read.

# sysvinit is a real first process that runs in a container: services, runlevels and reboots are what they are anywhere.
BASE_PACKAGES=openssh-server,sudo,iproute2,procps,kmod,cron,sysvinit-core,ca-certificates,curl,netbase
PYTHON_PACKAGES=python3-minimal,python3,python3-apt

base_of() { case $1 in python-*) echo python ;; *) echo plain ;; esac; }

# Changes with what a base is made of, so that a new version of these scripts makes new ones.
base_mark() { cat "$PARTS/base.sh" "$PARTS/first-start.sh" | sha256sum | cut -c1-16; }

make_bases() {
  local mark
  mark=$(base_mark)
  [[ $(cat "$BED/base/mark" 2>/dev/null) != "$mark" ]] || return 0
  local host
  for host in $(known_hosts); do stop_host "$host"; forget_files "$host"; done
  rm -rf --one-file-system "${BED:?}/base"
  mkdir -p "$BED/base"
  make_base plain "$BASE_PACKAGES"
  make_base python "$BASE_PACKAGES,$PYTHON_PACKAGES"
  echo "$mark" >"$BED/base/mark"
}

make_base() {
  local began=$SECONDS
  mmdebstrap --quiet --variant=minbase --include="$2" --skip=check/empty \
    --aptopt='Acquire::Retries "5"' --dpkgopt=force-unsafe-io \
    --essential-hook="install -m 755 '$PARTS/first-start.sh' \"\$1/root/first-start.sh\"" \
    --customize-hook='chroot "$1" sh /root/first-start.sh && rm "$1/root/first-start.sh"' \
    --skip=cleanup/apt/lists \
    bookworm "$BED/base/$1" 2>>"$BED/log/base.log" </dev/null ||
    die "Debian could not be installed: $(tail -n 5 "$BED/log/base.log")"
  printf 'base %-8s %4d s\n' "$1" "$((SECONDS - began))"
}
