package interp

import (
	"strings"
	"syscall"

	"entrysh/internal/sig"
	"entrysh/internal/strfn"
)

// finish ends the main environment after its commands have come to an end, and
// returns the exit status of the process. It does not return if the shell dies
// of a signal (rule S13).
func (sh *Shell) finish() int {
	// EXIT first, with everything still alive (rule S6).
	sh.runExitTrap()
	status := sh.status
	if sh.isMainProcess() {
		sh.endJobs()
	}
	sh.syncReads()
	if sh.isInit && sh.isMainProcess() && sh.catches {
		sh.drain()
	}
	if m, ok := sh.config.ExitRemap[status&255]; ok {
		status = m
		sh.fatal = 0
	}
	if sh.fatal != 0 && !(sh.isInit && sh.isMainProcess()) {
		sig.Die(sh.fatal)
	}
	return status & 255
}

// drain ends what is left when PID 1 is about to end: every process gets TERM
// and CONT once, and after the grace period KILL; it waits until none is left.
// A process that has already been passed the signal of which the shell ends
// (rule S7) is not sent another, and what it has started is its own affair
// until it is orphaned. Readers get TERM when all others have ended, if the end of
// what they read does not end them.
func (sh *Shell) drain() {
	if _, _, left := sh.table.Reap(sh.ev.waker, false, true); !left {
		return
	}
	all := func() {
		syscall.Kill(-1, syscall.SIGTERM)
		syscall.Kill(-1, syscall.SIGCONT)
	}
	readers := len(sh.outputReaders()) > 0
	switch {
	case readers:
		list := processes()
		sh.spareReaders(list)
		for n := range sh.fds {
			sh.setFD(n, nil)
		}
		if sh.fatal == 0 {
			sh.endNew(list)
		}
	case sh.fatal == 0:
		all()
	}
	deadline := after(sh.config.Grace)
	gone := func() bool {
		_, _, left := sh.table.Reap(sh.ev.waker, false, true)
		if left && (sh.fatal != 0 || readers) {
			sh.endNew(childrenIn(processes(), sh.realPid))
		}
		return !left
	}
	if readers {
		sh.quietBlock(func() bool { return gone() || sh.onlyReaders() }, deadline)
		if _, late := sh.quietBlock(gone, after(lastLines)); late {
			all()
		}
	}
	if _, late := sh.quietBlock(gone, deadline); late {
		syscall.Kill(-1, syscall.SIGKILL)
		sh.quietBlock(gone, after(sh.config.Grace))
	}
}

// defaultAction does what rule S7 says of a signal without trap, and S13.
func (sh *Shell) defaultAction(n int, blocked bool) ctl {
	if n == sig.CHLD || !sig.Terminates(n) || sh.fatal != 0 {
		return next // as in bash, the end is not begun twice
	}
	main := n == sig.TERM || n == sig.HUP || n == sig.INT || n == sig.QUIT
	if sh.opts&optInteractive != 0 {
		switch n {
		case sig.TERM, sig.QUIT:
			return next
		case sig.INT:
			sh.thrown = true
			return sh.interruptedPrompt()
		}
	}
	if sh.isInit && sh.isMainProcess() {
		if !main {
			sh.signalForeground(n)
			return next
		}
		sh.traceSignal(n, "no trap: passed to every child, then the end")
		c := sh.dieOf(n)
		job := sh.ev.inner.fgJob
		leaveParts(job) // before their children end of the signal
		for _, r := range job {
			if n == sig.TERM && r.reads && r.child != nil {
				sh.tell(r.child.pid(), false) // endRunners will
			}
		}
		sh.signalChildren(n)
		return c
	}
	if n == sig.INT && blocked && sh.ev.inner.fg > 0 {
		// A foreground child has got it too: what it makes of it decides.
		sh.intSeen = true
		return next
	}
	return sh.dieOf(n)
}

// dieOf begins the end of the shell by signal n with the EXIT action, at once
// and in the context that was interrupted.
func (sh *Shell) dieOf(n int) ctl {
	sh.fatal = n
	doing := sh.pause()
	sh.runExitTrap()
	sh.resume(doing, toExit)
	sh.status = 128 + n
	return toExit
}

