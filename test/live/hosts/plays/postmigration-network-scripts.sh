mkdir -p /etc/sysconfig/network-scripts
