// Command entrysh is a shell for container entrypoints: it stands in for
// /bin/bash and runs trap actions the moment a signal arrives.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0
package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"syscall"

	"entrysh/internal/early"
	"entrysh/internal/event"
	"entrysh/interp"
)

func init() { runtime.LockOSThread() } // signals are unblocked in the first thread only

func main() {
	soft, hard := early.OpenFiles()
	if early.Ran() {
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: soft, Max: hard})
	}
	st, code, done := parseArgs(os.Args, syscall.Environ())
	if done {
		os.Exit(code)
	}
	// PID 1 stays for the container's life: a smaller heap is worth more than
	// the processor time of its collections.
	debug.SetGCPercent(50)
	// One processor, and nothing that watches it, until goroutines share the
	// work: what comes back from a long sleep is at once where it was, and
	// wakes no threads that would come between a trap action and the children
	// it has signalled.
	runtime.GOMAXPROCS(1)
	early.HoldMonitor()
	event.Alone, event.OnShare = early.MonitorHeld, early.ReleaseMonitor
	st.Ignored, st.Mask = early.Ignored(), early.Mask()
	os.Exit(interp.Run(st))
}
