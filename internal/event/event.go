// Package event is what the shell's one way to block stands on: an eventfd
// that wakes a sleeper, and a poll that sleeps until it is woken, a descriptor
// is ready, or the time is over.
package event

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"
)

// A Waker wakes one sleeper. Wakes before a sleep are not lost: they end it at once.
type Waker struct {
	closing sync.Mutex // held while others write, and while it is closed: its number may then be another file's
	closed  bool
	fd      int
}

const (
	efdCloexec  = 0x80000
	efdNonblock = 0x800
)

// NewWaker opens an eventfd.
func NewWaker() (*Waker, error) {
	fd, _, e := syscall.RawSyscall(syscall.SYS_EVENTFD2, 0, efdCloexec|efdNonblock, 0)
	if e != 0 {
		return nil, e
	}
	return &Waker{fd: int(fd)}, nil
}

// MoveUp gives the eventfd a number that scripts do not use, and no higher one
// than the kernel has room for from the start: while a process with several
// threads gets a larger table of descriptors, it waits for all processors to
// notice, for 4 to 20 ms.
func (w *Waker) MoveUp() {
	const dupfdCloexec, last = 1030, 63
	for _, low := range [...]uintptr{last, 20} {
		fd, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(w.fd), dupfdCloexec, low)
		if e == 0 {
			syscall.Close(w.fd)
			w.fd = int(fd)
			return
		}
	}
}

// FD returns the eventfd's number; what is written to it wakes the sleeper.
func (w *Waker) FD() int { return w.fd }

// Wake ends the present or the next sleep.
//
//go:noinline
func (w *Waker) Wake() {
	one := uint64(1)
	w.closing.Lock()
	if !w.closed {
		syscall.RawSyscall(syscall.SYS_WRITE, uintptr(w.fd), uintptr(unsafe.Pointer(&one)), 8)
	}
	w.closing.Unlock()
}

func (w *Waker) clear() {
	var n uint64
	syscall.RawSyscall(syscall.SYS_READ, uintptr(w.fd), uintptr(unsafe.Pointer(&n)), 8)
}

// Close gives the eventfd back; who wakes it after that does nothing.
func (w *Waker) Close() {
	w.closing.Lock()
	w.closed = true
	syscall.Close(w.fd)
	w.closing.Unlock()
}

// Events that a descriptor may be waited for or found with, as in poll(2).
const (
	In   = 0x1
	Out  = 0x4
	Err  = 0x8
	Hup  = 0x10
	Nval = 0x20
)

// A Fd is a descriptor to wait for.
type Fd struct {
	FD      int32
	Events  int16
	Revents int16 // set by Sleep
}

// Busy counts goroutines that may need the processor while another sleeps.
// While it is zero, short sleeps do not tell the Go scheduler, which saves two
// trips through it for each command waited for.
var Busy atomic.Int32

// Alone reports whether the sleeper is the only goroutine, with nothing in the
// runtime that would look after others (see early.MonitorHeld): then no sleep,
// however long, tells the Go scheduler. Set by main, and no longer asked after
// the first Share.
var Alone = func() bool { return false }

// OnShare is called by each Share; set by main.
var OnShare = func() {}

var shared atomic.Bool

// Share is called before the first goroutine besides the main one is started:
// from then on there is more than one processor to run them. There are more than
// the machine has, since one that sleeps in a system call keeps its processor
// until the monitor thread comes by. The main goroutine stays in the process's
// first thread, where it has been so far for want of others: signals are
// unblocked in no other.
func Share() {
	if !shared.Swap(true) {
		runtime.LockOSThread()
		runtime.GOMAXPROCS(max(4, runtime.NumCPU()))
	}
	OnShare()
}

// Lone reports whether Share has not been called.
func Lone() bool { return !shared.Load() }

// shortSleep is how long a sleep may be kept from the Go scheduler, so that a
// garbage collection in progress is not held up.
const shortSleep = 2 * time.Millisecond

// Settled is called, if it is not nil, in a sleep that has become long and may be
// much longer, once.
var Settled func()

// settleAfter is how long a sleep is before Settled is called, and longSleep how
// long it must still be then.
const (
	settleAfter = 100 * time.Millisecond
	longSleep   = time.Second
)

