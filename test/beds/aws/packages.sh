# shellcheck shell=bash
# moto from Debian's next release, unpacked beside the system and never installed into it, on Debian 12's Python.

# shellcheck disable=SC2034 # read by servers.sh
PYTHON=/usr/bin/python3
# What it imports, from this system's own release.
NEEDED='python3-boto3 python3-responses python3-flask python3-werkzeug python3-xmltodict python3-cryptography python3-jinja2'
# The same, but few have them, and they bring fonts along: unpacked, too.
UNPACKED='python3-flask-cors python3-antlr4'

unpack_moto() {
  install_missing
  [[ ! -e $BED/moto/.complete ]] || return 0
  rm -rf "$BED/moto" "$BED/packages"
  mkdir -p "$BED/moto" "$BED/packages"
  fetch_from_trixie python3-moto
  # shellcheck disable=SC2086 # a list of packages
  (cd "$BED/packages" && apt-get -q download $UNPACKED) >>"$BED/log/apt.log" 2>&1 ||
    die "The packages could not be downloaded: $(tail -n 3 "$BED/log/apt.log")"
  local package
  for package in "$BED"/packages/*.deb; do dpkg -x "$package" "$BED/moto"; done
  touch "$BED/moto/.complete"
}

# An apt of its own: the system's sources and lists stay as they are. The signature is checked with Debian's own keys.
fetch_from_trixie() {
  local apt=$BED/apt
  mkdir -p "$apt"/lists/partial "$apt"/cache/archives/partial
  echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian trixie main' \
    >"$apt/sources.list"
  local options=(
    -q -o Acquire::Retries=5 -o APT::Sandbox::User=root
    -o "Dir::Etc::SourceList=$apt/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$apt/lists" -o "Dir::Cache=$apt/cache"
  )
  (apt-get "${options[@]}" update && cd "$BED/packages" && apt-get "${options[@]}" download "$@") \
    >>"$BED/log/apt.log" 2>&1 || die "$* could not be downloaded: $(tail -n 3 "$BED/log/apt.log")"
  rm -rf "$apt"
}

install_missing() {
  local package missing=()
  for package in $NEEDED; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed ]] || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  [[ $(id -u) == 0 ]] || die "These packages are missing, and only root can install them: ${missing[*]}."
  local apt=(apt-get -y -q -o Acquire::Retries=5 -o DPkg::Lock::Timeout=600 --no-install-recommends)
  "${apt[@]}" update >>"$BED/log/apt.log" 2>&1 || echo 'apt-get update failed, going on with the lists that are there' >&2
  DEBIAN_FRONTEND=noninteractive "${apt[@]}" install "${missing[@]}" >>"$BED/log/apt.log" 2>&1 ||
    die "The packages could not be installed: $(tail -n 3 "$BED/log/apt.log")"
}
