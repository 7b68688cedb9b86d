// Command entrysh is a shell for container entrypoints: it stands in for
// /bin/bash and runs trap actions the moment a signal arrives.
//
//go:debug containermaxprocs=0
//go:debug updatemaxprocs=0
package main

import (
	"runtime"
	"syscall"

	"entrysh/internal/early"
	"entrysh/internal/event"
	_ "entrysh/internal/first"
	"entrysh/internal/memory"
	"entrysh/interp"
)

// profile starts a profile in a build for that; see profile.go.
var profile func() (stop func())

func main() {
	soft, hard := early.OpenFiles()
	if early.Ran() {
		syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{Cur: soft, Max: hard})
	}
	st, code, done := parseArgs(early.Args(), early.Environ())
	if done {
		syscall.Exit(code)
	}
	// PID 1 stays for the container's life: what its start needed is given back
	// when it begins to wait.
	event.Settled = settle
	memory.Watch()
	// One processor, and nothing that watches it, until goroutines share the
	// work: what comes back from a long sleep is at once where it was, and
	// wakes no threads that would come between a trap action and the children
	// it has signalled.
	if runtime.GOMAXPROCS(0) != 1 { // see early.Environ
		runtime.GOMAXPROCS(1)
	}
	event.Alone, event.OnShare = early.MonitorHeld, early.ReleaseMonitor
	st.Ignored, st.Mask, st.Closed = early.Ignored(), early.Mask(), early.Closed()
	st.Program = early.Program
	stop := func() {}
	if profile != nil {
		stop = profile()
	}
	code = interp.Run(st)
	stop()
	// With two threads the process is gone sooner after the end of its output, for those who
	// run a command: see "The runtime's monitor thread" in docs/architecture.md.
	if st.HasCommand && !st.Subshell {
		early.ReleaseMonitor()
	}
	syscall.Exit(code)
}

// settle is called when the shell begins a long sleep.
func settle() {
	memory.GiveBack()
	if !event.Lone() {
		event.Spare(event.Spares, false)
	}
}
