// Package early runs before the Go runtime does, and keeps what the runtime
// would overwrite: which signals were ignored when the process was started,
// the signal mask, the limit on open files, and the environment, in whose place
// the runtime gets its own (see Environ). From that moment on every
// signal is blocked, so that none is lost or handled by the runtime's defaults
// before the shell has installed its own handlers (rule S11). It also spares
// the runtime what it would do at its start for nothing.
//
// The way in is the variable _cgo_init: the runtime's start-up code calls the
// code it points to as its first step. runtime/cgo uses it in programs with C
// parts; in a program without them it is free, and the linker lets packages
// other than the runtime define it because runtime/cgo has to. If a future
// runtime no longer calls it, Ran is false, nothing is blocked, and the shell
// works as any Go program would; tests in interp would tell.
//
// Import this package from main packages only: it changes how the process
// treats signals, and children started by package os/exec would inherit it.
package early

import (
	"runtime"
	"syscall"
	"unsafe"
)

//go:linkname entrysh_early_hook entrysh_early_hook
//go:linkname _cgo_init _cgo_init

// entrysh_early_hook is code, in hook_*.s; as a variable only its address counts.
var entrysh_early_hook byte
var _cgo_init = &entrysh_early_hook

//lint:ignore U1000 hook_*.s reads it
var memProfileRate = &runtime.MemProfileRate

// state is written by the hook, at the offsets hook_*.s knows.
var state struct {
	ran     uint64    // 0
	ignored uint64    // 8: bit n-1 is set when signal n was ignored
	mask    uint64    // 16: the signal mask
	soft    uint64    // 24: RLIMIT_NOFILE
	hard    uint64    // 32
	action  [4]uint64 // 40: a kernel sigaction, for the hook's own use
	tls     [8]uint64 // 72: thread-local storage of the first thread (amd64)
	held    uint64    // 136: 1 when HUP, INT, QUIT and TERM stay blocked
	closed  uint64    // 144: bit n is set when descriptor n of 0, 1, 2 was closed
	environ **byte    // 152: the environment, if the runtime has been given another
	clock   uintptr   // 160: the vDSO's clock_gettime
}

// Ran reports whether the hook has run; if not, the other functions report zeros.
func Ran() bool { return state.ran != 0 }

// Holds reports whether the signals that end a container, HUP, INT, QUIT and
// TERM, stay blocked until the program unblocks them. Where it is false, the
// runtime ends the program if one arrives within its own start-up.
func Holds() bool { return state.held != 0 }

// Ignored returns the signals ignored when the process was started, signal n as bit n-1.
func Ignored() uint64 { return state.ignored }

// Mask returns the signal mask the process was started with, signal n as bit n-1.
func Mask() uint64 { return state.mask }

// Closed returns which of the descriptors 0, 1 and 2 were closed when the
// process was started, descriptor n as bit n: the runtime has opened them since.
func Closed() uint64 { return state.closed }

// Environ returns the environment, each variable as NAME=VALUE, in its order.
//
// The runtime has been given another one, in which GOMAXPROCS is 1 and nothing
// else is. What an image sets for the programs in it (GOGC, GODEBUG and so on)
// does not concern the shell; and a runtime that starts with one processor
// starts two threads less, which is a third of the time that it takes.
func Environ() []string {
	if state.environ == nil {
		return syscall.Environ()
	}
	n := 0
	for unsafe.Slice(state.environ, n+1)[n] != nil {
		n++
	}
	list := make([]string, n)
	for i, p := range unsafe.Slice(state.environ, n) {
		list[i] = text(p)
	}
	return list
}

// text returns the text of a C string.
func text(p *byte) string {
	end := 0
	for unsafe.Slice(p, end+1)[end] != 0 {
		end++
	}
	return unsafe.String(p, end)
}

// Program returns the path by which the program was executed, for where
// /proc/self/exe is not.
func Program() string {
	const execfn = 31
	if state.environ == nil {
		return ""
	}
	p := unsafe.Pointer(state.environ)
	for ; *(*uintptr)(p) != 0; p = unsafe.Add(p, 8) {
	}
	for p = unsafe.Add(p, 8); *(*uintptr)(p) != 0; p = unsafe.Add(p, 16) { // auxv, behind the environment
		if *(*uintptr)(p) == execfn {
			return text(*(**byte)(unsafe.Add(p, 8)))
		}
	}
	return ""
}

// OpenFiles returns RLIMIT_NOFILE as it was inherited; package syscall raises the soft limit.
func OpenFiles() (soft, hard uint64) { return state.soft, state.hard }
