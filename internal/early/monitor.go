package early

import (
	"sync/atomic"
	"syscall"
	"unsafe"
)

// The Go runtime's monitor thread (sysmon) takes the processor from a goroutine
// that is in a long system call, and interrupts one that runs for long, for the
// sake of other goroutines. A shell that waits has no others: for it the thread
// is a hindrance. Each return from a long wait would wake it, and it would have
// the shell's thread change places with another one in the middle of a trap
// action, while the children that the action has signalled go ahead. And a
// process with one thread starts, forks and ends sooner.
//
// So the thread is not started until there are goroutines to look after. In
// programs with C parts the runtime leaves starting threads to C; the hook has it
// believe to be in such a program for as long as it starts this one, which is
// the first, and keeps what it is given.

// monitor is written by the hook; it is zero if the runtime has started the thread itself.
var monitor struct {
	g  unsafe.Pointer // 0: the thread's own goroutine, with which it is scheduled
	fn uintptr        // 8: what it is to run
}

// monitorStack is as large as the runtime makes the stacks of its threads.
var monitorStack [16384]byte

// MonitorHeld reports whether the monitor thread has not been started. While it
// has not, nothing takes the processor from the running goroutine.
func MonitorHeld() bool { return atomic.LoadPointer(&monitor.g) != nil }

// ReleaseMonitor starts the monitor thread, unless it has been. To be called
// before other goroutines are started: each time, since the kernel may refuse
// the thread where processes are limited.
func ReleaseMonitor() {
	g := atomic.SwapPointer(&monitor.g, nil)
	if g == nil {
		return
	}
	// As the runtime's newosproc does it; the new thread sets its own mask.
	const flags = syscall.CLONE_VM | syscall.CLONE_FS | syscall.CLONE_FILES | syscall.CLONE_SIGHAND |
		syscall.CLONE_SYSVSEM | syscall.CLONE_THREAD
	own := (*struct{ low, high, guard0, guard1, panics, defers, m uintptr })(g)
	own.low = uintptr(unsafe.Pointer(&monitorStack))
	own.high = own.low + uintptr(len(monitorStack))
	all, mask := ^uint64(0), uint64(0)
	procmask(&all, &mask)
	if clone(flags, own.high, own.m, uintptr(g), monitor.fn) < 0 {
		atomic.StorePointer(&monitor.g, g)
	}
	procmask(&mask, nil)
}

func procmask(set, old *uint64) {
	const setmask = 2
	syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, setmask, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), 8, 0, 0)
}

// clone calls the runtime's function of this name.
func clone(flags int32, stack, mp, gp, fn uintptr) (id int32)
