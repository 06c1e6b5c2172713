apt-get update -q >/dev/null
apt-get install -q -y --no-install-recommends dracut-core >/dev/null 2>&1
mkdir -p /lib/modules
