// Package proc starts processes and reaps them.
//
// A process is started by vfork and a list of system calls that the child
// makes before it executes its program (see vfork_*.s): descriptors, signal
// dispositions, limits and the like need no code in the child. The parent may go
// on before the child has come that far, see Spec.Ahead. The only caller of wait4 is a Table.
package proc

import (
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"
	"unsafe"

	"entrysh/internal/event"
	"entrysh/internal/nocmp"
	"entrysh/internal/sig"
)

// A call is one system call of a child. If mayFail is zero, its failure ends the child.
type call struct {
	nr      uintptr
	a       [6]uintptr
	mayFail uintptr
}

// outcome is written by the child when a call fails.
type outcome struct {
	_      nocmp.Mark
	errno  uintptr
	failed *call
	_      uint64 // the parent's mask meanwhile: vfork_*.s keeps it here
	pid    int32  // the child's process ID, which it finds here too
	shared int32  // not zero while the child has the parent's memory; the kernel clears it
}

// What a child shares, and what one that is a thread; how its start is waited for, or noticed.
const (
	asProcess = syscall.CLONE_VM | syscall.CLONE_PARENT_SETTID
	waited    = syscall.CLONE_VFORK
	noticed   = syscall.CLONE_CHILD_CLEARTID
	asThread  = syscall.CLONE_VM | syscall.CLONE_VFORK | syscall.CLONE_THREAD |
		syscall.CLONE_SIGHAND | syscall.CLONE_FS | syscall.CLONE_FILES | syscall.CLONE_SYSVSEM

	sysClone3    = 435
	clearSighand = 1 << 32 // of clone3: no handler of the parent's
)

// cloneArgs is the kernel's struct clone_args, as far as Linux 5.3 has it.
type cloneArgs struct{ flags, pidfd, childTid, parentTid, exitSignal, stack, stackSize, tls uint64 }

// noClone3 is set when the kernel, or what filters its calls, does not know clone3
// and clearSighand (Linux 5.5).
var noClone3 atomic.Bool

// allWaited is set when there are no starts that are not waited for: emulators know vfork and threads.
var allWaited atomic.Bool

// vfork makes a child by the first of the calls, which is clone or the like; the
// child makes the others.
//
//go:noescape
func vfork(calls *call, n uintptr, out *outcome) (pid int)

//go:noescape
func run(calls *call, n uintptr, out *outcome)

// SkipID has the kernel pass over the process ID that comes next, by a thread that ends at
// once. It reports whether there could be one.
func SkipID() bool {
	var out outcome
	calls := [...]call{{nr: syscall.SYS_CLONE, a: [6]uintptr{asThread}}, {nr: syscall.SYS_EXIT}}
	return vfork(&calls[0], 2, &out) > 0
}

// A Dup gives the child the descriptor From under the number To.
type Dup struct{ To, From int }

// A Limit sets a resource limit in the child.
type Limit struct {
	Resource  int
	Soft, Max uint64
}

// A Spec says what to execute, and how.
type Spec struct {
	Path string // "" for a process that ends at once
	Argv []string
	Env  Env
	FDs  []Dup // descriptors the child has besides those that are not close-on-exec
	Shut []int // descriptors to close, since they are not close-on-exec

	Dir    string  // working directory; "" to keep
	Umask  int     // -1 to keep
	Limits []Limit // resource limits
	Ignore uint64  // signals the child ignores in addition, signal n as bit n-1
	Reset  uint64  // signals the child gets the default action of
	Mask   uint64  // the child's signal mask
	Group  int     // process group: -1 to keep, 0 for a new one, or its id
	Tty    int     // descriptor of the terminal that the group takes over, or -1
	Death  int     // signal the child gets when its parent dies, or 0

	Inner bool // its end does not count, see Reap
	Ahead bool // Start may return before the program is executed, see Child.Err
}

// Env is an environment in the form execve takes.
type Env []*byte

// MakeEnv makes an Env of strings of the form name=value. Strings with NUL bytes end there.
//
//go:noinline
func MakeEnv(list []string) Env {
	e := make(Env, 0, len(list)+1)
	for _, s := range list {
		e = append(e, cstring(s))
	}
	return append(e, nil)
}

// Find returns the value of the variable with which name, which ends with =, begins, and its place, or that of the end.
func (e Env) Find(name string) (i int, value string) {
	for i = 0; i < len(e)-1; i++ {
		p, n := unsafe.Pointer(e[i]), 0
		for n < len(name) && *(*byte)(unsafe.Add(p, n)) == name[n] {
			n++
		}
		if n == len(name) {
			for *(*byte)(unsafe.Add(p, n)) != 0 {
				n++
			}
			return i, unsafe.String(e[i], n)[len(name):]
		}
	}
	return i, ""
}

func cstring(s string) *byte {
	b := make([]byte, len(s)+1)
	copy(b, s)
	return &b[0]
}