// Sleep returns when w is woken, when one of fds is ready (ready is then the
// number of those), or at the deadline; the zero time means no deadline.
func (w *Waker) Sleep(fds []Fd, deadline time.Time) (ready int, timeout bool) {
	var buf [4]Fd
	set := append(buf[:0], Fd{FD: int32(w.fd), Events: In})
	set = append(set, fds...)
	quick := Busy.Load() == 0
	alone := quick && !shared.Load() && Alone()
	settling := quick && Settled != nil
	for {
		var ts syscall.Timespec
		var tp *syscall.Timespec
		left := time.Duration(-1)
		if !deadline.IsZero() {
			left = max(time.Until(deadline), 0)
		}
		wait := left
		if quick && !alone && (wait < 0 || wait > shortSleep) {
			wait = shortSleep
		} else if settling && (wait < 0 || wait > longSleep) {
			wait = settleAfter
		}
		if wait >= 0 {
			ts = syscall.NsecToTimespec(int64(wait))
			tp = &ts
		}
		var n uintptr
		var e syscall.Errno
		n, e = poll(set, tp, quick)
		if e != 0 && e != syscall.EINTR {
			n = 0
		}
		if n > 0 && e == 0 {
			woken := set[0].Revents != 0
			if woken {
				w.clear()
				n--
			}
			copy(fds, set[1:])
			return int(n), false
		}
		if e == syscall.EINTR {
			// A signal: the caller looks at what has arrived.
			w.clear()
			return 0, false
		}
		if left >= 0 && wait == left {
			return 0, true
		}
		if settling && (alone || !quick) {
			settling = false
			Settled()
		}
		quick = alone
	}
}

// Ready reports whether fd is ready for events at once.
func Ready(fd int, events int16) bool {
	set := [1]Fd{{FD: int32(fd), Events: events}}
	var ts syscall.Timespec
	n, _ := poll(set[:], &ts, true)
	return n == 1
}

// poll is ppoll(2); quick keeps it from the Go scheduler. ppoll refuses more
// descriptors than RLIMIT_NOFILE, which ulimit -n may have set to anything; then
// select does its work.
func poll(set []Fd, ts *syscall.Timespec, quick bool) (n uintptr, e syscall.Errno) {
	if quick {
		n, _, e = syscall.RawSyscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&set[0])), uintptr(len(set)),
			uintptr(unsafe.Pointer(ts)), 0, 0, 0)
	} else {
		n, _, e = syscall.Syscall6(syscall.SYS_PPOLL, uintptr(unsafe.Pointer(&set[0])), uintptr(len(set)),
			uintptr(unsafe.Pointer(ts)), 0, 0, 0)
	}
	if e == syscall.EINVAL {
		return selectFds(set, ts)
	}
	return n, e
}

// selectFds is poll by means of pselect6(2). A descriptor above what that can
// take counts as ready.
func selectFds(set []Fd, ts *syscall.Timespec) (n uintptr, e syscall.Errno) {
	var in, out, none syscall.FdSet
	const size = int32(len(in.Bits) * 64)
	top := int32(-1)
	for i := range set {
		f := &set[i]
		if f.Revents = 0; f.FD >= size {
			f.Revents = f.Events
			n++
			continue
		}
		top = max(top, f.FD)
		if f.Events&In != 0 {
			in.Bits[f.FD/64] |= 1 << (f.FD % 64)
		}
		if f.Events&Out != 0 {
			out.Bits[f.FD/64] |= 1 << (f.FD % 64)
		}
	}
	if n > 0 {
		return n, 0
	}
	if ts != nil {
		left := *ts // the kernel changes it
		ts = &left
	}
	_, _, e = syscall.Syscall6(syscall.SYS_PSELECT6, uintptr(top+1), uintptr(unsafe.Pointer(&in)),
		uintptr(unsafe.Pointer(&out)), uintptr(unsafe.Pointer(&none)), uintptr(unsafe.Pointer(ts)), 0)
	if e != 0 {
		return 0, e
	}
	for i := range set {
		f := &set[i]
		if f.Events&In != 0 && in.Bits[f.FD/64]&(1<<(f.FD%64)) != 0 {
			f.Revents |= In
		}
		if f.Events&Out != 0 && out.Bits[f.FD/64]&(1<<(f.FD%64)) != 0 {
			f.Revents |= Out
		}
		if f.Revents != 0 {
			n++
		}
	}
	return n, 0
}
