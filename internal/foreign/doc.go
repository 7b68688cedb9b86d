// Package foreign runs programs that others have written in shell, as Debian
// has them, under entrysh and under bash, and compares what they print, their
// exit statuses and the files they leave: bats with a suite of its own, some
// seventy scripts of /usr/bin with real work to do, a configure made by
// autoconf, automake and libtool with all that follows until make dist,
// and apt-get with the maintainer scripts of packages in a Debian root.
//
// Every run has a mount namespace of its own, in which the shell under test
// stands in the places of bash and of sh, so that whatever a script starts in
// its turn runs under it too. Where something is missing for a test, it is
// skipped and says what.
package foreign
