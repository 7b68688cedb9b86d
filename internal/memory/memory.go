// Package memory gives memory back to the system before the shell sleeps for
// long: a PID 1 that has started a service may wait for weeks, and what its
// start needed is of no use to it then.
package memory

import (
	"runtime"
	"runtime/debug"
	"syscall"
)

// worthwhile is how much must have been allocated since the last time.
const worthwhile = 256 << 10

var (
	allocated uint64 // in all, the last time
	before    bool
)

// GiveBack collects garbage and returns free memory, if there may be much of it:
// that takes a millisecond or two, and else a few microseconds. It also lets go
// of the pages with the program's constants and tables, most of which only its
// start or a collection needs. The system has them at hand for the others.
func GiveBack() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	if m.TotalAlloc-allocated < worthwhile && before {
		return
	}
	if m.TotalAlloc-allocated >= worthwhile {
		debug.FreeOSMemory()
	}
	allocated, before = m.TotalAlloc, true
	const page = 4096
	start, end := constants()
	start = (start + page - 1) &^ (page - 1)
	end &^= page - 1
	if start < end {
		syscall.RawSyscall(syscall.SYS_MADVISE, start, end-start, syscall.MADV_DONTNEED)
	}
}

// constants returns where the linker has put what is only ever read.
func constants() (start, end uintptr)
