#!/bin/bash
# enter.sh FILE OPTION... -- COMMAND...: runs a command in namespaces (nsenter's options) of the process whose number is in FILE.
pid=$(cat "$1") || exit
shift
exec nsenter --target "$pid" "$@"
