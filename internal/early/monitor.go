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
// action, while the children that the action has signalled go ahead.
//
// So the thread is kept from beginning until there are goroutines to look
// after. The hook sends the process signal 32, which the C libraries use for
// themselves and Go unblocks first of all in every new thread. It is handed on
// until it comes to the monitor thread, which waits in the handler. A signal
// that has not got there yet is dropped by proc.Exec.

// Words the handler shares with this file: see hook_*.s.
var monitor struct {
	born    uint32 // 0: 1 when the thread has come into the handler
	hold    uint32 // 4: 1 when it is to stay, 2 when it went on because nobody said so in time
	release uint32 // 8: 1 when it is to go on
}

// told is set when a thread that may still wait for hold has been woken.
var told bool

// HoldMonitor keeps the Go runtime's monitor thread from beginning its work.
// To be called early in main, but after what stops the world (GOMAXPROCS):
// should a future runtime start another thread first, that one would be held,
// and would be missed then. It does not wait for the call longer than a second.
func HoldMonitor() {
	if Ran() {
		atomic.CompareAndSwapUint32(&monitor.hold, 0, 1)
	}
}

// MonitorHeld reports whether the monitor thread waits now. While it does,
// nothing takes the processor from the running goroutine.
func MonitorHeld() bool {
	if atomic.LoadUint32(&monitor.born) == 0 || atomic.LoadUint32(&monitor.hold) != 1 || atomic.LoadUint32(&monitor.release) == 1 {
		return false
	}
	if !told {
		told = true
		wake(&monitor.hold)
	}
	return true
}

// ReleaseMonitor lets the monitor thread begin, for good. To be called before
// a second goroutine is started.
func ReleaseMonitor() {
	if atomic.SwapUint32(&monitor.release, 1) == 0 {
		wake(&monitor.hold) // where the thread may have been since before HoldMonitor
		wake(&monitor.release)
	}
}

func wake(word *uint32) {
	const wakePrivate = 1 | 128
	syscall.RawSyscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(word)), wakePrivate, 1, 0, 0, 0)
}
