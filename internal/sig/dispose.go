package sig

import (
	"sync/atomic"
	"syscall"
	"unsafe"
)

const (
	saSiginfo  = 0x4
	saOnStack  = 0x08000000
	saRestart  = 0x10000000
	saRestorer = 0x04000000

	sigDfl = 0
	sigIgn = 1
)

// kernelAction is the kernel's struct sigaction.
type kernelAction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// ignored holds the signals that Ignore has set, signal n as bit n-1. Only the
// main goroutine changes it.
var ignored uint64

// pending holds the signals that have arrived, signal n as bit n-1. The
// handlers in assembly set bits and write to the eventfd wakeFD.
var (
	pending   uint64
	wakeFD    int64            = -1
	goHandler [Max + 1]uintptr // the runtime's handlers of faults
)

// handlerPC and its like return the addresses of the code in handler_*.s.
func handlerPC() uintptr
func faultHandlerPC() uintptr
func restorerPC() uintptr

func sigaction(n int, act, old *kernelAction) bool {
	if act != nil {
		bit := uint64(1) << (n - 1)
		if ignored &^= bit; act.handler == sigIgn {
			ignored |= bit
		}
	}
	_, _, e := syscall.RawSyscall6(syscall.SYS_RT_SIGACTION, uintptr(n),
		uintptr(unsafe.Pointer(act)), uintptr(unsafe.Pointer(old)), 8, 0, 0)
	return e == 0
}

// Wake sets the eventfd that is written to whenever a signal arrives.
func Wake(fd int) { atomic.StoreInt64(&wakeFD, int64(fd)) }

// Pending returns the signals that have arrived and were not taken, signal n
// as bit n-1. It is one load: cheap enough to ask before every command.
func Pending() uint64 { return atomic.LoadUint64(&pending) }

// Take removes signal n from the pending set and reports whether it was there.
func Take(n int) bool {
	bit := uint64(1) << (n - 1)
	return atomic.AndUint64(&pending, ^bit)&bit != 0
}

// Post adds signal n to the pending set, as if it had been sent.
func Post(n int) { atomic.OrUint64(&pending, uint64(1)<<(n-1)) }

// Catch has signal n set its bit in the pending set from now on. Faults
// (SEGV and its like) that are not sent by a process still go to the Go runtime.
func Catch(n int) {
	if profiled && n == PROF {
		return
	}
	act := kernelAction{
		handler:  handlerPC(),
		flags:    saSiginfo | saOnStack | saRestart | saRestorer,
		restorer: restorerPC(),
		mask:     ^uint64(0),
	}
	switch n {
	case KILL, STOP, 32, 33:
		return
	case ILL, TRAP, BUS, FPE, SEGV:
		if goHandler[n] == 0 {
			var old kernelAction
			sigaction(n, nil, &old)
			goHandler[n] = old.handler
		}
		act.handler = faultHandlerPC()
	}
	sigaction(n, &act, nil)
}

// Ignore ignores signal n, in this process and in what it executes.
//
//go:noinline
func Ignore(n int) { sigaction(n, &kernelAction{handler: sigIgn}, nil) }

// Ignored returns the signals that this process ignores by Ignore, signal n as bit n-1.
func Ignored() uint64 { return ignored }

// Default gives signal n its default action.
//
//go:noinline
func Default(n int) { sigaction(n, &kernelAction{handler: sigDfl}, nil) }

// SetMask sets the calling thread's signal mask, signal n as bit n-1.
//
//go:noinline
func SetMask(mask uint64) {
	syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, 2, uintptr(unsafe.Pointer(&mask)), 0, 8, 0, 0)
}

// BlockMask blocks more signals in the calling thread and returns its mask as it was.
//
//go:noinline
func BlockMask(more uint64) (old uint64) {
	syscall.RawSyscall6(syscall.SYS_RT_SIGPROCMASK, 0, uintptr(unsafe.Pointer(&more)), uintptr(unsafe.Pointer(&old)), 8, 0, 0)
	return old
}

// Die ends the process by signal n with its default action, so that the parent
// sees it. It returns if the kernel drops the signal, as it does for PID 1.
func Die(n int) {
	Default(n)
	SetMask(0)
	syscall.Kill(syscall.Getpid(), syscall.Signal(n))
	// Sent to oneself, an unblocked signal is delivered before kill returns,
	// unless another thread takes it: give that thread a moment.
	for range 100 {
		ts := syscall.Timespec{Nsec: 1e6}
		syscall.Nanosleep(&ts, nil)
		if syscall.Getpid() == 1 {
			return
		}
	}
}
