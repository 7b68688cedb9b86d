package interp

import (
	"strings"
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
	if sh.isMainProcess() {
		if sh.opts.has(optInteractive) {
			sh.endInteractive()
		} else {
			sh.saveHistory()
		}
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
// until it is orphaned.
func (sh *Shell) drain() {
	if _, left := sh.table.Reap(sh.ev.waker, false, true); !left {
		return
	}
	if sh.fatal == 0 {
		syscall.Kill(-1, syscall.SIGTERM)
		syscall.Kill(-1, syscall.SIGCONT)
	}
	gone := func() bool {
		_, left := sh.table.Reap(sh.ev.waker, false, true)
		if left && sh.fatal != 0 {
			sh.endOrphans()
		}
		return !left
	}
	if _, late := sh.quietBlock(gone, after(sh.config.Grace)); late {
		syscall.Kill(-1, syscall.SIGKILL)
		sh.quietBlock(gone, after(sh.config.Grace))
	}
}

// signalChildren passes a signal on to every child (rule S7).
func (sh *Shell) signalChildren(n int) {
	for _, pid := range childrenOf(sh.realPid) {
		sh.signalled(pid)
		syscall.Kill(pid, syscall.Signal(n))
		syscall.Kill(pid, syscall.SIGCONT)
	}
}

// endOrphans sends TERM to processes that have become children of this one
// since the last look.
func (sh *Shell) endOrphans() {
	for _, pid := range childrenOf(sh.realPid) {
		if sh.signalled(pid) {
			syscall.Kill(pid, syscall.SIGTERM)
			syscall.Kill(pid, syscall.SIGCONT)
		}
	}
}

// signalled notes that a process has had its signal; it reports whether that is new.
func (sh *Shell) signalled(pid int) bool {
	if sh.told[pid] {
		return false
	}
	if sh.told == nil {
		sh.told = map[int]bool{}
	}
	sh.told[pid] = true
	return true
}

// childrenOf returns the processes whose parent is pid, adopted ones included.
func childrenOf(pid int) []int {
	fd, err := syscall.Open("/proc", syscall.O_RDONLY|syscall.O_DIRECTORY|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil
	}
	defer syscall.Close(fd)
	var list []int
	buf := make([]byte, 8192)
	for {
		n, err := syscall.ReadDirent(fd, buf)
		if err != nil || n <= 0 {
			return list
		}
		_, _, names := syscall.ParseDirent(buf[:n], -1, nil)
		for _, name := range names {
			p, ok := atoi2(name)
			if !ok {
				continue
			}
			if parent, ok := parentOf(name); ok && parent == pid {
				list = append(list, p)
			}
		}
	}
}

func parentOf(pid string) (int, bool) {
	b, err := readHead("/proc/"+pid+"/stat", 512)
	if err != nil {
		return 0, false
	}
	s := string(b)
	f := strings.Fields(s[strings.LastIndexByte(s, ')')+1:])
	if len(f) < 2 || f[0] == "Z" {
		return 0, false
	}
	return atoi(f[1])
}
