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
	sh.keepTerminal(d.fd)
}

// keepTerminal gives the terminal a number of its own, since standard error may be
// redirected.
func (sh *Shell) keepTerminal(fd int) {
	n, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(fd), fDupfdCloexec, 255)
	if e != 0 {
		if n, _, e = syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(fd), fDupfdCloexec, 10); e != 0 {
			return
		}
	}
	sh.tty = int(n)
}

// startMonitor turns job control on as the shell starts, if it is interactive or
// -m says so: the shell becomes the leader of a process group that has the
// terminal. Without a terminal there is no job control, until set -m.
func (sh *Shell) startMonitor() {
	if sh.opts&optInteractive != 0 {
		// Not stopped by the keyboard, and not for using the terminal from behind.
		for _, n := range [...]int{sig.TSTP, sig.TTIN, sig.TTOU} {
			if sh.traps.sigs[n] == nil {
				sig.Ignore(n)
			}
		}
		sh.ttyIgnored = true
		sh.openTerminal()
	}
	sh.monitorChanged(true)
	group, err := sh.awaitForeground()
	if group == sh.group || err == syscall.ENOTTY {
		sh.origGroup = sh.group
		if sh.group != sh.realPid {
			if e := sh.lead(); e != nil {
				syscall.Setpgid(0, sh.origGroup)
				sh.group = sh.origGroup
				group, err = sh.group, e
			}
		}
	}
	if err == nil {
		sh.opts |= optMonitor
		sh.saveTerminal()
		return
	}
	sh.opts &^= optMonitor
	sh.monitorChanged(false)
	name := sh.shellName()
	if sh.opts&optInteractive != 0 {
		name = sh.baseName()
	}
	if err == syscall.EBADF {
		sh.errOut(name + ": initialize_job_control: no job control in background: " + errText(err) + "\n")
		return
	}
	sh.errOut(name + ": cannot set terminal process group (" + formatInt(int64(group)) + "): " + errText(err) + "\n" +
		name + ": no job control in this shell\n")
}

// openTerminal has the shell use its terminal where standard error is none.
func (sh *Shell) openTerminal() {
	if d := sh.get(2); d != nil && isTerminal(d.fd) {
		return
	}
	if fd, err := syscall.Open("/dev/tty", syscall.O_RDWR|syscall.O_CLOEXEC, 0); err == nil {
		sh.keepTerminal(fd)
		syscall.Close(fd)
	}
}

// awaitForeground returns the terminal's foreground group. A shell that was started
// in the background is stopped until it is brought forward; if there is no one to do
// that, the error is EBADF.
func (sh *Shell) awaitForeground() (group int, err error) {
	if sh.tty < 0 {
		return -1, syscall.ENOTTY
	}
	for range 16 {
		if group, err = terminalGroup(sh.tty); err != nil || group == sh.group {
			return group, err
		}
		sig.Default(sig.TTIN)
		syscall.Kill(0, syscall.SIGTTIN)
		if sh.ttyIgnored {
			sig.Ignore(sig.TTIN)
		}
	}
	return group, syscall.EBADF
}

// lead makes the shell the leader of a process group that has the terminal.
func (sh *Shell) lead() error {
	if err := syscall.Setpgid(0, 0); err != nil {
		return err
	}
	sh.group = sh.realPid
	return sh.giveTerminal(sh.group)
}

// endMonitor gives the terminal back to whom the shell had it from.
func (sh *Shell) endMonitor() {
	if sh.leads() {
		sh.giveTerminal(sh.origGroup)
		syscall.Setpgid(0, sh.origGroup)
	}
}

// leads reports whether the shell has made a process group of its own.
func (sh *Shell) leads() bool { return sh.origGroup != 0 && sh.origGroup != sh.group }

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
	if sh.tty >= 0 && sh.opts&optInteractive != 0 {
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
	if sh.loops == 0 || sh.opts&optInteractive == 0 {
		return next
	}
	sh.breaks = sh.loops
	return toBreak
}

// jobStopped tells of a foreground job that has stopped.
func (sh *Shell) jobStopped(j *job) {
	if sh.opts&optInteractive != 0 {
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
	c := sh.waitRunners(list, statuses)
	sh.resumed = nil
	if c != next {
		sh.pend = c
		return sh.status
	}
	return j.status()
}
