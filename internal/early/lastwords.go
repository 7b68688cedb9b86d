package early

import (
	"syscall"
	"unsafe"
)

// What the Go runtime says before it ends the program is for its user: that
// there is no memory, or no room for a thread. What it shows of itself after that
// is not, and stays out of a container's log unless it is asked for.

// words is how far the runtime has come.
var words struct {
	begun  bool // the program's name stands before what it says
	within bool // a line has been begun
	last   bool // the line tells the reason
	said   bool
	all    bool // all is shown
}

// Traceback has all shown that the runtime says.
func Traceback() { words.all = true }

// lastWords is what the hook sets runtime.overrideWrite to.
//
//lint:ignore U1000 hook_*.s reads it
var lastWords = write

// write takes the place of the runtime's. It runs on any stack.
//
//go:nosplit
func write(fd uintptr, p unsafe.Pointer, n int32) int32 {
	show := n
	if !words.all {
		if words.said {
			return n
		}
		c := *(*byte)(p)
		if !words.begun && !words.within && c != 'i' {
			words.begun = true
			name := [...]byte{'e', 'n', 't', 'r', 'y', 's', 'h', ':', ' '}
			syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(unsafe.Pointer(&name)), uintptr(len(name)))
		}
		for i := int32(0); i < n; i++ {
			c = *(*byte)(unsafe.Add(p, i))
			if !words.within {
				// Before the reason come lines that begin with "runtime: ", and in a
				// build that traces the start those with "init ".
				words.within, words.last = true, c != 'r' && c != 'i'
			}
			if c == '\n' {
				words.within = false
				if words.last {
					words.said = true
					show = i + 1
					break
				}
			}
		}
	}
	syscall.RawSyscall(syscall.SYS_WRITE, fd, uintptr(p), uintptr(show))
	return n
}
