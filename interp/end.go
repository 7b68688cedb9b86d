package interp

import (
	"syscall"

	"entrysh/internal/sig"
)

// finish ends the main environment after its commands have come to an end, and
// returns the exit status of the process. It does not return if the shell dies
// of a signal (rule S13).
func (sh *Shell) finish() int {
	// EXIT first, with everything still alive (rule S6).
	for sh.traps.exit != nil {
		sh.runExitTrap()
	}
	status := sh.status
	sh.syncReads()
	if sh.isInit && sh.isMainProcess() && sh.catches {
		sh.drain()
	}
	if m, ok := sh.config.ExitRemap[status]; ok {
		status = m
		sh.fatal = 0
	}
	if sh.fatal != 0 && !(sh.isInit && sh.isMainProcess()) {
		sig.Die(sh.fatal)
	}
	return status & 255
}

// drain ends what is left when PID 1 is about to: TERM and CONT to every
// process, KILL after the grace period; it waits until none is left.
func (sh *Shell) drain() {
	if _, left := sh.table.Reap(false); !left {
		return
	}
	syscall.Kill(-1, syscall.SIGTERM)
	syscall.Kill(-1, syscall.SIGCONT)
	deadline := after(sh.config.Grace)
	gone := func() bool {
		_, left := sh.table.Reap(false)
		return !left
	}
	if _, late := sh.quietBlock(gone, deadline); late {
		syscall.Kill(-1, syscall.SIGKILL)
		sh.quietBlock(gone, after(sh.config.Grace))
	}
}
