# shellcheck shell=bash
# Disks for guests, made from Debian's packages and kept in the cache: cache/images/tiny.raw, cache/images/conversion.qcow2. An image is
# made anew when the scripts that make it have changed.

IMAGES=$BED/cache/images

# The key that both images let in: -i cache/guest-key, as root (tiny) or cloud-user (conversion).
guest_key() { echo "$BED/cache/guest-key"; }

build_guest_images() {
  mkdir -p "$IMAGES"
  [[ -e $(guest_key) ]] || ssh-keygen -q -t ed25519 -N '' -C drover-bed -f "$(guest_key)"
  build_image tiny tiny.raw
  build_image conversion conversion.qcow2
}

build_image() { # NAME FILE
  local version log=$BED/log/image-$1.log
  version=$(cat "$PARTS/guests/$1.sh" "$PARTS/guests/lib.sh" "$PARTS/guests/files/$1"-* "$(guest_key).pub" | cksum)
  [[ -e $IMAGES/$2 && $(cat "$IMAGES/$1.version" 2>/dev/null) == "$version" ]] && return
  # Its own mount namespace: a build that dies leaves no mount and no loop device.
  unshare --mount nice -n 5 bash "$PARTS/guests/$1.sh" "$IMAGES" "$IMAGES/$2" "$(guest_key).pub" >"$log" 2>&1 ||
    die_with_log "$log" "The image $1 could not be made."
  echo "$version" >"$IMAGES/$1.version"
}
