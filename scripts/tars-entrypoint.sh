#!/bin/bash
# Entrypoint of a service on the TARS platform: it starts the service and stays
# in the foreground. On TERM (`docker stop`) the service's own stop program
# runs, if there is one.
#
#   TARS_START  the command that starts the service, run in the background
#   TARS_STOP   the stop program, a file

start=${TARS_START:-/usr/local/server/bin/start.sh}
stop=${TARS_STOP:-/usr/local/server/bin/stop.sh}

stop_server() {
  if [ -f "$stop" ]; then
    echo "${stop##*/} exist, will run."
    "$stop"
    exit
  else
    echo "stop file not exist"
    exit
  fi
}

trap 'stop_server' SIGTERM

if [ -n "$TARS_START" ] || [ -f "$start" ]; then
  $start &
fi

tail -f /dev/null
