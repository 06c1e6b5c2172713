apt-get update -q >/dev/null
apt-get install -q -y --no-install-recommends nginx-light >/dev/null 2>&1