// An ExecError tells which step of a start failed; Exec is true for execve itself.
type ExecError struct {
	_     nocmp.Mark
	Errno syscall.Errno
	Exec  bool
	Chdir bool
}

func (e *ExecError) Error() string { return e.Errno.Error() }

// kernelAction is the kernel's struct sigaction; for SIG_DFL and SIG_IGN only handler counts.
type kernelAction struct {
	handler  uintptr
	flags    uint64
	restorer uintptr
	mask     uint64
}

// builder holds what the calls of one start point to. It lives on the heap,
// where nothing moves, and is used again.
type builder struct {
	calls  []call
	argv   []*byte
	text   []byte
	path   []byte
	dir    []byte
	limits [][2]uint64
	dfl    kernelAction
	ign    kernelAction
	mask   uint64
	pgrp   int32
	out    outcome
	clone  cloneArgs
	env    Env
	temps  []int
}

var builders = sync.Pool{New: func() any { return &builder{ign: kernelAction{handler: 1}} }}

//go:noinline
func (b *builder) add(nr uintptr, a ...uintptr) *call {
	c := call{nr: nr}
	copy(c.a[:], a)
	b.calls = append(b.calls, c)
	return &b.calls[len(b.calls)-1]
}

const (
	fDupfdCloexec = 1030
	tiocspgrp     = 0x5410
	prSetPdeath   = 1
	rlimitSize    = 16
)

// child adds the call that makes the child of s. It returns the signals whose
// action the child has to change itself: with clone3 it has none of the parent's
// handlers, which saves a call for each. While there are other goroutines, what
// the shell ignores may change meanwhile.
func (b *builder) child(s *Spec) (reset uint64) {
	flags := uintptr(asProcess | waited)
	if s.Ahead {
		flags, b.out.shared = asProcess|noticed, 1
	}
	pid, shared := uintptr(unsafe.Pointer(&b.out.pid)), uintptr(unsafe.Pointer(&b.out.shared))
	if noClone3.Load() || !event.Lone() {
		// The last but one is shared on amd64, the last on arm64; the other is not looked at.
		b.add(syscall.SYS_CLONE, flags|uintptr(syscall.SIGCHLD), 0, pid, shared, shared)
		return s.Reset
	}
	b.clone = cloneArgs{flags: uint64(flags) | clearSighand, childTid: uint64(shared), parentTid: uint64(pid), exitSignal: uint64(syscall.SIGCHLD)}
	b.add(sysClone3, uintptr(unsafe.Pointer(&b.clone)), unsafe.Sizeof(b.clone))
	return s.Reset & sig.Ignored()
}

// prepare builds the list of calls for s, the first of which makes the child if
// there is to be one.
func (b *builder) prepare(s *Spec, child bool) error {
	b.calls, b.argv, b.text, b.limits, b.temps = b.calls[:0], b.argv[:0], b.text[:0], b.limits[:0], b.temps[:0]
	b.out = outcome{}
	reset := s.Reset
	if child {
		reset = b.child(s)
	}
	if s.Path == "" {
		b.add(syscall.SYS_EXIT_GROUP, 0)
		return nil
	}

	// Descriptors first: a source that is also another one's target is moved
	// out of the way, by the parent since the child cannot pass results on.
	top := 0
	for _, d := range s.FDs {
		top = max(top, d.To)
	}
	for _, d := range s.FDs {
		from := d.From
		if from == d.To {
			b.add(syscall.SYS_FCNTL, uintptr(from), syscall.F_SETFD, 0)
			continue
		}
		for _, o := range s.FDs {
			if o.To == from && o.From != from {
				fd, _, e := syscall.RawSyscall(syscall.SYS_FCNTL, uintptr(from), fDupfdCloexec, uintptr(top+1))
				if e != 0 {
					return e
				}
				b.temps = append(b.temps, int(fd))
				from = int(fd)
				break
			}
		}
		b.add(syscall.SYS_DUP3, uintptr(from), uintptr(d.To), 0)
	}
	// A dup onto a number that is a source under its own number is not possible:
	// To is unique. What must not leak is closed last.
	for _, fd := range s.Shut {
		b.add(syscall.SYS_CLOSE, uintptr(fd)).mayFail = 1
	}
	if s.Group >= 0 {
		b.add(syscall.SYS_SETPGID, 0, uintptr(s.Group)).mayFail = 1
		if s.Tty >= 0 {
			// Before it runs, since from behind it could not read. TTOU is blocked here.
			group := &b.out.pid
			if s.Group > 0 {
				b.pgrp = int32(s.Group)
				group = &b.pgrp
			}
			b.add(syscall.SYS_IOCTL, uintptr(s.Tty), tiocspgrp, uintptr(unsafe.Pointer(group))).mayFail = 1
		}
	}
	for n := 1; n <= 64; n++ {
		switch bit := uint64(1) << (n - 1); {
		case s.Ignore&bit != 0:
			b.add(syscall.SYS_RT_SIGACTION, uintptr(n), uintptr(unsafe.Pointer(&b.ign)), 0, 8)
		case reset&bit != 0:
			b.add(syscall.SYS_RT_SIGACTION, uintptr(n), uintptr(unsafe.Pointer(&b.dfl)), 0, 8)
		}
	}
	if s.Dir != "" {
		b.dir = append(append(b.dir[:0], s.Dir...), 0)
		b.add(syscall.SYS_CHDIR, uintptr(unsafe.Pointer(&b.dir[0])))
	}
	if s.Umask >= 0 {
		b.add(syscall.SYS_UMASK, uintptr(s.Umask))
	}
	if s.Death != 0 {
		b.add(syscall.SYS_PRCTL, prSetPdeath, uintptr(s.Death))
	}
	if len(s.Limits) > 0 {
		b.limits = make([][2]uint64, len(s.Limits))
		for i, l := range s.Limits {
			b.limits[i] = [2]uint64{l.Soft, l.Max}
			b.add(syscall.SYS_PRLIMIT64, 0, uintptr(l.Resource), uintptr(unsafe.Pointer(&b.limits[i])), 0)
		}
	}
	b.mask = s.Mask
	b.add(syscall.SYS_RT_SIGPROCMASK, 2, uintptr(unsafe.Pointer(&b.mask)), 0, 8)

	b.path = append(append(b.path[:0], s.Path...), 0)
	size := 0
	for _, a := range s.Argv {
		size += len(a) + 1
	}
	if cap(b.text) < size {
		b.text = make([]byte, 0, size*2)
	}
	for _, a := range s.Argv {
		at := len(b.text)
		b.text = append(append(b.text, a...), 0)
		b.argv = append(b.argv, &b.text[at])
	}
	b.argv = append(b.argv, nil)
	if b.env = s.Env; len(b.env) == 0 {
		b.env = Env{nil}
	}
	b.add(syscall.SYS_EXECVE, uintptr(unsafe.Pointer(&b.path[0])), uintptr(unsafe.Pointer(&b.argv[0])), uintptr(unsafe.Pointer(&b.env[0])))
	return nil
}

