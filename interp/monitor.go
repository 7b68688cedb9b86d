package interp

import (
	"syscall"
	"unsafe"

	"entrysh/internal/sig"
)

// Job control (POSIX XCU 2.11; bash manual 7.1): each job has a process group of
// its own, and the job in the foreground has the terminal, if there is one.

// monitorChanged is told when the monitor option is turned on or off.
func (sh *Shell) monitorChanged(on bool) {
	sh.jobControl = on
	if !on {
		return
	}
	sh.stops.Store(true)
	sh.group = syscall.Getpgrp()
	sh.findTerminal()
}

// findTerminal takes note of the controlling terminal: standard error if that is it.
func (sh *Shell) findTerminal() {
	if sh.tty >= 0 {
		return
	}
	d := sh.get(2)
	if d == nil || !isTerminal(d.fd) {
		return
	}
	if _, err := terminalGroup(d.fd); err != nil {
		return
	}
	// A number of its own, since standard error may be redirected.
	fd, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(d.fd), fDupfdCloexec, 255)
	if e != 0 {
		if fd, _, e = syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(d.fd), fDupfdCloexec, 10); e != 0 {
			return
		}
	}
	sh.tty = int(fd)
}

// startMonitor turns job control on in an interactive shell, which becomes the
// leader of a process group that has the terminal.
func (sh *Shell) startMonitor() {
	// Not stopped by the keyboard, and not for using the terminal from behind.
	for _, n := range [...]int{sig.TSTP, sig.TTIN, sig.TTOU} {
		if sh.traps.sigs[n] == nil {
			sig.Ignore(n)
		}
	}
	sh.ttyIgnored = true
	sh.findTerminal()
	group, err := syscall.Getpgrp(), error(syscall.ENOTTY)
	if sh.tty >= 0 {
		for {
			if group, err = terminalGroup(sh.tty); err != nil || group == syscall.Getpgrp() {
				break
			}
			// Started in the background: stopped until it is brought forward.
			sig.Default(sig.TTIN)
			syscall.Kill(0, syscall.SIGTTIN)
			sig.Ignore(sig.TTIN)
		}
	}
	if err == nil {
		sh.origGroup = syscall.Getpgrp()
		sh.group = sh.origGroup
		if sh.group != sh.realPid {
			if err = syscall.Setpgid(0, 0); err == nil {
				sh.group = sh.realPid
				err = sh.giveTerminal(sh.group)
			}
		}
	}
	if err != nil {
		name := sh.baseName()
		sh.errOut(name + ": cannot set terminal process group (" + formatInt(int64(group)) + "): " + errText(err) + "\n" +
			name + ": no job control in this shell\n")
		return
	}
	sh.opts |= optMonitor
	sh.jobControl = true
	sh.stops.Store(true)
	sh.saveTerminal()
}

// endMonitor gives the terminal back to whom the shell had it from.
func (sh *Shell) endMonitor() {
	if sh.origGroup != 0 && sh.origGroup != sh.group {
		sh.giveTerminal(sh.origGroup)
	}
}

const (
	tiocGpgrp = 0x540f
	tiocSpgrp = 0x5410
	tcsetsW   = 0x5403
)

func terminalGroup(fd int) (int, error) {
	var g int32
	_, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(fd), tiocGpgrp, uintptr(unsafe.Pointer(&g)))
	if e != 0 {
		return -1, e
	}
	return int(g), nil
}

// giveTerminal makes a process group the terminal's foreground group.
func (sh *Shell) giveTerminal(group int) error {
	if sh.tty < 0 {
		return syscall.ENOTTY
	}
	// A group in the background that does this is stopped unless it blocks TTOU.
	old := sig.BlockMask(1 << (sig.TTOU - 1))
	g := int32(group)
	_, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(sh.tty), tiocSpgrp, uintptr(unsafe.Pointer(&g)))
	sig.SetMask(old)
	if e != 0 {
		return e
	}
	return nil
}

