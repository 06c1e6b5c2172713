apt-get update -q >/dev/null
