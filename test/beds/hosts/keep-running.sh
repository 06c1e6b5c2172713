#!/bin/bash
# The power supply of a host: boots it, and boots it again when it restarts. keep-running.sh HOST BED BASE NAMESPACE GATEWAY
set -u
host=$1 bed=$2 base=$3 namespace=$4 gateway=$5
parts=$(dirname "$(readlink -f "$0")")
while :; do
  nsenter "--net=/run/netns/$namespace" unshare --mount --pid --uts --ipc --propagation private \
    --fork --kill-child=KILL sh "$parts/boot.sh" "$host" "$bed" "$base" "$gateway" &
  machine=$!
  for _ in $(seq 100); do
    first=$(pgrep -P "$machine") && echo "$first" >"$bed/run/$host.first" && break
    sleep 0.02
  done
  wait "$machine"
  # The kernel ends the first process of a namespace that calls reboot(2) with SIGHUP for a restart, SIGINT for a halt.
  status=$?
  rm -f "$bed/run/$host.first"
  ((status == 129)) || exit "$status"
done