// takeTerminal takes the terminal back from a foreground job that is not waited
// for any more.
func (sh *Shell) takeTerminal() {
	if sh.jobControl {
		sh.giveTerminal(sh.group)
	}
}

// terminalModes is the kernel's, with room.
type terminalModes [64]byte

// saveTerminal notes the terminal's modes, which a job that is stopped or dies
// of a signal may leave changed.
func (sh *Shell) saveTerminal() {
	if sh.tty >= 0 && sh.opts.has(optInteractive) {
		t := new(terminalModes)
		if _, _, e := syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(sh.tty), syscall.TCGETS, uintptr(unsafe.Pointer(t))); e == 0 {
			sh.modes = t
		}
	}
}

func (sh *Shell) restoreTerminal() {
	if sh.tty >= 0 && sh.modes != nil {
		old := sig.BlockMask(1 << (sig.TTOU - 1))
		syscall.RawSyscall(syscall.SYS_IOCTL, uintptr(sh.tty), tcsetsW, uintptr(unsafe.Pointer(sh.modes)))
		sig.SetMask(old)
	}
}

// foregroundDone takes the terminal back from a foreground job that has ended
// or stopped; a stopped one is entered as a job.
func (sh *Shell) foregroundDone(list []runner) (stopped bool) {
	sh.giveTerminal(sh.group)
	j := &job{}
	signaled := false
	for _, r := range list {
		if r.child != nil {
			j.children = append(j.children, r.child)
			signaled = signaled || r.child.finished() && r.child.waitStatus().Signaled()
		}
	}
	stopped = len(j.children) > 0 && j.stopped()
	again := sh.resumed
	sh.resumed = nil
	if again != nil && again.finished() {
		sh.jobs.remove(again)
	}
	if stopped || signaled {
		sh.restoreTerminal()
	} else {
		sh.saveTerminal()
	}
	if stopped {
		if again != nil {
			j = again
		} else {
			j = sh.addJob(j.children, j.children[0].group)
		}
		sh.jobs.setCurrent(j)
		sh.jobStopped(j)
	}
	return stopped
}

// leaveLoops ends the loops in which the user has stopped a job.
func (sh *Shell) leaveLoops() ctl {
	if sh.loops == 0 || !sh.opts.has(optInteractive) {
		return next
	}
	sh.breaks = sh.loops
	return toBreak
}

// jobStopped tells of a foreground job that has stopped.
func (sh *Shell) jobStopped(j *job) {
	if sh.opts.has(optInteractive) {
		sh.errOut("\n" + sh.jobText(j, jobShort))
		j.shown = jobStopped
	}
}

// continueJob lets a stopped job go on, in the foreground or the background.
func (sh *Shell) continueJob(j *job, foreground bool) {
	if foreground {
		sh.jobs.setCurrent(j)
		sh.giveTerminal(j.group)
	}
	j.setRunning()
	if j.group > 0 {
		syscall.Kill(-j.group, syscall.SIGCONT)
	} else {
		for _, c := range j.children {
			c.kill(sig.CONT)
		}
	}
	if !foreground {
		sh.jobs.reset()
	}
}

// setRunning says that a job goes on that is about to be sent CONT.
func (j *job) setRunning() {
	for _, c := range j.children {
		if !c.finished() {
			c.SetRunning()
		}
	}
	j.shown = jobNew
}

// runForeground waits for a job that has been brought to the foreground.
func (sh *Shell) runForeground(j *job) int {
	list := make([]runner, len(j.children))
	for i, c := range j.children {
		list[i].child = c
	}
	statuses := make([]int, len(list))
	sh.resumed = j
	c := sh.waitRunners(list, statuses, nil)
	sh.resumed = nil
	if c != next {
		sh.pend = c
		return sh.status
	}
	return statuses[len(statuses)-1]
}