func (b *builder) release() {
	b.closeTemps()
	clear(b.argv)
	b.env = nil
	builders.Put(b)
}

// closeTemps closes the descriptors that were moved out of the way: a child has its own.
func (b *builder) closeTemps() {
	for _, fd := range b.temps {
		syscall.Close(fd)
	}
	b.temps = b.temps[:0]
}

// settle returns when the child of a start that was not waited for has executed its
// program or ended, or after a tenth of a second.
func (b *builder) settle() {
	const futexWait = 0
	for end := time.Now().Add(100 * time.Millisecond); atomic.LoadInt32(&b.out.shared) != 0; {
		left := time.Until(end)
		if left <= 0 {
			return
		}
		ts := syscall.NsecToTimespec(int64(left))
		syscall.RawSyscall6(syscall.SYS_FUTEX, uintptr(unsafe.Pointer(&b.out.shared)), futexWait, 1, uintptr(unsafe.Pointer(&ts)), 0, 0)
	}
}

func (b *builder) err() error {
	if b.out.errno == 0 {
		return nil
	}
	e := &ExecError{Errno: syscall.Errno(b.out.errno)}
	if c := b.out.failed; c != nil {
		e.Exec = c.nr == syscall.SYS_EXECVE
		e.Chdir = c.nr == syscall.SYS_CHDIR
	}
	return e
}

// Exec replaces the process by the program of s. It returns only on failure;
// descriptors may have changed by then.
func Exec(s *Spec) error {
	b := builders.Get().(*builder)
	err := b.prepare(s, false)
	if err == nil {
		run(&b.calls[0], uintptr(len(b.calls)), &b.out)
		runtime.KeepAlive(s)
		err = b.err()
	}
	b.release()
	return err
}

// start makes a process that executes s; the error is an *ExecError if it could
// not. If that is not known yet, b is not nil and belongs to the child.
func start(s *Spec) (pid int, b *builder, err error) {
	if s.Ahead && allWaited.Load() {
		s.Ahead = false
	}
	b = builders.Get().(*builder)
	if err = b.prepare(s, true); err == nil {
		pid = vfork(&b.calls[0], uintptr(len(b.calls)), &b.out)
		runtime.KeepAlive(s)
		if pid > 0 && s.Ahead {
			b.closeTemps()
			return pid, b, nil
		}
		err = b.err()
	}
	b.release()
	if pid < 0 {
		switch e := syscall.Errno(-pid); {
		case e == syscall.EAGAIN, e == syscall.ENOMEM:
			return 0, nil, e
		case !noClone3.Swap(true):
			return start(s)
		case s.Ahead:
			allWaited.Store(true)
			return start(s)
		default:
			return 0, nil, e
		}
	}
	return pid, nil, err
}
