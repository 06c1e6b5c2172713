apt-get update -q >/dev/null
apt-get install -q -y --no-install-recommends ifupdown >/dev/null 2>&1
mkdir -p /etc/netplan /etc/cloud/cloud.cfg.d
echo 'network: {version: 2}' >/etc/netplan/50-cloud-init.yaml