// signalChildren passes a signal on to every child (rule S7). One that ignores
// it, as what runs in the background does INT, gets TERM. INT goes to all of the
// process groups of the shell and its children, as from a terminal: a script that
// waits for a program leaves it to that whether INT ends it.
func (sh *Shell) signalChildren(n int) {
	all := processes()
	sh.spareReaders(all)
	list := childrenIn(all, sh.realPid)
	if n == sig.INT {
		for _, c := range append(list, relative{group: syscall.Getpgrp()}) {
			for _, r := range all {
				if r.group == c.group && r.parent != sh.realPid && r.pid != sh.realPid && r.ignored&(1<<(n-1)) == 0 && sh.signalled(r.pid) {
					syscall.Kill(r.pid, syscall.SIGINT)
				}
			}
		}
	}
	if all == nil {
		// Without /proc all get it, and what they have started.
		syscall.Kill(-1, syscall.Signal(n))
		if n != sig.TERM {
			syscall.Kill(-1, syscall.SIGTERM)
		}
		syscall.Kill(-1, syscall.SIGCONT)
	}
	for _, r := range list {
		if !sh.signalled(r.pid) {
			continue
		}
		if r.ignored&(1<<(n-1)) != 0 {
			syscall.Kill(r.pid, syscall.SIGTERM)
		} else {
			syscall.Kill(r.pid, syscall.Signal(n))
		}
		syscall.Kill(r.pid, syscall.SIGCONT)
	}
}

// endNew sends TERM to those of the processes that have not had a signal yet:
// orphans that have become children of this one since the last look.
func (sh *Shell) endNew(list []relative) {
	for _, r := range list {
		if r.pid != sh.realPid && sh.signalled(r.pid) {
			syscall.Kill(r.pid, syscall.SIGTERM)
			syscall.Kill(r.pid, syscall.SIGCONT)
		}
	}
}

// outputReaders returns the processes of >(list), and those that read in pipelines in
// the background, that have not ended.
func (sh *Shell) outputReaders() (list []*childProc) {
	list = addReaders(list, sh.asyncs)
	for _, j := range sh.jobs.list {
		list = addReaders(list, j.children)
	}
	return list
}

//go:noinline
func addReaders(list, from []*childProc) []*childProc {
	for _, c := range from {
		if c.reads && !c.finished() {
			list = append(list, c)
		}
	}
	return list
}

// spareReaders counts those of all processes that are readers, and what these have started, as
// signalled: what all the others write when they are told to end goes through them.
func (sh *Shell) spareReaders(all []relative) {
	for _, c := range sh.outputReaders() {
		sh.spare(all, c.pid())
	}
}

// onlyReaders reports whether no other children are left.
func (sh *Shell) onlyReaders() bool {
	return len(childrenIn(processes(), sh.realPid)) <= len(sh.outputReaders())
}

func (sh *Shell) spare(all []relative, pid int) {
	sh.signalled(pid)
	for _, c := range childrenIn(all, pid) {
		sh.spare(all, c.pid)
	}
}

// signalled notes that a process has had its signal; it reports whether that is new.
func (sh *Shell) signalled(pid int) bool { return sh.tell(pid, true) }

// tell notes that a process has had its signal, or is to be told by somebody else.
//
//go:noinline
func (sh *Shell) tell(pid int, had bool) bool {
	if _, ok := sh.told[pid]; ok {
		return false
	}
	if sh.told == nil {
		sh.told = map[int]bool{}
	}
	sh.told[pid] = had
	return true
}

// signalTree sends a signal to a process and to all that descend from it.
func signalTree(pid, n int) {
	for _, c := range childrenIn(processes(), pid) {
		signalTree(c.pid, n)
	}
	syscall.Kill(pid, syscall.Signal(n))
}

// A relative is a process as /proc shows it.
type relative struct {
	pid, parent, group int
	ignored            uint64 // signals, of the first 31
}

// childrenIn returns those of the processes whose parent is pid, adopted ones included.
//
//go:noinline
func childrenIn(all []relative, pid int) []relative {
	var list []relative
	for _, r := range all {
		if r.parent == pid {
			list = append(list, r)
		}
	}
	return list
}

// processes returns all processes, nil if there is no telling.
func processes() []relative {
	var list []relative
	for _, name := range directoryNames("/proc") {
		if p, ok := atoi2(name); !ok {
			continue
		} else if r, ok := lookAt(p); ok {
			list = append(list, r)
		}
	}
	return list
}

// lookAt reads /proc/PID/stat; a zombie does not count.
func lookAt(pid int) (r relative, ok bool) {
	b, err := readHead("/proc/"+formatInt(int64(pid))+"/stat", 1024)
	if err != nil {
		return r, false
	}
	const state, parent, group, ignored = 0, 1, 2, 30 // after the name, which may hold anything
	s := string(b)
	f := strings.Fields(s[strfn.LastIndexByte(s, ')')+1:])
	if len(f) <= ignored || f[state] == "Z" {
		return r, false
	}
	r.pid = pid
	r.parent, ok = atoi(f[parent])
	r.group, _ = atoi(f[group])
	set, _ := atoi(f[ignored])
	r.ignored = uint64(set)
	return r, ok
}
