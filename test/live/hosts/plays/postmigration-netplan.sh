mkdir -p /etc/netplan
