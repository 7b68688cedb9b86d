// Package dockertest tests entrysh where it is meant to be: in containers, as
// /bin/bash of an image that holds nothing else but a static busybox, with
// scripts/tars-entrypoint.sh unchanged as its ENTRYPOINT, stopped and signalled
// by Docker. The tests are skipped where no engine answers.
package dockertest
